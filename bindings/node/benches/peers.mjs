// Other libraries on the same rule, each in the way that is quickest for it.

import { AbilityBuilder, createMongoAbility, subject } from "@casl/ability";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { newEnforcer, newModelFromString } from "casbin";

import { AGES, BASES, PURPOSES, years } from "./workload.mjs";

/** CASL: an ability for each user, made before. */
export function casl(users) {
  const abilities = new Map();
  for (const [name, user] of users) {
    const { can, build } = new AbilityBuilder(createMongoAbility);
    const consents = years(user.born) >= AGES[user.residence] ? user.granted : user.parental;
    for (const purpose of PURPOSES) {
      const basis = BASES[purpose];
      const allowed =
        basis === "consent" ? consents.has(purpose) : basis !== "legitimate_interest" || !user.objected.has(purpose);
      if (allowed) can("process", purpose);
    }
    abilities.set(name, build());
  }
  return (name, purpose) => abilities.get(name).can("process", purpose);
}

/** CASL: one ability for all, with conditions on what is known of the user. */
export function caslWithConditions(users) {
  const { can, build } = new AbilityBuilder(createMongoAbility);
  for (const purpose of PURPOSES) {
    const basis = BASES[purpose];
    if (basis === "consent") can("process", purpose, { consents: purpose });
    else if (basis === "legitimate_interest") can("process", purpose, { objected: { $nin: [purpose] } });
    else can("process", purpose);
  }
  const ability = build();
  return (name, purpose) => {
    const user = users.get(name);
    const consents = [...(years(user.born) >= AGES[user.residence] ? user.granted : user.parental)];
    return ability.can("process", subject(purpose, { consents, objected: [...user.objected] }));
  };
}

const MODEL = `
[request_definition]
r = sub, act
[policy_definition]
p = basis
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act.basis == "contract" || r.act.basis == "legal_obligation" || (r.act.basis == "consent" && ((r.sub.age >= r.sub.limit && has(r.sub.granted, r.act.key)) || (r.sub.age < r.sub.limit && has(r.sub.parental, r.act.key)))) || (r.act.basis == "legitimate_interest" && !has(r.sub.objected, r.act.key))
`;

/** Casbin: attributes, and the rule as its matcher. */
export async function casbin(users) {
  const enforcer = await newEnforcer(newModelFromString(MODEL));
  await enforcer.addFunction("has", (set, key) => set.has(key));
  const acts = Object.fromEntries(PURPOSES.map((key) => [key, { key, basis: BASES[key] }]));
  return (name, purpose) => {
    const user = users.get(name);
    const given = { ...user, age: years(user.born), limit: AGES[user.residence] };
    return enforcer.enforceSync(given, acts[purpose]);
  };
}

const POLICIES = `
permit(principal, action, resource) when { resource.basis == "contract" || resource.basis == "legal_obligation" };
permit(principal, action, resource) when { resource.basis == "consent" && principal.age >= principal.limit && principal.granted.contains(resource.key) };
permit(principal, action, resource) when { resource.basis == "consent" && principal.age < principal.limit && principal.parental.contains(resource.key) };
permit(principal, action, resource) when { resource.basis == "legitimate_interest" && !principal.objected.contains(resource.key) };
`;

/** Cedar: policies parsed before; it holds no entities, so what is known of the user goes along. */
export function cedarWasm(users) {
  const parsed = cedar.preparsePolicySet("bench", { staticPolicies: POLICIES });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  const action = { type: "Action", id: "process" };
  return (name, purpose) => {
    const user = users.get(name);
    const principal = { type: "User", id: name };
    const resource = { type: "Purpose", id: purpose };
    const attrs = {
      age: years(user.born),
      limit: AGES[user.residence],
      granted: [...user.granted],
      parental: [...user.parental],
      objected: [...user.objected],
    };
    const entities = [
      { uid: principal, attrs, parents: [] },
      { uid: resource, attrs: { key: purpose, basis: BASES[purpose] }, parents: [] },
    ];
    const call = { principal, action, resource, context: {}, preparsedPolicySetId: "bench", entities };
    const answer = cedar.statefulIsAuthorized(call);
    if (answer.type !== "success") throw new Error(JSON.stringify(answer));
    return answer.response.decision === "allow";
  };
}
