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
  const { clock, pseudonymKey, key, policyKeys, ...others } = options;
  for (const name of Object.keys(others)) {
    throw invalid("options", `\`${name}\` is no field of it; it may hold: clock, pseudonymKey, key, policyKeys`);
  }
  if (clock !== undefined && typeof clock !== "function") {
    throw invalid("clock", `a function is wanted, not ${kindOf(clock)}`);
  }
  bytes("pseudonymKey", pseudonymKey);
  bytes("key", key);
  if (policyKeys !== undefined && !Array.isArray(policyKeys)) {
    throw invalid("policyKeys", `an array of keys is wanted, not ${kindOf(policyKeys)}`);
  }
  return options;
}

function bytes(argument: string, given: Uint8Array | undefined): void {
  if (given !== undefined && !(given instanceof Uint8Array)) {
    throw invalid(argument, `a Uint8Array is wanted, not ${kindOf(given)}`);
  }
}

/** A public key in hexadecimal digits. */
export function digits(key: Uint8Array | string): string {
  if (typeof key === "string") return key;
  if (key instanceof Uint8Array) return Buffer.from(key).toString("hex");
  throw invalid("policyKeys", `a Uint8Array or a string is wanted, not ${kindOf(key)}`);
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
