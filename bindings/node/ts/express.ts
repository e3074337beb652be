/**
 * Guards for Express: a middleware that asks before a handler runs.
 *
 * ```ts
 * import { errorHandler, guard } from "placet/express";
 *
 * const guarded = guard(engine, { user: (request) => request.session.userId });
 * app.get("/recommendations", guarded("ads.personalized"), (request, response) => { … });
 * app.use(errorHandler);
 * ```
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorRequestHandler, NextFunction, Request, Response } from "express";

import type { Engine } from "./engine.js";
import { Denied } from "./errors.js";
import type { PurposeName } from "./names.js";
import type { Permit } from "./permit.js";
import type { Context } from "./types.js";
import { asking, type GuardOptions, type Refusal, refusalOf } from "./web.js";

export type { GuardOptions, UserId } from "./web.js";

declare global {
  namespace Express {
    interface Request {
      /** The permit that the last guard of the request was given. */
      permit?: Permit;
    }
  }
}

/** A middleware. It names no parameters of a path, so that Express finds them in the path of the route. */
export type GuardHandler = (request: IncomingMessage, response: ServerResponse, next: NextFunction) => Promise<void>;

/** Makes a middleware for a purpose. */
export type Guard = (purpose: PurposeName, context?: Context) => GuardHandler;

/**
 * Makes middlewares that demand an allowance, for one engine.
 *
 * A denial is answered with status 403 and Problem Details (RFC 9457) that have the reason and the remedy; a request without a user
 * with status 401. What the browser says with `Sec-GPC` and `DNT` is recorded for the user before the question. When asking fails, the
 * error goes to `next`, and the handler does not run. A purpose that is not declared throws `UnknownPurpose` when the middleware is
 * made. `request.permit` has the permit.
 */
export function guard(engine: Engine, options: GuardOptions<Request>): Guard {
  const askFor = asking(engine, options);
  return (purpose, context) => {
    const ask = askFor(purpose, context);
    return async (incoming, response, next) => {
      const request = incoming as Request;
      let verdict: Awaited<ReturnType<typeof ask>>;
      try {
        verdict = await ask(request);
      } catch (error) {
        next(error);
        return;
      }
      if (verdict.refusal !== undefined) {
        send(response as Response, verdict.refusal);
        return;
      }
      request.permit = verdict.permit;
      next();
    };
  };
}

/** Answers a denial that a handler threw as a guard would, and leaves every other error: `app.use(errorHandler)` after all routes. */
export const errorHandler: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof Denied && !response.headersSent) send(response, refusalOf(error));
  else next(error);
};

function send(response: Response, refusal: Refusal): void {
  // to bytes Express adds no character set, which JSON has none of
  response.status(refusal.status).set("Content-Type", refusal.type).send(Buffer.from(refusal.body));
}
