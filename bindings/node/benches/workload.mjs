// The rule that all contestants answer, and its users: the same as in the benchmarks of the other languages.

import { randomUUID } from "node:crypto";

/** The age of digital consent in each residence. */
export const AGES = { DE: 16, FR: 15, ES: 14, GB: 13, IE: 16, AT: 14 };

export const BASES = {
  "service.account": "contract",
  "service.delivery": "contract",
  "legal.tax": "legal_obligation",
  "marketing.email": "consent",
  "marketing.phone": "consent",
  "marketing.profiling": "consent",
  "analytics.product": "consent",
  "analytics.audience": "consent",
  "research.study": "consent",
  "security.fraud": "legitimate_interest",
  "improvement.service": "legitimate_interest",
  "improvement.quality": "legitimate_interest",
};

export const PURPOSES = Object.keys(BASES);
const CONSENTS = PURPOSES.filter((purpose) => BASES[purpose] === "consent");
const INTERESTS = PURPOSES.filter((purpose) => BASES[purpose] === "legitimate_interest");

/** The policy behind the rule. */
export const POLICY = JSON.stringify({
  policy: {
    id: "bench",
    version: "1",
    effective_from: "2020-01-01",
    contact: { privacy: "privacy@bench.example" },
  },
  purposes: Object.fromEntries(PURPOSES.map((purpose) => [purpose, { basis: [BASES[purpose]] }])),
  digital_consent: { default: 16, ...AGES },
});

/** Random numbers that are the same in each run (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TODAY = new Date();

/** How old a person is today. */
export function years(born) {
  const before = TODAY.getUTCMonth() - born.getUTCMonth() || TODAY.getUTCDate() - born.getUTCDate();
  return TODAY.getUTCFullYear() - born.getUTCFullYear() - (before < 0 ? 1 : 0);
}

/** Users by name: what a hand-written rule would keep of them. */
export function makeUsers(number, draw) {
  const residences = Object.keys(AGES);
  const users = new Map();
  for (let made = 0; made < number; made += 1) {
    const residence = residences[Math.floor(draw() * residences.length)];
    const born = new Date(Date.UTC(1950 + Math.floor(draw() * 69), Math.floor(draw() * 12), 15));
    const oldEnough = years(born) >= AGES[residence];
    const chosen = new Set(CONSENTS.filter(() => draw() < 0.5));
    users.set(randomUUID(), {
      residence,
      born,
      granted: oldEnough ? chosen : new Set(),
      parental: oldEnough || draw() < 0.5 ? new Set() : chosen,
      objected: new Set(INTERESTS.filter(() => draw() < 0.2)),
    });
  }
  return users;
}

/** The rule as one would write it with a Map of objects and a few conditions. */
export function handWritten(users) {
  return (name, purpose) => {
    const basis = BASES[purpose];
    if (basis === "consent") {
      const user = users.get(name);
      if (years(user.born) >= AGES[user.residence]) return user.granted.has(purpose);
      return user.parental.has(purpose);
    }
    if (basis === "legitimate_interest") return !users.get(name).objected.has(purpose);
    return true;
  };
}

/** Records what the users did. */
export async function fill(engine, users) {
  let acts = [];
  for (const [name, user] of users) {
    const birthdate = user.born.toISOString().slice(0, 10);
    acts.push(engine.update(name, { account: "active", birthdate, residence: user.residence }));
    for (const purpose of user.granted) acts.push(engine.grant(name, purpose));
    if (user.parental.size > 0) acts.push(engine.linkGuardian(name, `guardian of ${name}`));
    for (const purpose of user.parental) acts.push(engine.grant(name, purpose, { by: `guardian of ${name}` }));
    for (const purpose of user.objected) acts.push(engine.objectTo(name, purpose));
    if (acts.length > 1000) {
      await Promise.all(acts);
      acts = [];
    }
  }
  await Promise.all(acts);
}

/** Random questions, each with a string of its own for the user. */
export function makeQuestions(number, names, draw) {
  const users = [];
  const purposes = [];
  for (let made = 0; made < number; made += 1) {
    users.push(Buffer.from(names[Math.floor(draw() * names.length)], "latin1").toString("latin1"));
    purposes.push(PURPOSES[Math.floor(draw() * PURPOSES.length)]);
  }
  return { users, purposes };
}
