// Runs conformance vectors on the package: `conformance.mjs --policies DIR DIR…`.
//
// The form of vectors and report is described in `core/src/docs/vectors.md`. The report is the same, byte for byte, in every language.

import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { classify, Engine, Filtered, InvalidArgument, PlacetError, PolicyError } from "placet";

import { canonical, caseJson, decisionJson, dueJson, failure, receiptJson, taskJson } from "./answers.mjs";
import { cases, files, isTable, merge, read, type Table, textOf } from "./documents.mjs";
import * as expect from "./expect.mjs";

/** The key of the pseudonyms that vectors expect. */
const PSEUDONYM_KEY = Buffer.from("placet conformance");

const ON = ["user", "purpose"];
const SCOPE = ["channel", "recipient", "destination"];
const CONTEXT = "context";

/** The operations: what goes by place, and then what goes into the options; a context takes their place. */
const OPERATIONS: Readonly<
  Record<string, readonly [places: readonly string[], options: readonly string[] | "context"]>
> = {
  grant: [ON, ["by", "kind", "notice", "expires", "method", ...SCOPE, "at"]],
  withdraw: [ON, ["by", "method", ...SCOPE, "at"]],
  opt_out: [ON, ["by", "method", ...SCOPE, "at"]],
  opt_in: [ON, ["by", "method", ...SCOPE, "at"]],
  object_to: [ON, ["ground", "by", "method", ...SCOPE, "at"]],
  overrule_objection: [[...ON, "reason"], ["at"]],
  restrict: [ON, ["ground", "at"]],
  lift_restriction: [ON, ["at"]],
  acknowledge: [
    ["user", "notice"],
    ["agrees", "method", "at"],
  ],
  update: [
    ["user"],
    [
      ...["birthdate", "age", "age_range", "assurance", "source", "residence"],
      ...["residence_source", "account", "kind", "at"],
    ],
  ],
  link_guardian: [
    ["user", "guardian"],
    ["status", "method", "evidence", "at"],
  ],
  unlink_guardian: [["user", "guardian"], ["at"]],
  apply_signals: [["user", "signals"], ["at"]],
  erase: [["user"], ["at"]],
  record: [
    ["user", "event"],
    ["reference", "on", "details", "at"],
  ],
  collect: [ON, CONTEXT],
  disclose: [[...ON, "recipient"], CONTEXT],
  audit: [ON, CONTEXT],
  hold: [
    ["user", "hold", "reason"],
    ["categories", "at"],
  ],
  release: [["user", "hold"], ["at"]],
  dispose: [
    ["user", "rule"],
    ["method", "at"],
  ],
  due: [["at"], []],
  register: [["kind", "id", "fields"], ["at"]],
  request: [
    ["user", "right"],
    ["by", "channel", "about", "recipient", "decision", "mode", "reason", "subject", "at"],
  ],
  respond: [
    ["user", "case", "action"],
    ["task", "outcome", "reason", "actor", "attests", "at"],
  ],
  cases: [["user"], []],
  erasure_plan: [["user"], ["at"]],
  export: [["user"], ["subset", "case", "actor", "attests"]],
  import: [["from"], ["at"]],
  changes: [["since"], ["user"]],
  merge: [["from"], ["user"]],
  join: [["user", "visitor"], ["at"]],
  part: [["user", "visitor"], ["at"]],
  apply_consent_string: [["user", "framework", "string"], []],
  filter: [[...ON, "record", "schema"], CONTEXT],
};

/** What stands for an argument by place that a step leaves out, if it is no text. */
const MISSING: Table = { purpose: "*", signals: {}, case: 0, from: {}, fields: undefined, at: undefined, since: 0 };

// an import, a registration and a join tell nothing but what is due because of them
const OBLIGATIONS = ["register", "import", "join", "part"];

/** A case in progress. */
class Run {
  step = 0;
  readonly answers: string[] = [];
  readonly #case: Table;
  readonly #policies: string;
  #document: unknown = {};
  readonly #others = new Map<string, Engine>();
  readonly #names = new Map<string, unknown>();
  #now = new Date("2025-01-15T12:00:00Z");

