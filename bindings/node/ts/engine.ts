/// <reference lib="esnext.disposable" preserve="true" />
// The engine: what product code asks.

import { type Decision, decisionHeld, decisionTold } from "./decision.js";
import { invalid } from "./errors.js";
import { areRecords, filtered } from "./filtering.js";
import { type RequestHeaders, signalsIn } from "./headers.js";
import { type Listener, Listeners, type Subscription } from "./listeners.js";
import type { ChoiceName, PurposeName, RecipientName } from "./names.js";
import { type DecisionText, fail, type Handle, made, native, unwrap } from "./native.js";
import { checked, digits, documentOf, documentsOf, now, pathOf } from "./opening.js";
import { type Permit, permitJson, permitOf } from "./permit.js";
import { json, kindOf, listOf } from "./plain.js";
import {
  type Audited,
  type Case,
  type Check,
  type ConsentStringTaken,
  caseOf,
  consentStringTaken,
  type Diagnostic,
  type Due,
  due,
  type Explained,
  type Filtered,
  type Finding,
  type HistoryEntry,
  historyEntry,
  type Left,
  type Merged,
  type Receipt,
  type Registration,
  type Reloaded,
  receipt,
  registration,
  type Task,
  task,
  type Verification,
  type Wire,
} from "./results.js";
import { type RecordSchema, Schema, schemaOf } from "./schema.js";
import type * as types from "./types.js";

type Questions = ReturnType<typeof native.questions>;

/**
 * An open policy on an open store.
 *
 * Questions (`canProcess`, `decide`, `require`, …) are answered at once. Acts (`grant`, `withdraw`, …) are promises that resolve when
 * the act is durable and every process on the store sees it; they are carried out on threads of Node's pool and never hold up the
 * event loop. Acts about one user are carried out in the order in which they were called, awaited or not.
 */
export class Engine implements Disposable, AsyncDisposable {
  readonly #handle: Handle;
  readonly #clock: types.Clock | undefined;
  readonly #ask: Questions["canProcess"];
  readonly #decide: Questions["decide"];
  readonly #policy: string;
  readonly #listeners = new Listeners();

  /**
   * Opens a policy on a store.
   *
   * `policy` is the text of a document, its path or the URL of its file, or an array of these: several versions of one policy. `store`
   * is the path of the ledger's file, or `memory:`.
   */
  static open(policy: types.Policy, store: types.Store, options: types.EngineOptions = {}): Engine {
    return new Engine(policy, store, options);
  }

