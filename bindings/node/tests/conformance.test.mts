// The runner of the vectors: what it prints, and that it notices what is wrong.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";

import { folder, POLICY } from "./support.mjs";

const RUNNER = join(import.meta.dirname, "conformance.mjs");

const VECTORS = `
format = 1

[[case]]
id = "a.right"
policy = "shop"
steps = [
  { do = "update", user = "u", account = "active", birthdate = "1990-05-01" },
  { do = "decide", user = "u", purpose = "marketing.email", deny = ["consent_missing"] },
  { do = "grant", user = "u", purpose = "marketing.email" },
  { do = "decide", user = "u", purpose = "marketing.email", allow = "consent" },
  { do = "opt_out", user = "u", purpose = "essential", refused = "non_optional" },
  { do = "grant", user = "u", purpose = "marketing.emial", error = "unknown_purpose" },
  { do = "load", patch = { age = { minimum = "old" } }, errors = ["wrong_type"] },
  { do = "report", kind = "policy", contains = { id = "shop" } },
  { do = "open", engine = "other", policy = "shop" },
  { do = "export", user = "u", as = "copy", contains = { events = [{ act = "grant" }] }, lacks = [{ act = "erase" }] },
  { do = "import", engine = "other", from = "copy", contains = { obligations = [] } },
  { do = "decide", engine = "other", user = "u", purpose = "marketing.email", allow = "consent", surplus = [] },
  { do = "audit", user = "u", purpose = "marketing.phone", as = "d1", obligations = [] },
  { do = "collect", user = "u", purpose = "marketing.phone", context = { categories = ["user.contact.phone_number"] }, error = "denied", deny = ["consent_missing"] },
  { do = "erasure_plan", user = "u", contains = { items = [{ kind = "keep", reason = "contract" }] } },
  { do = "cases", user = "u", lacks = [{ right = "access" }] },
  { do = "due", contains = { items = [] } },
  { do = "record", user = "u", event = "last_active", details = { times = 3, first = false } },
  { do = "clock", at = "2030-01-01T00:00:00Z" },
]

[[case]]
id = "b.case"
policy = "shop"
steps = [
  { do = "update", user = "u", account = "active" },
  STEP,
]
`;

/** Runs the vectors with this step in their second case. */
function run(t: TestContext, step: string): { code: number | null; lines: string[] } {
  const place = folder(t);
  writeFileSync(join(place, "shop.toml"), POLICY);
  const vectors = join(place, "vectors");
  mkdirSync(vectors);
  writeFileSync(join(vectors, "shop.toml"), VECTORS.replace("STEP", step));
  const ended = spawnSync(process.execPath, [RUNNER, "--policies", place, vectors], { encoding: "utf8" });
  assert.equal(ended.stderr, "");
  return { code: ended.status, lines: ended.stdout.trimEnd().split("\n") };
}

test("what is right has a digest", (t) => {
  const step = '{ do = "decide", user = "u", purpose = "analytics.product", basis = "legitimate_interest" }';
  const { code, lines } = run(t, step);
  assert.equal(code, 0);
  assert.match(lines[0] ?? "", /^ok a\.right 19 [0-9a-f]{16}$/);
  assert.match(lines[1] ?? "", /^ok b\.case 2 [0-9a-f]{16}$/);
  assert.deepEqual(lines.slice(2), ["2 passed, 0 failed"]);
});

for (const [step, what] of [
  [
    '{ do = "decide", user = "u", purpose = "marketing.email", allow = "consent" }',
    'it should be allowed, and is denied: ["consent_missing"]',
  ],
  [
    '{ do = "decide", user = "u", purpose = "marketing.email", remedy = "wait" }',
    '`remedy` should be "wait", and is "ask_consent"',
  ],
  [
    '{ do = "decide", user = "u", purpose = "analytics.product", deny = ["erased"] }',
    'it should be denied with ["erased"], and is allowed: "legitimate_interest"',
  ],
  [
    '{ do = "grant", user = "u", purpose = "marketing.email", refused = "erased" }',
    'it should fail with "erased", and did not',
  ],
  [
    '{ do = "grant", user = "", purpose = "marketing.email" }',
    "it failed: invalid `user`: it is empty; give the id by which the application knows the user",
  ],
  ['{ do = "report", kind = "policy", contains = { id = "other" } }', '`answer.id` should be "other", and is "shop"'],
  ['{ do = "load", errors = ["cycle"] }', "`cycle` should be among the errors,"],
  [
    '{ do = "disclose", user = "u", purpose = "marketing.email", recipient = "x", deny = ["erased"] }',
    '`erased` should be among the reasons, which are ["consent_missing", "recipient_unlisted"]',
  ],
  ['{ do = "export", user = "u", lacks = [{ act = "update" }] }', '{"act":"update"} should not be there, and is: {'],
  ['{ do = "cases", engine = "b", user = "u" }', "no engine `b` was opened"],
  ['{ do = "import", from = "copy" }', "it failed: "],
  ['{ do = "no_such_thing" }', "it failed: invalid `do`: unknown operation"],
] as const) {
  test(`what is wrong is named: ${what}`, (t) => {
    const { code, lines } = run(t, step);
    assert.equal(code, 1);
    assert(lines[1]?.startsWith(`FAILED b.case step 2: ${what}`), lines[1]);
    assert.deepEqual(lines.slice(2), ["1 passed, 1 failed"]);
  });
}
