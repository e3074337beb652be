// The package as users get it: what `npm pack` makes, installed into an empty project and used there.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
const NAMES = join(ROOT, "../../examples/names");
const NPM = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];

/** What goes into the package, beside the native module. */
const MODULES = [
  "classify",
  "decision",
  "engine",
  "errors",
  "eslint",
  "express",
  "fastify",
  "filtering",
  "guarded",
  "headers",
  "index",
  "lint",
  "listeners",
  "names",
  "native",
  "opening",
  "permit",
  "plain",
  "results",
  "schema",
  "types",
  "web",
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
    import * as forExpress from "placet/express";
    import * as forFastify from "placet/fastify";
    const required = createRequire(import.meta.url)("placet");
    console.log(required.Engine === Engine, all.Refused === Refused, placet.PlacetError === PlacetError, typeof eslint.rules);
    console.log(typeof forExpress.guard, typeof forExpress.errorHandler, typeof forFastify.guard, typeof forFastify.errorHandler);
  `;
  assert.deepEqual(printed("module.mjs", module), ["true true true object", "function function function function"]);
  const script = `
    const { version } = require("placet");
    console.log(typeof require("placet/express").guard, typeof require("placet/fastify").guard);
    try {
      require("placet/dist/native.js");
    } catch (error) {
      console.log(error.code, version);
    }
  `;
  assert.deepEqual(printed("script.cjs", script), ["function function", "ERR_PACKAGE_PATH_NOT_EXPORTED 0.1.0"]);
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

/** What the compiler says of a project; nothing when all is well. */
function compiled(folder: string): string[] {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = ["-p", "tsconfig.json", "--pretty", "false"];
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, ...options], { cwd: folder, encoding: "utf8" });
  assert.equal(stderr, "");
  return stdout.split("\n").filter((line) => line !== "");
}

test("the types are strict, without the types of Node", () => {
  for (const file of ["consumer.mts", "consumer.cts", "tsconfig.json"]) {
    copyFileSync(join(ROOT, "tests/consumer", file), join(project, file));
  }
  assert.deepEqual(compiled(project), []);
});

/** A project beside the package, with the frameworks, and with the names of a policy in it or without them. */
function projectWith(folder: string, ...names: string[]): string {
  const made = join(project, folder);
  cpSync(join(ROOT, "tests/consumer/names"), made, { recursive: true });
  copyFileSync(join(ROOT, "tests/consumer/tsconfig.json"), join(project, "tsconfig.json"));
  writeFileSync(join(made, "package.json"), JSON.stringify({ type: "module" }));
  for (const name of ["express", "fastify", "@types"]) {
    const link = join(project, "node_modules", name);
    if (!existsSync(link)) symlinkSync(join(ROOT, "node_modules", name), link);
  }
  for (const name of names) copyFileSync(join(NAMES, name), join(made, name));
  return made;
}

const MISSPELT = `
import type { Engine } from "placet";
export const ask = (engine: Engine) => engine.canProcess("ada", "marketing.emial");
`;

test("a misspelt name fails in the compiler once the names of the policy are in the project", () => {
  const folder = projectWith("with", "certometer.ts");
  // each mistake in it is expected, and is one
  assert.deepEqual(compiled(folder), []);
  writeFileSync(join(folder, "misspelt.mts"), MISSPELT);
  const [found, ...others] = compiled(folder).filter((line) => !line.startsWith(" "));
  assert.match(found ?? "", /^misspelt\.mts\(3,\d+\): error TS2345: .*"marketing\.emial"/);
  assert.deepEqual(others, []);
});

test("without them every string is a name", () => {
  const folder = projectWith("without");
  writeFileSync(join(folder, "misspelt.mts"), MISSPELT);
  const found = compiled(folder);
  // no mistake is one that was expected for a name; what is no matter of names still is
  const unused = /^(consumer|web)\.mts\(\d+,1\): error TS2578: /;
  assert.deepEqual(
    found.filter((line) => !unused.test(line)),
    [],
  );
  const expected = (file: string) =>
    readFileSync(join(folder, file), "utf8").match(/@ts-expect-error (?!an object)/g)?.length ?? 0;
  assert.equal(found.length, expected("consumer.mts") + expected("web.mts"));
});

test("the names of the example are formatted and pass the lints", () => {
  const folder = join(project, "formatted");
  mkdirSync(folder);
  copyFileSync(join(NAMES, "certometer.ts"), join(folder, "certometer.ts"));
  // no settings of its own but the spaces that Prettier too has by default
  writeFileSync(join(folder, "biome.json"), JSON.stringify({ root: true, formatter: { indentStyle: "space" } }));
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, "ci", "certometer.ts"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout + stderr, /Checked 1 file/);
});
