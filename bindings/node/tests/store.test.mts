// Stores: files that last, files that are none, engines that are closed, and disks that are full.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { Engine, IntegrityError, InvalidArgument, PolicyError, StoreError } from "placet";

import { adult, EMAIL, folder, loose, opened, POLICY, storePath, thrown } from "./support.mjs";

async function filled(store: string | URL): Promise<void> {
  await using engine = Engine.open(POLICY, store);
  await adult(engine);
  await engine.grant("ada", EMAIL);
}

async function refuses(store: string, kind: typeof StoreError | typeof IntegrityError, words: RegExp): Promise<void> {
  const error = await thrown<StoreError | IntegrityError>(kind, () => Engine.open(POLICY, store));
  assert.match(error.message, words);
  assert.equal(error.path, store);
}

test("what was recorded is there again", async (t) => {
  const store = storePath(t);
  await filled(store);
  for (const path of [store, pathToFileURL(store)]) {
    await using engine = Engine.open(POLICY, path);
    assert(engine.canProcess("ada", EMAIL));
    assert.equal(engine.store, store);
    assert.equal((await engine.verify()).events, 2);
  }
});

test("a directory is no store, and the folder has to exist", async (t) => {
  const place = folder(t);
  await refuses(place, StoreError, /directory; give the path of a file/);
  await refuses(join(place, "none", "ledger"), StoreError, /make it first/);
});

test("files of other programs are left alone", async (t) => {
  const store = storePath(t);
  writeFileSync(store, "the notes of another program");
  await refuses(store, StoreError, /another program.*left as it is/);
  assert.equal(readFileSync(store, "utf8"), "the notes of another program");
});

test("a newer form wants a newer version", async (t) => {
  const store = storePath(t);
  await filled(store);
  // the number of the form is the application's own word in the head of the file (bytes 60 to 63)
  const bytes = readFileSync(store);
  bytes.writeUInt32BE(999, 60);
  writeFileSync(store, bytes);
  await refuses(store, StoreError, /newer version.*update/);
});

test("a truncated file is damaged, and kept", async (t) => {
  const store = storePath(t);
  await filled(store);
  const half = statSync(store).size / 2;
  truncateSync(store, half);
  await refuses(store, IntegrityError, /left as it is.*backup/);
  assert.equal(statSync(store).size, half);
});

test("where nothing may be written there is no store", async () => {
  const place = process.platform === "linux" ? "/proc/self/ledger.sqlite" : "/dev/null/ledger.sqlite";
  const error = await thrown(StoreError, () => Engine.open(POLICY, place));
  assert.equal(error.code, "store_error");
});

const FULL = `
const { Engine, StoreError } = require(${JSON.stringify(join(import.meta.dirname, "../../dist/index.js"))});
const [policy, store] = process.argv.slice(1);
(async () => {
  const engine = Engine.open(policy, store);
  await engine.grant("ada", "marketing.email");
  let last = 0;
  try {
    for (let number = 0; ; number += 1) last = (await engine.grant("user " + "x".repeat(1000) + number, "marketing.email")).position;
  } catch (error) {
    const kept = engine.canProcess("ada", "marketing.email");
    console.log(JSON.stringify({ isStore: error instanceof StoreError, message: error.message, last, kept }));
  }
})();
`;

test("on a full disk an act is rejected, and what was recorded stays", async (t) => {
  const store = storePath(t);
  // no file may grow beyond 512 blocks: to a program that is a disk without room
  const shell = 'trap "" XFSZ; ulimit -f 512; exec "$0" -e "$1" -- "$2" "$3"';
  const { stdout } = await promisify(execFile)("sh", ["-c", shell, process.execPath, FULL, POLICY, store]);
  const { isStore, last, kept } = JSON.parse(stdout);
  assert.deepEqual([isStore, kept], [true, true]);
  await using engine = Engine.open(POLICY, store);
  assert.equal((await engine.verify()).events, last);
});

test("a closed engine says so", async (t) => {
  const store = storePath(t);
  const engine = Engine.open(POLICY, store);
  await adult(engine);
  const permit = engine.require("ada", "analytics.product");
  // what was called before is done before
  const before = engine.grant("ada", EMAIL);
  await engine.close();
  assert.equal((await before).position, 2);
  for (const call of [
    () => engine.canProcess("ada", EMAIL),
    () => engine.canProcessMany(["ada"], EMAIL),
    () => engine.decide("ada", EMAIL),
    () => engine.recheck(permit),
    () => engine.filter("ada", EMAIL, {}, { a: "user.name" }),
    () => engine.grant("ada", EMAIL),
    () => engine.history("ada"),
    () => engine.verify(),
    () => engine.reload(POLICY),
    () => engine.version,
  ]) {
    const error = await thrown(StoreError, call);
    assert.match(error.message, /closed; open it again/);
    assert.equal(error.path, store);
  }
  await engine.close();
  engine[Symbol.dispose]();
  assert.equal(engine.policy, "shop");
});

