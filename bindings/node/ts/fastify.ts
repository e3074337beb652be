/**
 * Guards for Fastify: a hook that asks before a handler runs.
 *
 * ```ts
 * import { errorHandler, guard } from "placet/fastify";
 *
 * const guarded = guard(engine, { user: (request) => request.session.userId });
 * app.get("/recommendations", { preHandler: guarded("ads.personalized") }, async (request) => { … });
 * app.setErrorHandler(errorHandler);
 * ```
 *
 * @module
 */

import type { FastifyReply, FastifyRequest } from "fastify";

import type { Engine } from "./engine.js";
import { Denied } from "./errors.js";
import type { PurposeName } from "./names.js";
import type { Permit } from "./permit.js";
import type { Context } from "./types.js";
import { asking, type GuardOptions, type Refusal, refusalOf } from "./web.js";

export type { GuardOptions, UserId } from "./web.js";

declare module "fastify" {
  interface FastifyRequest {
    /** The permit that the last guard of the request was given. */
    permit?: Permit;
  }
}

/** A hook for `preHandler`, or for `onRequest` where the user is known by then. */
export type GuardHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Makes a hook for a purpose. */
export type Guard = (purpose: PurposeName, context?: Context) => GuardHook;

/**
 * Makes hooks that demand an allowance, for one engine.
 *
 * A denial is answered with status 403 and Problem Details (RFC 9457) that have the reason and the remedy; a request without a user
 * with status 401. What the browser says with `Sec-GPC` and `DNT` is recorded for the user before the question. When asking fails, the
 * error goes to the error handler, and the handler does not run. A purpose that is not declared throws `UnknownPurpose` when the hook is
 * made. `request.permit` has the permit.
 */
export function guard(engine: Engine, options: GuardOptions<FastifyRequest>): Guard {
  const askFor = asking(engine, options);
  return (purpose, context) => {
    const ask = askFor(purpose, context);
    return async (request, reply) => {
      const { refusal, permit } = await ask(request);
      if (refusal !== undefined) return send(reply, refusal);
      request.permit = permit;
      return undefined;
    };
  };
}

/** Answers a denial that a handler threw as a guard would, and leaves every other error: `app.setErrorHandler(errorHandler)`. */
export function errorHandler(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return error instanceof Denied ? send(reply, refusalOf(error)) : reply.send(error);
}

function send(reply: FastifyReply, refusal: Refusal): FastifyReply {
  // to bytes Fastify adds no character set, which JSON has none of
  return reply.code(refusal.status).header("content-type", refusal.type).send(Buffer.from(refusal.body));
}
