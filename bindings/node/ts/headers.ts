// Headers of a request, in whichever form a framework has them.

import { invalid } from "./errors.js";
import { native } from "./native.js";
import { isPlain, kindOf } from "./plain.js";

/** Headers as the Fetch standard has them. */
export interface FetchHeaders {
  get(name: string): string | null | undefined;
}

/** Headers of a request by name, in any case: an object, as `http.IncomingMessage` has one, or the `Headers` of the Fetch standard. */
export type RequestHeaders = FetchHeaders | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The headers that say something for a user, in lower case. */
const SIGNALS: readonly string[] = native.signalHeaders();

/** Those of a request's headers that say something for its user; the others (cookies, authorization) are not looked at. */
export function signalsIn(headers: RequestHeaders): Record<string, string> {
  if (typeof headers !== "object" || headers === null) throw unknown(headers);
  const sent = new Map<string, string[]>();
  const put = (name: string, said: unknown) => {
    if (said === undefined || said === null) return;
    const lines = Array.isArray(said) ? said : [said];
    for (const line of lines) {
      if (typeof line !== "string") throw invalid("headers", `\`${name}\` is ${kindOf(line)}; give it as a string`);
    }
    sent.set(name, [...(sent.get(name) ?? []), ...lines]);
  };
  if (isFetch(headers)) {
    for (const name of SIGNALS) put(name, headers.get(name));
  } else {
    if (!isPlain(headers)) throw unknown(headers);
    for (const [given, said] of Object.entries(headers)) {
      const name = given.toLowerCase();
      if (SIGNALS.includes(name)) put(name, said);
    }
  }
  // several lines of a header are one with commas (RFC 9110, section 5.3)
  return Object.fromEntries([...sent].map(([name, lines]) => [name, lines.join(", ")]));
}

function isFetch(headers: RequestHeaders): headers is FetchHeaders {
  return typeof headers.get === "function";
}

function unknown(headers: unknown) {
  return invalid("headers", `an object of headers or a Headers is wanted, not ${kindOf(headers)}`);
}
