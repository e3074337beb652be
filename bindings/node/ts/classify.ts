// Suggestions of categories for data without tags.

import { native, unwrap } from "./native.js";
import { documentsOf } from "./opening.js";
import { json } from "./plain.js";
import type { Suggestion } from "./results.js";
import type { Policy } from "./types.js";

/** What suggestions are compared with, and how much of the data is looked at. */
export interface ClassifyOptions {
  /** What it has no place for is marked among the suggestions; of several versions the latest counts. */
  readonly policy?: Policy;
  /** So many values of each place, drawn evenly; without it, all. */
  readonly sample?: number;
}

/**
 * Suggests categories for the fields of records, or for columns by their names, from names and from values. It decides nothing.
 *
 * `data` is an array of records, or an object with an array of values for each column. A `Date` is the text that JSON has for it.
 */
export function classify(
  data: readonly object[] | Readonly<Record<string, readonly unknown[]>>,
  options: ClassifyOptions = {},
): Suggestion[] {
  const { policy, ...others } = options;
  const given = policy === undefined ? others : { ...others, policy: documentsOf(policy) };
  return unwrap(native.classify(json(Array.isArray(data) ? { ...given, records: data } : { ...given, columns: data })));
}
