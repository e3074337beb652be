// Names of a policy, for the compiler: any string, until the project has the file that `placet codegen` writes.

/**
 * The names of the application's policy. It is empty here, so that every string passes.
 *
 * The file that `placet codegen policy.toml --lang typescript` writes fills it in. Once that file is in the project, a misspelt
 * purpose, category or recipient fails in the compiler.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be filled in
export interface Register {}

type Registered<Kind extends string, Otherwise = string> = Register extends {
  readonly [Name in Kind]: infer Known extends string;
}
  ? Known
  : Otherwise;

/** A name and all nodes above it: of `a.b.c` also `a` and `a.b`. */
type WithNodes<Name extends string> = Name extends `${infer First}.${infer Rest}`
  ? First | `${First}.${WithNodes<Rest>}`
  : Name;

/** A purpose, or a node above some: what a question may be about. */
export type PurposeName = WithNodes<Registered<"purpose">>;

/** What a choice may be about: a purpose, a node, a group of the policy's, or `*` for everything. */
export type ChoiceName = PurposeName | Registered<"group", never> | "*";

/** A data category, or a node above some. */
export type CategoryName = WithNodes<Registered<"category">>;

/** A recipient that the policy lists. One that a user names is given as `name as RecipientName`. */
export type RecipientName = Registered<"recipient">;

/** The code of a reason of a denial. */
export type ReasonCode = Registered<"reason">;
