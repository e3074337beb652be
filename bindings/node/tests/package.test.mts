// The package as users get it: what `npm pack` makes, installed into an empty project and used there.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
const NPM = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];

/** What goes into the package, beside the native module. */
const MODULES = [
  "classify",
  "decision",
  "engine",
  "errors",
  "eslint",
  "guarded",
  "index",
  "lint",
  "native",
  "opening",
  "permit",
  "plain",
  "results",
  "schema",
  "types",
];
const CONTENTS = [
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "dist/binding.d.ts",
  "dist/binding.js",
  ...MODULES.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]),
  "package.json",
];

let project: string;
let contents: string[];

function run(program: string, args: readonly string[], cwd: string): string {
  // what npm tells the scripts that it runs is not for the npm that they run
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
  );
  return execFileSync(program, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

before(() => {
  project = mkdtempSync(join(tmpdir(), "placet-project-"));
  const packing = ["pack", "--json", "--pack-destination", project, "--no-audit", "--no-fund", "--loglevel=error"];
  const told = run("npm", packing, ROOT);
  const [{ filename, files }] = JSON.parse(told.slice(told.indexOf("["))) as [
    { filename: string; files: { path: string }[] },
  ];
  contents = files.map((file) => file.path);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", version: "1.0.0", private: true }));
  run("npm", ["install", ...NPM, join(project, filename)], project);
});

after(() => rmSync(project, { recursive: true, force: true }));

/** What a program prints that stands in the project. */
function printed(name: string, program: string): string[] {
  writeFileSync(join(project, name), program);
  return run(process.execPath, [name], project).trimEnd().split("\n");
}

test("the package holds what it has to, and nothing else", () => {
  const native = contents.filter((path) => path.endsWith(".node"));
  assert.equal(native.length, 1);
  assert.match(native[0] ?? "", /^dist\/placet\.[\w-]+\.node$/);
  assert.deepEqual(contents.filter((path) => !path.endsWith(".node")).sort(), CONTENTS.sort());
  const { dependencies } = JSON.parse(readFileSync(join(project, "node_modules/placet/package.json"), "utf8"));
  assert.equal(dependencies, undefined);
});

test("modules and scripts use one and the same package", () => {
  const module = `
    import { createRequire } from "node:module";
    import placet, { Engine, PlacetError, Refused } from "placet";
    import * as all from "placet";
    import eslint from "placet/eslint";
    const required = createRequire(import.meta.url)("placet");
    console.log(required.Engine === Engine, all.Refused === Refused, placet.PlacetError === PlacetError, typeof eslint.rules);
  `;
  assert.deepEqual(printed("module.mjs", module), ["true true true object"]);
  const script = `
    const { Engine, UnknownPurpose, version } = require("placet");
    try {
      require("placet/dist/native.js");
    } catch (error) {
      console.log(error.code, version);
    }
  `;
  assert.deepEqual(printed("script.cjs", script), ["ERR_PACKAGE_PATH_NOT_EXPORTED 0.1.0"]);
});

for (const page of ["README.md", "../../README.md"]) {
  test(`the programs of ${page} print what it says`, () => {
    const blocks = [...readFileSync(join(ROOT, page), "utf8").matchAll(/^```js\n(.*?)^```$/gms)].map(
      ([, code]) => code,
    );
    assert(blocks.length > 0);
    for (const [number, code] of blocks.entries()) {
      const promised = [...(code ?? "").matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, said]) => said);
      assert(promised.length > 0);
      assert.deepEqual(printed(`page_${number}.mjs`, code ?? ""), promised);
    }
  });
}

test("the types are strict, without the types of Node", () => {
  for (const file of ["consumer.mts", "consumer.cts", "tsconfig.json"]) {
    copyFileSync(join(ROOT, "tests/consumer", file), join(project, file));
  }
  run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"], project);
});