  constructor(given: Table, policies: string) {
    this.#case = given;
    this.#policies = policies;
  }

  /** Does every step; gives back how many there are. */
  async all(): Promise<number> {
    if ("clock" in this.#case) this.#now = instant(this.#case["clock"] as string);
    const steps = (this.#case["steps"] ?? []) as Table[];
    const first = this.#open(this.#case);
    try {
      for (const given of steps) {
        this.step += 1;
        const step = this.#named(given);
        if (step["do"] === "open") this.#others.set(String(step["engine"] ?? ""), this.#open(step));
        else await this.#one(this.#engine(first, step), step);
      }
    } finally {
      for (const engine of [first, ...this.#others.values()]) await engine.close();
    }
    return steps.length;
  }

  /** Opens an engine on the documents of a case or of an `open` step. */
  #open(body: Table): Engine {
    const texts = this.#documents(body).map(textOf);
    try {
      return Engine.open(texts, "memory:", { clock: () => this.#now, pseudonymKey: PSEUDONYM_KEY });
    } catch (error) {
      if (error instanceof PlacetError) throw new expect.Unexpected(`the policy is not loaded: ${error.message}`);
      throw error;
    }
  }

  /** The engine that a step is done on. */
  #engine(first: Engine, step: Table): Engine {
    if (!("engine" in step)) return first;
    const other = this.#others.get(String(step["engine"]));
    if (other === undefined) throw new expect.Unexpected(`no engine \`${step["engine"]}\` was opened`);
    return other;
  }

  /** A step with what earlier steps gave a name in place of the names. */
  #named(step: Table): Table {
    const meant = { ...step };
    for (const key of ["case", "decision", "from"]) this.#put(meant, key);
    if (isTable(meant["context"])) {
      meant["context"] = { ...meant["context"] };
      this.#put(meant["context"] as Table, "decision");
    }
    return meant;
  }

  #put(table: Table, key: string): void {
    const name = table[key];
    if (typeof name === "string" && this.#names.has(name)) table[key] = this.#names.get(name);
  }

  /** The versions of the policy that a case or a step opens with. */
  #documents(body: Table): unknown[] {
    let documents: unknown[];
    if ("document" in body) {
      documents = [body["document"]];
    } else if ("policy" in body) {
      const named = body["policy"];
      const names = Array.isArray(named) ? named : [named];
      documents = names.map((name) => namedPolicy(join(this.#policies, `${name}.toml`)));
    } else {
      throw new expect.Unexpected("the case has neither `policy` nor `document`");
    }
    if ("patch" in body) documents.push(merge(documents.pop(), body["patch"]));
    for (const patch of (body["patches"] ?? []) as Table[]) documents.push(merge(documents.at(-1), patch));
    this.#document = documents.at(-1);
    return documents;
  }

  /** Adds an answer to those that the digest is of. */
  #say(answer: unknown): void {
    this.answers.push(canonical(answer));
  }

  /** Does one step and holds what came against what is expected. */
  async #one(engine: Engine, step: Table): Promise<void> {
    if (step["do"] === "clock") {
      this.#now = instant(step["at"] as string);
      return;
    }
    if (step["do"] === "load") return this.#load(engine, step);
    let look: () => void;
    try {
      look = await this.#ask(engine, String(step["do"]), step);
    } catch (error) {
      if (!(error instanceof PlacetError)) throw error;
      this.#say(failure(error));
      return expect.error(step, error);
    }
    look();
  }

  /** Calls the engine; what is given back looks at the answer. */
  async #ask(engine: Engine, name: string, step: Table): Promise<() => void> {
    if (name === "decide") {
      const context = step["context"] === undefined ? undefined : camel(step["context"]);
      const decision = engine.decide(text(step, "user"), text(step, "purpose"), context as object | undefined);
      return () => this.#decided(engine, step, decision);
    }
    if (name === "report") {
      const options = pick(step, ["year", "at"]);
      const user = step["user"] as string | undefined;
      const report = engine.report(text(step, "kind") as "policy", user, options);
      return () => {
        this.#say({ report: step["kind"] ?? null });
        expect.contains(step, report);
      };
    }
    if (name === "reload") {
      const document = merge(this.#document, step["patch"] ?? {});
      const { version } = await engine.reload(textOf(document));
      return () => {
        this.#say({ reload: version });
        this.#document = document;
        expect.success(step);
      };
    }
    if (name === "classify") {
      const sample = step["sample"] === undefined ? {} : { sample: step["sample"] as number };
      const suggestions = classify((step["records"] ?? step["columns"]) as object[], sample);
      return () => this.#answered(step, { suggestions });
    }
    const came = await call(engine, name, step);
    const isReceipt = isTable(came) && "position" in came && "obligations" in came && !OBLIGATIONS.includes(name);
    return isReceipt ? () => this.#recorded(step, came) : () => this.#answered(step, valueJson(name, came));
  }

  /** Looks at a decision, and asks the plain question too. */
  #decided(engine: Engine, step: Table, decision: ReturnType<Engine["decide"]>): void {
    const answer = decisionJson(decision);
    this.#say(answer);
    const text = canonical(answer);
    if (decision.toJson() !== text || canonical(decision.toJSON()) !== text) {
      throw new expect.Unexpected("attributes, `toJSON` and `toJson` differ");
    }
    expect.decision(step, answer);
    if (!("context" in step)) plainQuestion(engine, step, decision.allowed);
  }

  /** Looks at the receipt of an act. */
  #recorded(step: Table, came: unknown): void {
    const answer = receiptJson(came as Parameters<typeof receiptJson>[0]);
    if ("as" in step) this.#names.set(String(step["as"]), String(answer.position));
    this.#say(answer);
    expect.receipt(step, answer.obligations);
  }

  /** Looks at an answer that is a value of its own, and keeps it by its name. */
  #answered(step: Table, answer: Table): void {
    if ("as" in step) this.#names.set(String(step["as"]), "id" in answer ? String(answer["id"]) : answer);
    // the hashes of events are salted, and they and ledgers differ in each run
    const salted = ["events", "decisions", ...("ledger" in answer ? ["ledger", "digest", "key", "erased"] : [])];
    this.#say(Object.fromEntries(Object.entries(answer).filter(([name]) => !salted.includes(name))));
    expect.contains(step, answer);
  }

