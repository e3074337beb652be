// Suggestions of categories for files.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

import { classify, classifyFile } from "placet";

import { folder, invalid, loose } from "./support.mjs";

const RECORDS = [
  { id: 1, ip: "203.0.113.7", kontakt: "ada@example.com" },
  { id: 2, ip: "203.0.113.8", kontakt: "ben@example.com" },
];

const ROWS = RECORDS.map((record) => Object.values(record));
const HEAD = Object.keys(RECORDS[0] ?? {});

const FILES = {
  "customers.csv": [HEAD, ...ROWS].map((row) => row.join(",")).join("\n"),
  "customers.tsv": [HEAD, ...ROWS].map((row) => row.join("\t")).join("\n"),
  "customers.json": JSON.stringify(RECORDS),
  "customers.ndjson": RECORDS.map((record) => JSON.stringify(record)).join("\n"),
};

test("a file is classified as its records are", async (t) => {
  const below = folder(t);
  const wanted = classify(RECORDS);
  const found = wanted.map(({ path, category }) => [path, category]);
  assert.deepEqual(found, [
    ["ip", "user.device.ip_address"],
    ["kontakt", "user.contact.email"],
  ]);
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(below, name);
    writeFileSync(path, text);
    assert.deepEqual(await classifyFile(path), wanted, name);
    assert.deepEqual(await classifyFile(pathToFileURL(path), { sample: 10 }), wanted, name);
  }
  const nameless = join(below, "export");
  writeFileSync(nameless, FILES["customers.ndjson"]);
  assert.deepEqual(await classifyFile(nameless, { format: "ndjson" }), wanted);
  const policy = `[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }

[purposes.mail]
basis = ["consent"]
categories = ["user.contact.email"]
`;
  const against = await classifyFile(nameless, { format: "ndjson", policy });
  assert.deepEqual(against, classify(RECORDS, { policy }));
  assert.notDeepEqual(against, wanted);
});

test("what is no file that can be read rejects and says why", async (t) => {
  const below = folder(t);
  const path = (name: string, text: string) => {
    writeFileSync(join(below, name), text);
    return join(below, name);
  };
  mkdirSync(join(below, "folder.csv"));
  await invalid(() => classifyFile(join(below, "none.csv")), "file", "there is no file");
  await invalid(() => classifyFile(join(below, "folder.csv")), "file", "is a directory");
  await invalid(() => classifyFile(path("empty.csv", "")), "file", "is empty");
  await invalid(() => classifyFile(path("short.csv", "a,b\n1\n")), "file", "short.csv");
  await invalid(() => classifyFile(path("cut.json", '[{"a": 1')), "file", "cut.json");
  await invalid(() => classifyFile(path("table.parquet", "PAR1")), "file", "reads no Parquet");
  await invalid(() => classifyFile(path("table.xlsx", "a")), "format", "csv, json, ndjson or parquet");
  await invalid(() => classifyFile(path("a.csv", "a\n1"), { format: loose("xml") }), "format", "is no format");
  await invalid(() => classifyFile(path("b.csv", "a\n1"), { sample: 0 }), "sample");
  await invalid(() => classifyFile(loose(7)), "file", "a string or the URL of a file is wanted");
  await invalid(() => classifyFile(loose("https://example.com"), { format: "csv" }), "file", "there is no file");
});
