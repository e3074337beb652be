// Arguments as JSON for the native module: only what JSON can hold, and nothing that it would drop or change unseen.

import { invalid } from "./errors.js";

/** How deep arguments may lie in each other. */
const DEPTH = 100;

const SURROGATE =
  "it holds half of a surrogate pair and is no valid Unicode; decode the bytes it came from with their right encoding";

/** The objects whose fields are arguments of their own, and are named in errors. */
const NAMED = new Set(["options", "context"]);

/** Arguments by name, as JSON. */
export function json(args: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(fields("", args, 0));
}

function fields(argument: string, given: object, depth: number): object {
  // without a prototype, so that no name of a field means anything else
  const plain: Record<string, unknown> = Object.create(null);
  const named = argument === "" || NAMED.has(argument);
  for (const [name, value] of Object.entries(given)) {
    wellFormed(argument || name, name);
    if (value !== undefined) plain[name] = part(named ? name : argument, value, depth);
  }
  return plain;
}

function part(argument: string, value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return wellFormed(argument, value);
    case "number":
      if (Number.isFinite(value)) return value;
      throw invalid(argument, "it is no finite number; give one, or leave it out");
    case "object":
      if (value === null) return null;
      if (value instanceof Date) return instant(argument, value);
      if (depth >= DEPTH) throw invalid(argument, "it lies in itself, or values lie in it too deep");
      if (Array.isArray(value)) return value.map((item) => part(argument, item ?? null, depth + 1));
      if (isPlain(value)) return fields(argument, value, depth + 1);
  }
  throw invalid(argument, `${kindOf(value)} can't be meant here; give a plain value`);
}

function wellFormed(argument: string, text: string): string {
  if (!text.isWellFormed()) throw invalid(argument, SURROGATE);
  return text;
}

/** An instant as RFC 3339 with as many digits of a second as it needs. */
export function instant(argument: string, at: Date): string {
  if (Number.isNaN(at.getTime())) throw invalid(argument, "the Date is invalid; give one that tells an instant");
  return at.toISOString().replace(/\.?0+Z$/, "Z");
}

/** Whether it is an object literal, or one without a prototype. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What can be iterated, as an array; a string is one value. */
export function listOf<T>(argument: string, wanted: string, given: Iterable<T>): T[] {
  const isList = typeof given !== "string" && typeof given?.[Symbol.iterator] === "function";
  if (!isList) throw invalid(argument, `${wanted} is wanted, not ${kindOf(given)}`);
  return [...given];
}

/** What a value is, in words for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Promise) return "a Promise (await it first)";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "object": {
      const name = value.constructor?.name;
      return name && name !== "Object" ? `an object of the class \`${name}\`` : "an object";
    }
    default:
      return `a ${typeof value}`;
  }
}
