// What of records a purpose may use: the records that are given, and what the native module leaves of them.

import { invalid } from "./errors.js";
import { fail, type Handle, native } from "./native.js";
import { kindOf } from "./plain.js";
import { Filtered, type Left, moment, type Wire } from "./results.js";
import { Schema } from "./schema.js";

/** Refuses what is no record. */
export function areRecords(records: readonly unknown[]): void {
  for (const record of records) {
    // a Map has no fields, and would be left empty
    const isRecord = typeof record === "object" && record !== null && !(record instanceof Map || record instanceof Set);
    if (!isRecord) throw invalid("record", `an object or an array is wanted, not ${kindOf(record)}`);
  }
}

/** What is left of records; `question` is JSON. */
export function filtered<T>(
  engine: Handle,
  question: string,
  records: readonly T[],
  schema: Schema,
): Filtered<Left<T>>[] {
  const left = native.filter(engine, question, records, Schema.handle(schema));
  return (typeof left === "string" ? fail(left) : left).map(([record, told]) => {
    const { changes, validUntil }: Wire<Pick<Filtered<T>, "changes" | "validUntil">> = JSON.parse(told);
    return new Filtered(record as Left<T>, changes, moment(validUntil));
  });
}