test("disposing lets go of the file", async (t) => {
  const store = storePath(t);
  {
    using engine = Engine.open(POLICY, store);
    await adult(engine);
    // SQLite removes its log when the last connection is closed
    assert(existsSync(`${store}-wal`));
  }
  assert(!existsSync(`${store}-wal`));
  const engine = Engine.open(POLICY, store);
  const copied = `${store}.copy`;
  await engine[Symbol.asyncDispose]();
  copyFileSync(store, copied);
  await using copy = Engine.open(POLICY, copied);
  assert.equal((await copy.verify()).events, 1);
});

test("policies are text, paths or URLs; versions belong together", async (t) => {
  const path = join(folder(t), "shop.toml");
  writeFileSync(path, POLICY);
  for (const policy of [POLICY, path, pathToFileURL(path), [path]]) {
    using engine = Engine.open(policy, "memory:");
    assert.deepEqual([engine.policy, engine.version, engine.store], ["shop", "shop@2024-10-01", "memory:"]);
  }
  const other = POLICY.replace('"shop"', '"other"');
  const error = await thrown(InvalidArgument, () => Engine.open([POLICY, other], "memory:"));
  assert.deepEqual([error.argument, /open an engine for each/.test(error.message)], ["policy", true]);
  await thrown(InvalidArgument, () => Engine.open(join(path, "none.toml"), "memory:"));
  const future = POLICY.replaceAll("2024-10-01", "2999-01-01").replace("2026-10-01", "2999-10-01");
  using engine = Engine.open(future, "memory:");
  assert.equal(engine.version, null);
});

test("a fault has a place and a help, and all come at once", async () => {
  const wrong = POLICY.replace("minimum = 14", 'minimum = "old"').replace(
    'basis = ["consent"]',
    'bassis = ["consent"]',
  );
  const error = await thrown(PolicyError, () => Engine.open(wrong, "memory:"));
  assert.equal(error.code, "policy_error");
  const faults = error.diagnostics.filter((one) => one.severity === "error");
  const first = faults.find((one) => one.code === "unknown_field") ?? assert.fail();
  const line = POLICY.split("\n").indexOf('[purposes."marketing.email"]') + 2;
  assert.deepEqual([first.place.file, first.place.line, first.place.column], ["<text>", line, 1]);
  assert.equal(first.place.end - first.place.start, "bassis".length);
  assert.match(first.help ?? "", /basis/);
  assert(first.text.startsWith(`<text>:${line}:1: `) && error.message.includes(first.text));
  assert(faults.some((one) => one.code === "wrong_type"));
});

test("no document that is empty, half, in a circle or at odds with itself is loaded", async () => {
  const circle = POLICY.replace('basis = ["consent"]', 'basis = ["consent"]\nparent = "marketing.email"');
  for (const [policy, code] of [
    ["\n", "empty"],
    ['{"policy": {"id": "shop",', "syntax"],
    ["policy = \n", "syntax"],
    [circle, "cycle"],
    [POLICY.replace("[policy]", '[policy]\nbases = ["contract"]'), "basis_not_allowed"],
  ] as const) {
    const error = await thrown(PolicyError, () => Engine.open(policy, "memory:"));
    const codes = error.diagnostics.map((one) => one.code);
    assert(codes.includes(code), `${code}: ${codes}`);
  }
});

test("a reload says what changes, and one that fails changes nothing", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  await engine.grant("ada", EMAIL);
  for (const policy of ["[policy]\n", "{}", `${POLICY}\n# changed\n`]) {
    await thrown(PolicyError, () => engine.reload(policy));
    await thrown(PolicyError, () => engine.check(policy));
  }
  await thrown(InvalidArgument, () => engine.reload(loose(7)));
  assert(engine.canProcess("ada", EMAIL));
  const later = POLICY.replaceAll("2024-10-01", "2025-01-01").replace("contact = {", "material = true\ncontact = {");
  const wider = later.replace('["user.contact.email"]', '["user.contact"]');
  assert(engine.check(wider).every((one) => one.severity === "warning"));
  assert.equal(engine.version, "shop@2024-10-01");
  const reloaded = await engine.reload(wider);
  assert.deepEqual([reloaded.version, engine.version], ["shop@2025-01-01", "shop@2025-01-01"]);
  assert.deepEqual(reloaded.outdated, [EMAIL]);
  const { from, to, material, widened, categoriesAdded } = reloaded.difference ?? assert.fail();
  assert.deepEqual([from, to, material, widened], ["2024-10-01", "2025-01-01", true, [EMAIL]]);
  assert.deepEqual(categoriesAdded, { [EMAIL]: ["user.contact"] });
  assert.equal(engine.decide("ada", EMAIL).reason, "consent_expired");
});
