// Prints what the built package exposes, as JSON: read from its declarations with the compiler's own reading of types.
//
// The first argument is the folder of the package. An argument called `options` is an object of options: each of its properties is
// an argument with a name. What JavaScript's own protocols call is no surface: symbols, `toString`, `toJSON`.

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const require = createRequire(resolve(folder, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { API, SignatureKind, SymbolFlags, TypeFlags, ModifierFlags } = await load("typescript/unstable/sync");

const PROTOCOLS = ["toString", "toJSON"];

const api = new API({ cwd: folder });
try {
  const config = resolve(folder, "tsconfig.json");
  const file = resolve(folder, "dist/index.d.ts");
  const project = api.updateSnapshot({ openProjects: [config], openFiles: [file] }).getDefaultProjectForFile(file);
  const source = project?.program.getSourceFile(file);
  if (source === undefined) throw new Error(`no \`${file}\`; build the package first`);
  console.log(JSON.stringify(surface(project, source)));
} finally {
  api.close();
}

/** All that the package exports. */
function surface(project, source) {
  const { checker } = project;
  const found = { classes: [], functions: [], errors: [] };
  for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
    const symbol = exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (symbol.flags & SymbolFlags.Class) {
      const shown = classOf(project, exported.name, symbol);
      const code = codeOf(checker, symbol);
      if (code === undefined) found.classes.push(shown);
      else found.errors.push({ name: exported.name, code, fields: shown.fields.filter((name) => !isOfError(name)) });
    } else if (symbol.flags & SymbolFlags.Interface) {
      found.classes.push({ ...classOf(project, exported.name, symbol), interface: true });
    } else if (symbol.flags & SymbolFlags.Function) {
      found.functions.push(operation(project, exported.name, checker.getTypeOfSymbol(symbol)));
    }
  }
  return found;
}

/** A class or an interface: the data that an object of it shows, and its operations, static ones last. */
function classOf(project, name, symbol) {
  const { checker } = project;
  const own = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const fixed = [...symbol.getExports().values()].filter((member) => member.name !== "prototype");
  const fields = [];
  const operations = [];
  for (const member of [...own, ...fixed]) {
    if (!isPublic(project, member)) continue;
    if (member.flags & SymbolFlags.Method) operations.push(operation(project, member.name, checker.getTypeOfSymbol(member)));
    else fields.push(member.name);
  }
  return { name, fields, operations };
}

function isPublic(project, member) {
  if (!/^[a-z]/i.test(member.name) || PROTOCOLS.includes(member.name)) return false;
  const declared = member.declarations[0]?.resolve(project);
  return ((declared?.modifierFlags ?? 0) & (ModifierFlags.Private | ModifierFlags.Protected)) === 0;
}

/** A function by its first signature. */
function operation(project, name, type) {
  const { checker } = project;
  const [signature] = checker.getSignaturesOfType(type, SignatureKind.Call);
  const parameters = signature.getParameters();
  const found = parameters.flatMap((parameter, at) => {
    const declared = parameter.valueDeclaration?.resolve(project);
    const optional = declared?.questionToken !== undefined || declared?.initializer !== undefined;
    if (parameter.name === "options") return named(checker, checker.getTypeOfSymbol(parameter), optional);
    const many = signature.hasRestParameter && at === parameters.length - 1;
    return [{ name: parameter.name, optional, named: false, many }];
  });
  const answer = checker.getReturnTypeOfSignature(signature);
  const waits = answer.getSymbol()?.name === "Promise";
  return { name, arguments: found, waits };
}

/** The properties of an object of options. */
function named(checker, type, optional) {
  const options = checker.getNonNullableType(type) ?? type;
  return checker.getPropertiesOfType(options).map((property) => ({
    name: property.name,
    optional: optional || (property.flags & SymbolFlags.Optional) !== 0,
    named: true,
    many: false,
  }));
}

/** The code of a class of errors; nothing of any other class. */
function codeOf(checker, symbol) {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!["stack", "message", "code"].every((name) => checker.getPropertyOfType(type, name))) return undefined;
  const code = checker.getTypeOfSymbol(checker.getPropertyOfType(type, "code"));
  return code.flags & TypeFlags.StringLiteral ? code.value : "error";
}

function isOfError(name) {
  return ["name", "message", "stack", "cause", "code"].includes(name);
}
