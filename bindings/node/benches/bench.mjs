// What a question costs in Node: `bench.mjs [NAMES…]`, a line of JSON for each.
//
// Random queries over a hundred thousand users, each name a string of its own, so that neither the processor's nor V8's caches help.
// Medians of seven rounds, in which the contestants take turns: compare ratios, never nanoseconds.
//
// The floor is an empty function of Node-API that reads two strings onto the stack, in the same module; it is compiled in by
// `npm run build:bench`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { fill, handWritten, makeQuestions, makeUsers, POLICY, random } from "./workload.mjs";

const require = createRequire(import.meta.url);
const { Engine } = require("../build/bench/index.js");
const { floor } = require("../build/bench/binding.js");

const USERS = 100_000;
/** The users whom the slower contestants know. */
const SOME = 10_000;
const QUERIES = 1_000_000;
const ROUNDS = 7;
const SEED = 2024;

/** Nanoseconds for a question. */
function timed(ask, { users, purposes }) {
  const number = users.length;
  const start = process.hrtime.bigint();
  for (let at = 0; at < number; at += 1) ask(users[at], purposes[at]);
  return Number(process.hrtime.bigint() - start) / number;
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

/** How many times as long the first takes as the second, and both in nanoseconds. */
function ratio(first, second, questions) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push([timed(first, questions), timed(second, questions)]);
  const [over, under] = [median(rounds.map(([one]) => one)), median(rounds.map(([, other]) => other))];
  return [over / under, { ns: [over, under].map((time) => Math.round(time * 10) / 10), rounds: ROUNDS }];
}

function say(what, measured, target, unit, detail) {
  const line = { what, measured: Math.round(measured * 1000) / 1000, target, unit, detail };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Asserts that two contestants answer alike. */
function alike(ask, rule, { users, purposes }) {
  for (const [at, user] of users.entries()) assert.equal(ask(user, purposes[at]), rule(user, purposes[at]));
}

async function questions(wanted) {
  const draw = random(SEED);
  const users = makeUsers(USERS, draw);
  const engine = Engine.open(POLICY, "memory:");
  await fill(engine, users);
  const asked = makeQuestions(QUERIES, [...users.keys()], draw);
  const rule = handWritten(users);
  const ours = (user, purpose) => engine.canProcess(user, purpose);
  alike(ours, rule, asked);
  globalThis.gc?.();
  if (wanted("floor")) {
    const [measured, detail] = ratio(ours, floor().empty, asked);
    say("`canProcess` in Node ÷ an empty call of Node-API", measured, "≤ 2.5", "times", detail);
  }
  if (wanted("hand_written")) {
    const [measured, detail] = ratio(rule, ours, asked);
    say("a hand-written rule over a `Map` in Node ÷ `canProcess`", measured, "≥ 5", "times", detail);
  }
  if (wanted("decide")) {
    const decide = (user, purpose) => engine.decide(user, purpose).allowed;
    const [measured, detail] = ratio(decide, ours, { users: asked.users.slice(0, 100_000), purposes: asked.purposes });
    say("`decide(…).allowed` in Node ÷ `canProcess`", measured, null, "times", detail);
  }
  if (!["casl", "casl_conditions", "casbin", "cedar"].some(wanted)) return;
  const known = new Map([...users].slice(0, SOME));
  const peers = await import("./peers.mjs");
  for (const [name, what, make, number] of [
    ["casl", "@casl/ability 7.0.1, an ability for each user", peers.casl, 200_000],
    ["casl_conditions", "@casl/ability 7.0.1, one ability with conditions", peers.caslWithConditions, 100_000],
    ["casbin", "casbin 5.51.1", peers.casbin, 20_000],
    ["cedar", "@cedar-policy/cedar-wasm 4.13.0", peers.cedarWasm, 2_000],
  ]) {
    if (!wanted(name)) continue;
    const peer = await make(known);
    const asked = makeQuestions(number, [...known.keys()], draw);
    alike(peer, handWritten(known), asked);
    const [measured, detail] = ratio(peer, ours, asked);
    say(`${what} ÷ \`canProcess\`, ${SOME} users`, measured, null, "times", detail);
  }
}

/** Bytes of this process for each user, once in a Map and once in an engine that opens a store. */
async function memory() {
  const [, , , kind, store] = process.argv;
  const resident = () => {
    for (let round = 0; round < 4; round += 1) globalThis.gc();
    return process.memoryUsage().rss;
  };
  const users = kind === "fill" ? makeUsers(USERS, random(SEED)) : undefined;
  if (kind === "fill") {
    const engine = Engine.open(POLICY, store);
    await fill(engine, users);
    await engine.close();
    return;
  }
  const before = resident();
  const held = kind === "map" ? makeUsers(USERS, random(SEED)) : Engine.open(POLICY, store);
  const bytes = (resident() - before) / USERS;
  assert(held !== undefined);
  process.stdout.write(String(bytes));
}

function memories() {
  const place = mkdtempSync(join(tmpdir(), "placet-bench-"));
  const store = join(place, "ledger.sqlite");
  const run = (kind) => {
    const args = ["--expose-gc", fileURLToPath(import.meta.url), "--memory", kind, store];
    const env = { ...process.env, UV_THREADPOOL_SIZE: "64" };
    return Number(
      execFileSync(process.execPath, args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }),
    );
  };
  try {
    run("fill");
    const [map, engine] = [run("map"), run("engine")];
    const detail = { bytes: [map, engine].map(Math.round) };
    say("memory for a user in a `Map` in Node ÷ in an engine", map / engine, null, "times", detail);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const NAMES = ["floor", "hand_written", "decide", "casl", "casl_conditions", "casbin", "cedar", "memory"];
const names = process.argv.slice(2);
if (names[0] === "--memory") {
  await memory();
} else {
  // names of the other languages' benchmarks are none of ours
  const wanted = (name) => names.length === 0 || names.includes(name);
  if (NAMES.some((name) => name !== "memory" && wanted(name))) await questions(wanted);
  if (wanted("memory")) memories();
}
