// Guards of a user's, in the types of the frameworks.

import express from "express";
import fastify from "fastify";
import type { Engine, Permit } from "placet";
import { errorHandler, guard } from "placet/express";
import * as placet from "placet/fastify";

declare const engine: Engine;

const app = express();
const guarded = guard(engine, { user: async (request) => request.get("x-user") });
app.use("/news", guarded("marketing.email"));
app.get("/news/:id", guarded("marketing.email", { categories: ["user.contact.email"] }), (request, response) => {
  const id: string = request.params.id;
  const permit: Permit | undefined = request.permit;
  response.json({ id, permit });
});
app.use(errorHandler);
// @ts-expect-error misspelt
app.use(guarded("marketing.emial"));
// @ts-expect-error an object is no id
guard(engine, { user: () => ({ id: 7 }) });

const site = fastify();
const hook = placet.guard(engine, { user: (request) => Number(request.headers["x-user"]) });
site.get<{ Params: { id: string }; Reply: { id: string } }>(
  "/news/:id",
  { preHandler: [hook("marketing.email")] },
  async (request) => ({ id: `${request.params.id} ${request.permit?.purpose}` }),
);
site.addHook("onRequest", hook("marketing.email"));
site.setErrorHandler(placet.errorHandler);
// @ts-expect-error misspelt
site.get("/", { preHandler: hook("marketing.emial") }, async () => "");
// @ts-expect-error an object is no id
placet.guard(engine, { user: async () => ({ id: 7 }) });
