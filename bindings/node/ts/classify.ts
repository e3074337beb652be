// Suggestions of categories for data without tags.

import { native, unwrap } from "./native.js";
import { pathOf } from "./opening.js";
import { json } from "./plain.js";
import type { Suggestion } from "./results.js";
import type { FileUrl } from "./types.js";

/** How much of the data is looked at. */
export interface ClassifyOptions {
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
  return unwrap(
    native.classify(json(Array.isArray(data) ? { ...options, records: data } : { ...options, columns: data })),
  );
}

/**
 * Suggests categories for the fields of a file: CSV with names in its first row, JSON, or JSON by the line.
 *
 * The file is read as a stream on a thread of Node's pool. Rejects with `InvalidArgument` when it can't be read, or has not the form
 * that it should have.
 */
export async function classifyFile(file: string | FileUrl, options: ClassifyFileOptions = {}): Promise<Suggestion[]> {
  return unwrap(await native.classifyFile(json({ ...options, file: pathOf("file", file) })));
}
