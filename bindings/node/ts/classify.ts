// Suggestions of categories for data without tags.

import { native, unwrap } from "./native.js";
import { json } from "./plain.js";
import type { Suggestion } from "./results.js";

/** How much of the data is looked at. */
export interface ClassifyOptions {
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
  return unwrap(
    native.classify(json(Array.isArray(data) ? { ...options, records: data } : { ...options, columns: data })),
  );
}
