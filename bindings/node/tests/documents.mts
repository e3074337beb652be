// Vector files and policy documents as plain trees, in which dates are strings.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse, TomlDate } from "smol-toml";

import { canonical } from "./answers.mjs";

/** A table of a document or a vector. */
export type Table = { [name: string]: unknown };

/** All vector files below a folder, by path. */
export function files(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  const vectors = found.filter((entry) => entry.isFile() && entry.name.endsWith(".toml"));
  const paths = vectors.map((entry) => join(entry.parentPath, entry.name));
  const bytes = (path: string) => Buffer.from(path.slice(folder.length).replaceAll("\\", "/"));
  return paths.sort((one, other) => Buffer.compare(bytes(one), bytes(other)));
}

/** The tree of a TOML file. */
export function read(path: string): Table {
  return plain(parse(readFileSync(path, "utf8"))) as Table;
}

/** The cases of a vector file. */
export function cases(path: string): Table[] {
  const tree = read(path);
  if (tree["format"] !== 1) throw new Error(`\`${path}\` has to say \`format = 1\``);
  return (tree["case"] ?? []) as Table[];
}

/** Whether it is a table. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tables merge, anything else replaces; neither argument is changed. */
export function merge(base: unknown, patch: unknown): unknown {
  if (!isTable(base) || !isTable(patch)) return patch;
  const merged: Table = { ...base };
  for (const [key, value] of Object.entries(patch)) merged[key] = merge(base[key], value);
  return merged;
}

/** A document as JSON, in one form: diagnostics name places in it. */
export function textOf(document: unknown): string {
  return canonical(document);
}

/** The same tree with dates and times as TOML writes them. */
function plain(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString().replace(/\.?0+Z$/, "Z");
  if (Array.isArray(value)) return value.map(plain);
  if (isTable(value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
  return value;
}