  private constructor(policy: types.Policy, store: types.Store, options: types.EngineOptions) {
    const { clock, pseudonymKey, key, policyKeys } = checked(options);
    const given = {
      policy: documentsOf(policy),
      store: pathOf("store", store),
      memory: store === "memory:",
      clock: clock === undefined ? undefined : now(clock),
      policyKeys: policyKeys?.map(digits),
    };
    this.#clock = clock;
    this.#handle = made(native.open(json(given), pseudonymKey, key));
    const { canProcess, decide } = native.questions(this.#handle);
    const asked: typeof canProcess = (user, purpose) => {
      this.#tick();
      return canProcess(user, purpose);
    };
    this.#ask = clock === undefined ? canProcess : asked;
    this.#decide = decide;
    this.#policy = this.#version().policy;
  }

  /** Key of the policy. */
  get policy(): string {
    return this.#policy;
  }

  /** The version of the policy that is in force, as `id@version`; none before the first. */
  get version(): string | null {
    return this.#version().version;
  }

  /** The path of the store. */
  get store(): string {
    return native.path(this.#handle);
  }

  /** The name of this ledger among others: made with the store, and the same in every process on it. */
  get ledger(): string {
    return native.ledger(this.#handle);
  }

  // questions

  /** Whether this user's data may be processed for this purpose. */
  canProcess(user: string, purpose: PurposeName): boolean {
    // biome-ignore lint/complexity/noArguments: a rest parameter costs as much as the answer
    if (arguments.length > 2) {
      throw invalid("context", "`canProcess` takes none; ask `decide(user, purpose, context).allowed`");
    }
    const answer = this.#ask(user, purpose);
    return typeof answer === "boolean" ? answer : fail(answer);
  }

  /** The answer for each of many users, in their order. */
  canProcessMany(users: Iterable<string>, purpose: PurposeName): boolean[] {
    return this.#call("canProcessMany", { users: listOf("users", "an array of strings", users), purpose });
  }

  /** The answer in full: reasons, basis, remedy, obligations, evidence. It is an object, and always true: read `allowed`. */
  decide(user: string, purpose: PurposeName, context?: types.Context): Decision {
    const given = context === undefined ? undefined : json({ context });
    this.#tick();
    return decisionHeld(made(this.#decide(user, purpose, given)));
  }

  /** The answer in full, and what each of the eleven checks found: passed, failed with which reasons, passed over, or not reached. */
  explain(user: string, purpose: PurposeName, context?: types.Context): Explained {
    type Told = { readonly decision: DecisionText; readonly checks: readonly Check[] };
    const { decision, checks } = this.#call<Told>("explain", { user, purpose, context });
    return { decision: decisionTold(decision), checks };
  }

  /** Demands an allowance: a permit; throws `Denied` with the decision. */
  require(user: string, purpose: PurposeName, context?: types.Context): Permit {
    return permitOf(this.#call("require", { user, purpose, context }));
  }

  /** Demands that a permit is good now for data of a user of some categories, shown as they are. */
  admit(permit: Permit, user: string, categories: readonly string[]): void {
    this.#call("admit", { permit: permitJson(permit), user, categories });
  }

  /** Checks a permit again: a withdrawal since it was given ends it, and so does its time. */
  recheck(permit: Permit): Permit {
    return permitOf(this.#call("recheck", { permit: permitJson(permit) }));
  }

  /** Demands an allowance for some work: throws `Denied` before it begins; else gives back what the work does. */
  guard<R>(purpose: PurposeName, user: string, work: (permit: Permit) => R, context?: types.Context): R {
    return work(this.require(user, purpose, context));
  }

  /**
   * Demands an allowance at each call of a function.
   *
   * `userOf` finds the user in the arguments of a call; the first one when it is not given. What is made throws `Denied` before the
   * function begins, also where that one is asynchronous.
   */
  guarded<A extends readonly unknown[], R>(
    purpose: PurposeName,
    work: (...args: A) => R,
    userOf?: (...args: A) => string,
  ): (...args: A) => R {
    if (typeof work !== "function") throw invalid("work", `a function is wanted, not ${kindOf(work)}`);
    return (...args) => {
      this.require(userOf === undefined ? (args[0] as string) : userOf(...args), purpose);
      return work(...args);
    };
  }

  // choices

  /** Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7). */
  grant(user: string, purpose: ChoiceName, options?: types.GrantOptions): Promise<Receipt> {
    return this.#act("grant", { user, purpose, options }, receipt, user);
  }

  /** Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3)). */
  withdraw(user: string, purpose: ChoiceName, options?: types.ChoiceOptions): Promise<Receipt> {
    return this.#act("withdraw", { user, purpose, options }, receipt, user);
  }

  /** Records that the user opted out of a purpose, a node, a group or `*`. */
  optOut(user: string, purpose: ChoiceName, options?: types.ChoiceOptions): Promise<Receipt> {
    return this.#act("optOut", { user, purpose, options }, receipt, user);
  }

  /** Records that the user took an opt-out or an objection back. It is no consent. */
  optIn(user: string, purpose: ChoiceName, options?: types.ChoiceOptions): Promise<Receipt> {
    return this.#act("optIn", { user, purpose, options }, receipt, user);
  }

  /** Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute. */
  objectTo(user: string, purpose: ChoiceName, options?: types.ObjectionOptions): Promise<Receipt> {
    return this.#act("objectTo", { user, purpose, options }, receipt, user);
  }

  /** Records that compelling grounds override an objection (GDPR Art. 21(1)), with the reason. */
  overruleObjection(user: string, purpose: ChoiceName, reason: string, options?: types.When): Promise<Receipt> {
    return this.#act("overruleObjection", { user, purpose, reason, options }, receipt, user);
  }

  /** Restricts processing (GDPR Art. 18) of a purpose, a node or a group; of everything by default. */
  restrict(user: string, purpose: ChoiceName = "*", options?: types.RestrictionOptions): Promise<Receipt> {
    return this.#act("restrict", { user, purpose, options }, receipt, user);
  }

  /** Lifts the restriction of a node and of all below it; of everything by default. */
  liftRestriction(user: string, purpose: ChoiceName = "*", options?: types.When): Promise<Receipt> {
    return this.#act("liftRestriction", { user, purpose, options }, receipt, user);
  }

  // people

  /** Records that the user was shown a notice or a version of the policy. It is evidence, and grants nothing. */
  acknowledge(user: string, notice: string, options?: types.AcknowledgementOptions): Promise<Receipt> {
    return this.#act("acknowledge", { user, notice, options }, receipt, user);
  }

  /** Records what became known of a user; what is not given stays as it was. */
  update(user: string, options: types.Update): Promise<Receipt> {
    return this.#act("update", { user, options }, receipt, user);
  }

  /** Records who holds parental responsibility (`verified`), or claims to (`pending`). */
  linkGuardian(user: string, guardian: string, options?: types.GuardianOptions): Promise<Receipt> {
    return this.#act("linkGuardian", { user, guardian, options }, receipt, user, guardian);
  }

  /** Records that parental responsibility ended; the guardian's consents end with it. */
  unlinkGuardian(user: string, guardian: string, options?: types.When): Promise<Receipt> {
    return this.#act("unlinkGuardian", { user, guardian, options }, receipt, user, guardian);
  }

  /**
   * Records what a browser, a device or a register says for the user. A signal that is off grants nothing.
   *
   * `tcf` and `gpp` may be consent strings: each is an act of its own, recorded after the others and with one commit; the receipt is
   * the last act's.
   */
  applySignals(user: string, signals: types.Signals, options?: types.When): Promise<Receipt> {
    return this.#act("applySignals", { user, signals, options }, receipt, user);
  }

  /**
   * Records what the headers of a request say for the user (`Sec-GPC: 1`, `DNT: 1`), where the policy has a signal for it and it is
   * not known already; resolves with null where they say nothing new.
   *
   * A header that is not sent, or that says anything but `1`, switches nothing off: another browser of the user may have said it.
   */
  async applyHeaders(user: string, headers: RequestHeaders, options?: types.When): Promise<Receipt | null> {
    const read = (told: Wire<Receipt> | null) => told && receipt(told);
    return this.#act("applyHeaders", { user, headers: signalsIn(headers), options }, read, user);
  }

  /**
   * Takes in a TC string (`tcf`) or a GPP string (`gpp`), and says what became of it.
   *
   * Each signal of the policy that reads such strings is switched on when the string refuses one of its bits, else off. A consent in
   * a string grants nothing here: it was not given under this policy's notice (GDPR Art. 7(1)).
   */
  applyConsentString(
    user: string,
    framework: types.Framework,
    string: string,
    options?: types.When,
  ): Promise<ConsentStringTaken> {
    return this.#act("applyConsentString", { user, framework, string, options }, consentStringTaken, user);
  }

  /**
   * Records that a visitor turned out to be this user; the more protective of both holds from now on (GDPR Art. 4(11)).
   *
   * Every standing refusal of the visitor becomes the user's, and so does a live consent where the user refused nothing of it.
   */
  join(user: string, visitor: string, options?: types.When): Promise<Receipt> {
    return this.#act("join", { user, visitor, options }, receipt, user, visitor);
  }

  /** Records that the two are not the same person after all. What was carried over stays until it is taken back. */
  part(user: string, visitor: string, options?: types.When): Promise<Receipt> {
    return this.#act("part", { user, visitor, options }, receipt, user, visitor);
  }

  // handling of data

  /**
   * Records that something happened on which a clock, a condition or a report hangs: a feature was activated, a course completed.
   *
   * `account_closed`, `account_terminated` and `account_reopened` change the account.
   */
  record(user: string, event: string, options?: types.RecordOptions): Promise<Receipt> {
    return this.#act("record", { user, event, options }, receipt, user);
  }

  /**
   * Collects data for a purpose: decides, and keeps on record what was collected and from where (GDPR Art. 14(2)(f)).
   *
   * Rejects with `Denied`, which has the decision; then nothing was recorded.
   */
  collect(user: string, purpose: PurposeName, context?: types.Context): Promise<Receipt> {
    return this.#act("collect", { user, purpose, context }, receipt, user);
  }

  /**
   * Gives data to a recipient: decides, and keeps the disclosure on record (GDPR Art. 15(1)(c), 30(1)(d)).
   *
   * Rejects with `Denied`, which has the decision; then nothing was recorded.
   */
  disclose(
    user: string,
    purpose: PurposeName,
    recipient: RecipientName,
    context?: types.DisclosureContext,
  ): Promise<Receipt> {
    return this.#act("disclose", { user, purpose, recipient, context }, receipt, user);
  }

  /** Decides, and keeps the decision in the ledger with its inputs, so that it can be proved (GDPR Art. 5(2)). */
  audit(user: string, purpose: PurposeName, context?: types.Context): Promise<Audited> {
    type Told = { readonly decision: DecisionText; readonly receipt: Wire<Receipt> };
    const read = (told: Told) => ({ decision: decisionTold(told.decision), receipt: receipt(told.receipt) });
    return this.#act("audit", { user, purpose, context }, read, user);
  }

  /** Suspends disposal and erasure of some categories, or of all, and nothing else (GDPR Art. 17(3)(e)). */
  hold(user: string, hold: string, reason: string, options?: types.HoldOptions): Promise<Receipt> {
    return this.#act("hold", { user, hold, reason, options }, receipt, user);
  }

  /** Ends a hold. */
  release(user: string, hold: string, options?: types.When): Promise<Receipt> {
    return this.#act("release", { user, hold, options }, receipt, user);
  }

  /** Records that the application disposed of what a retention rule is about (GDPR Art. 5(1)(e)); `due` says of what. */
  dispose(user: string, rule: string, options?: types.DisposalOptions): Promise<Receipt> {
    return this.#act("dispose", { user, rule, options }, receipt, user);
  }

  // records

  /** The schema of this name, as the policy in force declares it. */
  schema(name: string): Schema {
    if (typeof name !== "string") throw invalid("name", `a string is wanted, not ${kindOf(name)}`);
    this.#tick();
    return new Schema(made(native.schemaOfPolicy(this.#handle, name)), null);
  }

  /**
   * Leaves of a record what the purpose may use of this user, changed as the policy says (GDPR Art. 5(1)(c), 25).
   *
   * `schema` is the name of a schema of the policy, or whatever `tags` reads. A field without a tag is removed. What is left is new,
   * and the record that was given stays as it is; `changes` says what was removed and why.
   */
  filter<T extends object>(
    user: string,
    purpose: PurposeName,
    record: T,
    schema: RecordSchema,
    context?: types.Context,
  ): Filtered<Left<T>> {
    const [filtered] = this.#filter([record], user, purpose, schema, context);
    return filtered as Filtered<Left<T>>;
  }

  /** Filters many records of one user; the policy is asked once. */
  filterMany<T extends object>(
    user: string,
    purpose: PurposeName,
    records: Iterable<T>,
    schema: RecordSchema,
    context?: types.Context,
  ): Filtered<Left<T>>[] {
    return this.#filter(listOf("records", "an array of records", records), user, purpose, schema, context);
  }

  #filter<T>(
    records: readonly T[],
    user: string,
    purpose: PurposeName,
    schema: RecordSchema,
    context: types.Context | undefined,
  ): Filtered<Left<T>>[] {
    const known = typeof schema === "string" ? this.schema(schema) : schemaOf(schema);
    areRecords(records);
    const question = json({ user, purpose, context });
    this.#tick();
    return filtered(this.#handle, question, records, known);
  }

  /** What is missing between the newest version of the policy and a schema, for a build to fail on. */
  lint(schema: RecordSchema): Finding[] {
    return this.#call("lint", typeof schema === "string" ? { name: schema } : Schema.lint(schemaOf(schema)));
  }

  // rights

  /**
   * Opens a case: somebody exercises a right of the user's, complains, inquires or reports a child (GDPR Art. 12, 15 to 22).
   *
   * It says by when it has to be answered and what has to be done. Without a right, the `subject` line names it.
   */
  request(user: string, right = "", options?: types.RequestOptions): Promise<Case> {
    return this.#act("request", { user, right, options }, caseOf, user);
  }

  /** Takes a step in a case: `verify`, `acknowledge` a task, `fulfil`, `refuse` with a reason (Art. 12(4)), `close` with an outcome. */
  respond(user: string, case_: number, action: types.Action, options?: types.ResponseOptions): Promise<Case> {
    return this.#act("respond", { user, case: case_, action, options }, caseOf, user);
  }

  /** All cases of a user, the first first. */
  cases(user: string): Case[] {
    return this.#call<Wire<Case>[]>("cases", { user }).map(caseOf);
  }

  /**
   * A user's record as plain data: sources and uses, purposes, recipients, decisions, cases, events (GDPR Art. 15, 20).
   *
   * Without `case` and `actor` it is the application's own copy, whole, for `importData` in another engine.
   */
  export(user: string, options?: types.ExportOptions): Promise<types.JsonObject> {
    return this.#act("export", { user, options }, (told: types.JsonObject) => told, user);
  }

  /**
   * Takes in what `export` gave in another engine: all of it with one commit, or nothing (GDPR Art. 20(2)).
   *
   * The events keep their instants. The receipt obliges to look at each `unknown_purpose` that they name and this policy does not.
   */
  importData(export_: types.JsonObject, options?: types.When): Promise<Receipt> {
    return this.#act("importData", { export: export_, options }, receipt);
  }

  /** What an erasure would take, what would stay, why and until when, and who has to be told (GDPR Art. 17(3), 19). */
  erasurePlan(user: string, options?: types.When): Task[] {
    return this.#call<Wire<Task>[]>("erasurePlan", { user, options }).map(task);
  }

  /**
   * Erases a user from the ledger (GDPR Art. 17): every event loses its content, and the chain stays verifiable.
   *
   * Where a hold or a floor of law keeps something (`erasurePlan` says what), the user is `erased` all the same, and the events stay
   * until nothing is kept any more and this is called again. The receipt obliges to tell every recipient (Art. 19).
   */
  erase(user: string, options?: types.When): Promise<Receipt> {
    return this.#act("erase", { user, options }, receipt, user);
  }

  /** One user's events, the first first; empty for a stranger. */
  history(user: string): HistoryEntry[] {
    return this.#call<Wire<HistoryEntry>[]>("history", { user }).map(historyEntry);
  }

  // other ledgers, and listeners

  /**
   * What was recorded behind a position, as plain data, for `merge` in another ledger of the policy; 0 is the beginning.
   * Ask with the `until` of the last answer that the other ledger took in. It holds names and acts in the clear, and without `user` it
   * is as secret as the store: send it by a channel that keeps it secret, and give `user` where a device is to know of its own only.
   */
  changes(since = 0, options?: types.ChangesOptions): types.JsonObject {
    return this.#call("changes", { since, options });
  }

  /**
   * Takes in what `changes` gave in another ledger of the policy: all of it with one commit, or nothing.
   * In whatever order ledgers meet, and however often, they come to know the same. Of two acts that are at odds, by people who did not
   * know of each other's, the more protective one stands; who was erased in one ledger is erased in all.
   */
  merge(changes: types.JsonObject, options?: types.MergeOptions): Promise<Merged> {
    return this.#act("merge", { changes, options }, (told: Merged) => told);
  }

  /**
   * Tells a function of every act that is recorded from now on, of reloads, and of what enforcement would have denied.
   * It is called on the event loop after the act is durable and visible, and keeps no process alive. What another process recorded is
   * told when this engine next looks at the ledger. What it throws is an uncaught exception, and ends no act.
   */
  subscribe(listener: Listener): Subscription {
    this.#version(); // fails once the engine is closed
    return this.#listeners.add(this.#handle, listener);
  }

  // the company

  /**
   * Registers something of the company's own, or adds to what is registered under that name.
   *
   * An `instrument` of law (GDPR Art. 6(1)(c), 23), a `business_transfer`, a `breach` and each `breach_notice` (Art. 33, 34), evidence
   * of a `control` (Art. 5(2), 32(1)(d)), a `recipient_review` (Art. 28(1)), an `erasure_backup`.
   */
  register(kind: types.RegistrationKind, id: string, fields?: types.Words, options?: types.When): Promise<Receipt> {
    return this.#act("register", { kind, id, fields, options }, receipt);
  }

  /** What the company registered, of one kind or of all, in the order in which it was registered. */
  registered(kind?: types.RegistrationKind): Registration[] {
    return this.#call<Wire<Registration>[]>("registered", { kind }).map(registration);
  }

  /**
   * What is due, the earliest first: data whose term is over (GDPR Art. 5(1)(e)), open cases (Art. 12(3)), notices of breaches
   * (Art. 33, 34), audits and reviews that are late (Art. 32(1)(d)). `at` looks ahead.
   */
  due(at?: types.Instant): Due[] {
    return this.#call<Parameters<typeof due>[0][]>("due", { at }).map(due);
  }

  /**
   * A report, for privacy people.
   *
   * Of the policy: `policy`, `bases`, `differences` (of the last two versions), `processing` (GDPR Art. 30), `retention`, `recipients`.
   * Of what happened: `notices`, `rights`, `erasures`, `controls`, `breaches`, `overdue`. Of one user: `disclosures`, `holdings`,
   * `features` (what a refusal costs), `shine_the_light` (California Civil Code § 1798.83, for a `year`), and those of `notices`,
   * `recipients`, `retention`, `rights` that a user is named for.
   */
  report(kind: types.ReportKind, user?: string | null, options?: types.ReportOptions): types.JsonObject {
    return this.#call("report", { kind, user, options });
  }

  /** Verifies the whole ledger: every hash, every link, and every state against a new fold of the events. */
  verify(): Promise<Verification> {
    return this.#act("verify", {}, (told: Verification) => told);
  }

  /** Checks a document as `reload` would, and loads nothing; gives back its warnings. */
  check(policy: types.Document): Diagnostic[] {
    return this.#call("check", { policy: documentOf(policy) });
  }

  /** Loads a further version of the policy while calls go on, and says what changes. */
  async reload(policy: types.Document): Promise<Reloaded> {
    return this.#act("reload", { policy: documentOf(policy) }, (told: Reloaded) => told);
  }

  // the end

  /** Lets go of the store after all acts that were called; every later call fails with `StoreError`. To close twice is no fault. */
  async close(): Promise<void> {
    unwrap(await native.close(this.#handle));
  }

  /** Lets go of the store at once: acts that are under way finish first, and what waits fails with `StoreError`. */
  [Symbol.dispose](): void {
    native.closeNow(this.#handle);
    this.#listeners.clear();
  }

  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What consoles show. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Engine { policy: ${this.policy}, store: ${this.store} }`;
  }

  #version(): { readonly policy: string; readonly version: string | null } {
    return this.#call("version", {});
  }

  /** Sets the hands of the clock: it is asked here, so that what it throws reaches the caller. */
  #tick(): void {
    if (this.#clock !== undefined) native.setHands(this.#handle, now(this.#clock).getTime());
  }

  #call<T>(operation: string, args: Readonly<Record<string, unknown>>): T {
    const given = json(args);
    this.#tick();
    return unwrap(native.call(this.#handle, operation, given));
  }

  async #act<Told, T>(
    operation: string,
    args: Readonly<Record<string, unknown>>,
    read: (told: Told) => T,
    ...people: string[]
  ): Promise<T> {
    // up to here nothing waits: what is given is taken as it is now, and the order of calls is the order of acts
    const given = json(args);
    this.#tick();
    const named = people.filter((user) => typeof user === "string");
    return read(unwrap(await native.act(this.#handle, operation, given, named)));
  }
}
