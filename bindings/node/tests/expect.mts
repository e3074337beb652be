// What a step of a vector expects, held against what came.

import { Denied, type Diagnostic, type PlacetError, Refused } from "placet";

import { canonical, type decisionJson } from "./answers.mjs";
import { isTable, type Table } from "./documents.mjs";

type DecisionJson = ReturnType<typeof decisionJson>;
type Obligations = readonly { readonly kind: string; readonly subject: string | null }[];

/** Keys of a step that name a field of the decision. */
const PLAIN = [
  "reason",
  "reasons",
  "basis",
  "valid_until",
  "policy",
  "overlays",
  "residence",
  "surplus",
  "would_deny",
] as const;

/** What was expected and what came. */
export class Unexpected extends Error {}

/** Two values have to be the same. */
export function equal(key: string, wanted: unknown, came: unknown): void {
  if (canonical(wanted) !== canonical(came)) {
    throw new Unexpected(`\`${key}\` should be ${canonical(wanted)}, and is ${canonical(came)}`);
  }
}

/** Neither an error nor a refusal is expected. */
export function success(step: Table): void {
  const code = step["error"] ?? step["refused"];
  if (code !== undefined) throw new Unexpected(`it should fail with ${canonical(code)}, and did not`);
}

/** A refusal or another error has to be the expected one. */
export function error(step: Table, error: PlacetError): void {
  if ("refused" in step) {
    const code = step["refused"];
    if (!(error instanceof Refused)) {
      throw new Unexpected(`it should be refused with ${canonical(code)}, and failed: ${error.message}`);
    }
    equal("refused", code, error.reason);
  } else if (error instanceof Denied && "deny" in step) {
    const came = error.decision.reasons;
    for (const code of step["deny"] as string[]) {
      if (!came.includes(code)) {
        const listed = `[${came.map((reason) => `"${reason}"`).join(", ")}]`;
        throw new Unexpected(`\`${code}\` should be among the reasons, which are ${listed}`);
      }
    }
  } else if ("error" in step) {
    equal("error", step["error"], error.code);
  } else {
    throw new Unexpected(`it failed: ${error.message}`);
  }
}

/** An act succeeded, with the expected obligations. */
export function receipt(step: Table, obligations: unknown): void {
  contains(step, { obligations });
  if ("obligations" in step) equal("obligations", step["obligations"], names(obligations as Obligations));
}

/** A decision has the expected fields. */
export function decision(step: Table, decision: DecisionJson): void {
  success(step);
  // the keys of a step are looked at in one order in every language
  for (const key of Object.keys(step).sort()) {
    const wanted = step[key];
    if (key === "allow") {
      if (!decision.allowed) {
        throw new Unexpected(`it should be allowed, and is denied: ${canonical(decision.reasons)}`);
      }
      equal("ground", wanted, decision.ground);
    } else if (key === "deny") {
      deny(wanted as string[], decision);
    } else if (key === "remedy") {
      equal(key, wanted, decision.remedy?.action);
    } else if (key === "evidence") {
      equal(key, wanted, decision.evidence?.position);
    } else if (key === "obligations") {
      equal(key, wanted, names(decision.obligations as unknown as Obligations));
    } else if (key === "contact") {
      for (const name of Array.isArray(wanted) ? wanted : Object.keys(wanted as Table)) {
        if (!(name in decision.contact)) {
          const came = `which are ${canonical(decision.contact)}`;
          throw new Unexpected(`\`${name}\` should be among the contacts, ${came}`);
        }
      }
    } else {
      const plain = PLAIN.find((name) => name === key);
      if (plain !== undefined) equal(key, wanted, decision[plain]);
    }
  }
}

/** A denial has these among its reasons. */
function deny(wanted: readonly string[], decision: DecisionJson): void {
  if (decision.allowed) {
    const should = `it should be denied with ${canonical(wanted)}`;
    throw new Unexpected(`${should}, and is allowed: ${canonical(decision.ground)}`);
  }
  for (const reason of wanted) {
    if (!decision.reasons.includes(reason)) {
      throw new Unexpected(`\`${reason}\` should be among the reasons, which are ${canonical(decision.reasons)}`);
    }
  }
}

/** A document has the expected faults and warnings. */
export function diagnostics(step: Table, failed: boolean, found: readonly Diagnostic[]): void {
  const listed = found.map((one) => `${one.code} (${one.message})`).join(" | ");
  for (const [key, severity] of [
    ["errors", "error"],
    ["warnings", "warning"],
  ] as const) {
    const texts = found
      .filter((one) => one.severity === severity)
      .map((one) => `${one.code} ${one.message} ${one.help ?? ""}`);
    for (const wanted of (step[key] ?? []) as string[]) {
      if (!texts.some((text) => text.includes(wanted))) {
        throw new Unexpected(`\`${wanted}\` should be among the ${key}, which are: ${listed}`);
      }
    }
  }
  if (failed !== "errors" in step) {
    throw new Unexpected(`the document should ${failed ? "load" : "not load"}: ${listed}`);
  }
}

/** An answer holds what is expected, and not what is not. */
export function contains(step: Table, answer: unknown): void {
  success(step);
  if ("contains" in step) within("answer", step["contains"], answer);
  if ("left" in step) {
    const left = canonical((answer as Table)["record"]);
    if (canonical(step["left"]) !== left) {
      throw new Unexpected(`what is left should be ${canonical(step["left"])}, and is ${left}`);
    }
  }
  if (Array.isArray(step["lacks"])) lacks(step["lacks"], answer);
}

/** No element of an answer, or of a list in it, is matched by any of these. */
function lacks(unwanted: readonly unknown[], answer: unknown): void {
  let lists: unknown[][] = Array.isArray(answer) ? [answer] : [];
  if (isTable(answer)) {
    // the lists of an answer are looked at in one order in every language
    const values = Object.keys(answer)
      .sort()
      .map((key) => answer[key]);
    lists = values.filter((value) => Array.isArray(value));
  }
  for (const wanted of unwanted) {
    for (const element of lists.flat()) {
      if (liesWithin(wanted, element)) {
        throw new Unexpected(`${canonical(wanted)} should not be there, and is: ${canonical(element)}`);
      }
    }
  }
}

/** One tree lies within another. */
function within(path: string, wanted: unknown, came: unknown): void {
  if (isTable(wanted) && isTable(came)) {
    for (const key of Object.keys(wanted).sort()) within(`${path}.${key}`, wanted[key], came[key]);
  } else if (Array.isArray(wanted) && Array.isArray(came)) {
    for (const value of wanted) {
      if (!came.some((one) => liesWithin(value, one))) {
        throw new Unexpected(`\`${path}\` should hold ${canonical(value)}, and is ${canonical(came)}`);
      }
    }
  } else {
    equal(path, wanted, came);
  }
}

function liesWithin(wanted: unknown, came: unknown): boolean {
  try {
    within("", wanted, came);
  } catch (what) {
    if (what instanceof Unexpected) return false;
    throw what;
  }
  return true;
}

/** Obligations as vectors name them. */
function names(obligations: Obligations): string[] {
  return obligations.map(({ kind, subject }) => (subject === null ? kind : `${kind}:${subject}`));
}
