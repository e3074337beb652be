// What is missing between the schemas of a code base and a policy.

import { native, unwrap } from "./native.js";
import { documentsOf } from "./opening.js";
import { json } from "./plain.js";
import type { Finding } from "./results.js";
import { Schema, schemaOf, type Tagged } from "./schema.js";
import type { Policy } from "./types.js";

/**
 * Finds fields without a category, without a use, or without a retention rule, for a build to fail on.
 *
 * The schemas that the policy declares are looked at, and whatever else `tags` reads; of several versions of the policy the latest
 * counts. For one schema and an open engine see `Engine.lint`.
 */
export function lint(policy: Policy, ...schemas: Tagged[]): Finding[] {
  const others = schemas.map((schema) => Schema.lint(schemaOf(schema)));
  return unwrap(native.lint(json({ policy: documentsOf(policy), schemas: others })));
}
