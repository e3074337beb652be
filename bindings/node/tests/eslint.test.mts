// The rule for ESLint: a decision is no condition.

import test from "node:test";
import { RuleTester } from "eslint";
import placet from "placet/eslint";

import { loose } from "./support.mjs";

test("decisions are no conditions", () => {
  const errors = [{ messageId: "alwaysTrue" }];
  const bad = (code: string) => ({ code, errors });
  new RuleTester().run("no-decision-as-condition", loose(placet.rules["no-decision-as-condition"]), {
    valid: [
      "if (engine.decide(user, purpose).allowed) send();",
      "if (engine.canProcess(user, purpose)) send();",
      "const decision = engine.decide(user, purpose); if (decision.allowed) send();",
      "const { allowed } = engine.decide(user, purpose); if (allowed) send();",
      "if (decide(user)) send();",
      "const decision = other(); if (decision) send();",
      "function f(decision) { if (decision) send(); }",
    ],
    invalid: [
      bad("if (engine.decide(user, purpose)) send();"),
      bad("if (!engine.decide(user, purpose)) stop();"),
      bad("engine?.decide(user, purpose) ? send() : stop();"),
      bad("engine.decide(user, purpose) && send();"),
      bad("while (this.engine.decide(user, purpose)) send();"),
      bad("const decision = engine.decide(user, purpose); if (decision) send();"),
      bad("const decision = engine.decide(user, purpose); function f() { return decision || stop(); }"),
    ],
  });
});

test("the recommended configuration has the rule", () => {
  const { plugins, rules } = loose(placet.configs.recommended);
  if (plugins.placet !== placet || rules["placet/no-decision-as-condition"] !== "error") throw new Error("it has not");
});
