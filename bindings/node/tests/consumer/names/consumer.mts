// A program of a user's beside the names of its policy: what is misspelt fails, and without the names nothing does.

import { type CategoryName, Denied, type Engine, Guarded, type PurposeName, type RecipientName, tag } from "placet";

declare module "placet" {
  interface Register {
    group: "communications";
  }
}

declare const engine: Engine;
declare const chosen: string;
declare function show(...shown: unknown[]): void;

show(engine.canProcess("ada", "marketing.email"));
// a node above some purposes
show(engine.canProcess("ada", "essential.service"));
show(engine.decide("ada", "marketing", { categories: ["user.contact", "user.contact.email"], recipient: "user:7" }));
// @ts-expect-error misspelt
show(engine.canProcess("ada", "marketing.emial"));
// @ts-expect-error misspelt
show(engine.canProcessMany(["ada"], "marketing.emial"));
// @ts-expect-error misspelt
show(engine.decide("ada", "marketing.emial").allowed);
// @ts-expect-error misspelt
show(engine.explain("ada", "marketing.emial"));
// @ts-expect-error misspelt
show(engine.require("ada", "marketing.emial"));
// @ts-expect-error misspelt
show(engine.guard("marketing.emial", "ada", () => 1));
// @ts-expect-error misspelt
show(engine.guarded("marketing.emial", (user: string) => user));
// @ts-expect-error misspelt
show(engine.filter("ada", "marketing.emial", { email: "" }, { email: tag("user.contact.email") }));
// @ts-expect-error no question is about everything
show(engine.canProcess("ada", "*"));
// @ts-expect-error nor about a group of the policy's
show(engine.canProcess("ada", "communications"));
// @ts-expect-error any text may be no purpose
show(engine.canProcess("ada", chosen));
show(engine.canProcess("ada", chosen as PurposeName));

show(engine.grant("ada", "marketing.email"), engine.withdraw("ada", "*"), engine.optOut("ada", "communications"));
show(engine.restrict("ada"), engine.liftRestriction("ada", "marketing"));
// @ts-expect-error misspelt
show(engine.withdraw("ada", "marketing.emial"));
// @ts-expect-error misspelt
show(engine.restrict("ada", "comunications"));

show(engine.disclose("ada", "marketing.email", "mail_service"), engine.disclose("ada", "marketing", "uni-7"));
show(engine.disclose("ada", "rights.portability", chosen as RecipientName));
// @ts-expect-error misspelt
show(engine.disclose("ada", "marketing.email", "mail_servise"));
// @ts-expect-error misspelt
show(engine.decide("ada", "marketing.email", { recipient: "mail_servise" }));
// @ts-expect-error misspelt
show(engine.grant("ada", "marketing.email", { recipient: "mail_servise" }));

const category: CategoryName = "user.contact";
show(tag(category), new Guarded("ada", ["user.contact.email"], ""));
// @ts-expect-error misspelt
show(engine.decide("ada", "marketing.email", { categories: ["user.contact.emial"] }));
// @ts-expect-error misspelt
show(tag("user.contact.emial"));
// @ts-expect-error misspelt
show(new Guarded("ada", ["user.contact.emial"], ""));

show(engine.decide("ada", "marketing.email").reason === "consent_missing");
// @ts-expect-error no reason that there is
show(engine.decide("ada", "marketing.email").reason === "consent_mising");
try {
  engine.require("ada", "marketing.email");
} catch (error) {
  if (error instanceof Denied) show(error.problem().reason === "consent_missing", error.problem().remedy?.action);
}
