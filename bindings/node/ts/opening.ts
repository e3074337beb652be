// What an engine is opened with: policies, stores, clocks and keys as callers give them.

import { fileURLToPath } from "node:url";

import { InvalidArgument, invalid } from "./errors.js";
import { isPlain, kindOf } from "./plain.js";
import type * as types from "./types.js";

/** The options, each of its kind and none that nobody knows. */
export function checked(options: types.EngineOptions): types.EngineOptions {
  if (typeof options !== "object" || options === null || !isPlain(options)) {
    throw invalid("options", `an object is wanted, not ${kindOf(options)}`);
  }
  const { clock, pseudonymKey, ...others } = options;
  for (const name of Object.keys(others)) {
    throw invalid("options", `\`${name}\` is no field of it; it may hold: clock, pseudonymKey`);
  }
  if (clock !== undefined && typeof clock !== "function") {
    throw invalid("clock", `a function is wanted, not ${kindOf(clock)}`);
  }
  if (pseudonymKey !== undefined && !(pseudonymKey instanceof Uint8Array)) {
    throw invalid("pseudonymKey", `a Uint8Array is wanted, not ${kindOf(pseudonymKey)}`);
  }
  return options;
}

/** What a clock says. */
export function now(clock: types.Clock): Date {
  const at = clock();
  if (at instanceof Date && !Number.isNaN(at.getTime())) return at;
  throw new InvalidArgument(`invalid \`clock\`: it has to give a Date, and gave ${kindOf(at)}`, "clock");
}

/** A document as the core tells text and paths apart: text has a line break or begins with a brace. */
export function documentOf(document: types.Document): string {
  if (typeof document === "string") return document;
  const path = pathOf("policy", document);
  return path.startsWith("{") ? `./${path}` : path;
}

/** The documents of all versions of a policy. */
export function documentsOf(policy: types.Policy): string[] {
  return (Array.isArray(policy) ? policy : [policy]).map(documentOf);
}

/** The path that a string or a URL names. */
export function pathOf(argument: string, path: string | types.FileUrl): string {
  if (typeof path === "string") return path;
  if (path instanceof URL) {
    if (path.protocol === "file:") return fileURLToPath(path);
    throw invalid(argument, "the URL is of no file; read what it names, and give that");
  }
  throw invalid(argument, `a string or the URL of a file is wanted, not ${kindOf(path)}`);
}