  /** Checks a document that is not loaded. */
  #load(engine: Engine, step: Table): void {
    const document = textOf(merge(this.#document, step["patch"] ?? {}));
    let [found, failed] = [[] as ReturnType<Engine["check"]>, false];
    try {
      found = engine.check(document);
    } catch (error) {
      if (!(error instanceof PlacetError)) throw error;
      if (!(error instanceof PolicyError)) throw new expect.Unexpected(`the check failed: ${error.message}`);
      [found, failed] = [[...error.diagnostics], true];
    }
    const codes = found.filter((one) => (one.severity === "error") === failed).map((one) => one.code);
    this.#say({ load: codes.sort() });
    expect.diagnostics(step, failed, found);
  }
}

/** The document of a policy that a case names. */
function namedPolicy(path: string): Table {
  try {
    return read(path);
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw error;
    const fault = `No such file or directory (os error ${Math.abs(errno ?? 0)})`;
    throw new expect.Unexpected(`\`${path}\` can't be read: ${fault}`);
  }
}

/** Reads an instant as the engine does. */
function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new expect.Unexpected(`\`${text}\` is no instant`);
  return at;
}

function text(step: Table, key: string): string {
  return (step[key] ?? "") as string;
}

/** Asks whether the purpose may run; it has to agree with the decision. */
function plainQuestion(engine: Engine, step: Table, allowed: boolean): void {
  let answer: boolean;
  try {
    answer = engine.canProcess(text(step, "user"), text(step, "purpose"));
  } catch (error) {
    if (!(error instanceof PlacetError)) throw error;
    throw new expect.Unexpected(`\`can_process\` failed where \`decide\` did not: ${error.message}`);
  }
  if (answer !== allowed)
    throw new expect.Unexpected(`\`can_process\` says ${answer} where \`decide\` says ${allowed}`);
}

/** A name as JavaScript spells it. */
function camelName(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A table with its names as JavaScript spells them. */
function camel(table: unknown): unknown {
  if (!isTable(table)) return table;
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [camelName(name), value]));
}

