// What the guards of web frameworks have in common: who asks, what the browser says, and how a denial is answered.

import type { Engine } from "./engine.js";
import { Denied, invalid } from "./errors.js";
import { type RequestHeaders, signalsIn } from "./headers.js";
import type { PurposeName } from "./names.js";
import { native } from "./native.js";
import type { Permit } from "./permit.js";
import { kindOf } from "./plain.js";
import type { Context } from "./types.js";

/** The id of a request's user; null, undefined or an empty string of one who is not known. */
export type UserId = string | number | bigint | null | undefined;

/** How a guard finds out who asks. */
export interface GuardOptions<Request> {
  /** Gives the id of a request's user, as the application's own authentication knows it. */
  readonly user: (request: Request) => UserId | Promise<UserId>;
}

/** An answer that ends a request. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly type: string;
  readonly body: string;
}

/** What a guard found: a permit, or how to end the request. */
export type Verdict =
  | { readonly permit: Permit; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly permit?: never };

const NOBODY: Verdict = { refusal: { status: 401, type: "text/plain; charset=utf-8", body: "Unauthorized" } };

/** Asks for one request. It rejects when that can't be done, always with an error: whoever calls it lets nothing through then. */
export type Ask<Request> = (request: Request) => Promise<Verdict>;

/** Makes what asks for each purpose; a purpose that is not declared throws at once, before there is any request. */
export function asking<Request extends { readonly headers: RequestHeaders }>(
  engine: Engine,
  options: GuardOptions<Request>,
): (purpose: PurposeName, context: Context | undefined) => Ask<Request> {
  const user = options?.user;
  if (typeof user !== "function") throw invalid("user", `a function of the request is wanted, not ${kindOf(user)}`);
  return (purpose, context) => {
    // the answers of no users are none, and the purpose is looked up all the same
    engine.canProcessMany([], purpose);
    return async (request) => {
      try {
        const name = nameOf(await user(request));
        if (name === "") return NOBODY;
        const signals = signalsIn(request.headers);
        if (Object.keys(signals).length > 0) await engine.applyHeaders(name, signals);
        return { permit: engine.require(name, purpose, context) };
      } catch (error) {
        if (error instanceof Denied) return { refusal: refusalOf(error) };
        // a framework may take what is no error for a word of its own, as Express does "route", and go on
        throw error instanceof Error ? error : new Error("asking for a permit failed", { cause: error });
      }
    };
  };
}

/** How a denial is answered: with Problem Details (RFC 9457). */
export function refusalOf(denied: Denied): Refusal {
  return { status: 403, type: native.problemJson(), body: JSON.stringify(denied.problem()) };
}

/** The user's id as text; empty of nobody. */
function nameOf(user: UserId): string {
  if (user === undefined || user === null) return "";
  if (typeof user === "string") return user;
  if (typeof user === "bigint" || Number.isSafeInteger(user)) return String(user);
  // an object would be `[object Object]`, and all users one
  throw invalid("user", `an id is wanted, not ${kindOf(user)}; give a string or a whole number`);
}
