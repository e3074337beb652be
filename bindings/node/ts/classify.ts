// Suggestions of categories for data without tags.

import { native, unwrap } from "./native.js";
import { documentsOf, pathOf } from "./opening.js";
import { json } from "./plain.js";
import type { Suggestion } from "./results.js";
import type { FileUrl, Policy } from "./types.js";

/** What suggestions are compared with, and how much of the data is looked at. */
export interface ClassifyOptions {
  /** What it has no place for is marked among the suggestions; of several versions the latest counts. */
  readonly policy?: Policy;
  /** So many values of each place, drawn evenly; without it, all. */
  readonly sample?: number;
}

/** How a file is read. */
export interface ClassifyFileOptions extends ClassifyOptions {
  /** Its form; told by the ending of its name when not given. */
  readonly format?: "csv" | "json" | "ndjson";
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
  const given = read(options);
  return unwrap(native.classify(json(Array.isArray(data) ? { ...given, records: data } : { ...given, columns: data })));
}

/**
 * Suggests categories for the fields of a file: CSV with names in its first row, JSON, or JSON by the line.
 *
 * The file is read as a stream on a thread of Node's pool. Rejects with `InvalidArgument` when it can't be read, or has not the form
 * that it should have.
 */
export async function classifyFile(file: string | FileUrl, options: ClassifyFileOptions = {}): Promise<Suggestion[]> {
  return unwrap(await native.classifyFile(json({ ...read(options), file: pathOf("file", file) })));
}

/** The options as the native module reads them. */
function read(options: ClassifyOptions): object {
  const { policy, ...others } = options;
  return policy === undefined ? others : { ...others, policy: documentsOf(policy) };
}