function pick(step: Table, names: readonly string[]): Table {
  return Object.fromEntries(names.filter((name) => name in step).map((name) => [camelName(name), step[name]]));
}

/** Calls an operation with the arguments of a step. */
async function call(engine: Engine, name: string, step: Table): Promise<unknown> {
  const operation = OPERATIONS[name];
  if (operation === undefined) throw unknownOperation();
  const given = { ...step };
  // what no number stands for is no case
  if (typeof given["case"] === "string") given["case"] = /^[0-9]+$/.test(given["case"]) ? Number(given["case"]) : 0;
  for (const key of ["fields", "details"]) {
    if (isTable(given[key])) {
      const written = Object.entries(given[key]).map(([name, value]) => [
        name,
        typeof value === "string" ? value : canonical(value),
      ]);
      given[key] = Object.fromEntries(written);
    }
  }
  const [places, options] = operation;
  const placed = places.map((place) => given[place] ?? (place in MISSING ? MISSING[place] : ""));
  const last = options === CONTEXT ? camel(given["context"]) : pick(given, options);
  const method = name === "import" ? "importData" : camelName(name);
  const called = (engine as unknown as Record<string, (...args: unknown[]) => unknown>)[method];
  const came = await called?.apply(engine, options.length === 0 ? placed : [...placed, last]);
  // of an audited decision the receipt is looked at, of a string what became of it
  if (name === "audit") return (came as Table)["receipt"];
  return name === "apply_consent_string" ? (came as Table)["understood"] : came;
}

function unknownOperation(): PlacetError {
  return Object.assign(Object.create(InvalidArgument.prototype), {
    code: "invalid_argument",
    argument: "do",
    message: "invalid `do`: unknown operation",
  });
}

/** An answer that is a value of its own. */
function valueJson(name: string, came: unknown): Table {
  if (OBLIGATIONS.includes(name)) {
    return { obligations: receiptJson(came as Parameters<typeof receiptJson>[0]).obligations };
  }
  switch (name) {
    case "request":
    case "respond":
      return caseJson(came as Parameters<typeof caseJson>[0]) as Table;
    case "cases":
      return { cases: (came as Parameters<typeof caseJson>[0][]).map(caseJson) };
    case "erasure_plan":
      return { items: (came as Parameters<typeof taskJson>[0][]).map(taskJson) };
    case "due":
      return { items: (came as Parameters<typeof dueJson>[0][]).map(dueJson) };
    case "merge": {
      const { ledger: _, ...merged } = came as Table;
      return merged;
    }
    case "filter":
      return came instanceof Filtered ? JSON.parse(came.toJson()) : {};
    default:
      return came as Table;
  }
}

/** Runs every case and prints a line for each; gives back how many failed. */
async function report(folders: readonly string[], policies: string): Promise<number> {
  let [passed, failed] = [0, 0];
  const lines: string[] = [];
  for (const path of folders.flatMap(files)) {
    for (const given of cases(path)) {
      const run = new Run(given, policies);
      try {
        const steps = await run.all();
        const digest = createHash("sha256").update(run.answers.map((answer) => `${answer}\n`).join(""));
        lines.push(`ok ${given["id"]} ${steps} ${digest.digest("hex").slice(0, 16)}`);
        passed += 1;
      } catch (what) {
        if (!(what instanceof expect.Unexpected)) throw what;
        lines.push(`FAILED ${given["id"]} step ${run.step}: ${what.message}`);
        failed += 1;
      }
    }
  }
  lines.push(`${passed} passed, ${failed} failed`);
  process.stdout.write(`${lines.join("\n")}\n`);
  return failed;
}

const { values, positionals } = parseArgs({
  options: { policies: { type: "string", default: "examples/policies" } },
  allowPositionals: true,
});
const folders = positionals.length === 0 ? ["tests/vectors"] : positionals;
for (const folder of folders) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    process.stderr.write(`\`${folder}\` is no folder\n`);
    process.exit(2);
  }
}
process.exitCode = (await report(folders, values.policies)) === 0 ? 0 : 1;
