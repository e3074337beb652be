// Tags where data are declared: in objects of the same shape, in Zod schemas, in JSON Schemas, in tables of places.

import { type InvalidArgument, invalid } from "./errors.js";
import type { CategoryName } from "./names.js";
import { type Handle, made, native, unwrap } from "./native.js";
import { isPlain, json, kindOf } from "./plain.js";

/** The keyword that carries a category in a JSON Schema. */
const KEYWORD = "x-placet";

/** Keywords by which an object is known as a JSON Schema. */
const KEYWORDS = ["properties", "items", "$defs", "additionalProperties", "allOf"];

/**
 * The category of a field, made by `tag`.
 *
 * As a field of an object that has the shape of a record it says what the field is; as the metadata of a Zod schema it goes into the
 * schema's JSON Schema: `z.string().meta(tag("user.contact.email"))`.
 */
export class Tag {
  /** The key of the category, of the taxonomy or of the policy's own. */
  readonly "x-placet": string;
  // metadata of Zod has an index
  readonly [keyword: string]: unknown;

  /** @internal */
  constructor(category: string) {
    this[KEYWORD] = category;
  }
}

/** Says that a field is of this category. */
export function tag(category: CategoryName): Tag {
  if (typeof category !== "string") throw invalid("category", `a string is wanted, not ${kindOf(category)}`);
  return new Tag(category);
}

/**
 * The tags of a record of the type `T`, each field named: a tag for the field and all in it, the tags of what lies in it, or null for
 * a field that is never to be left. A field that is new in `T` breaks the build until it is named here.
 *
 * `[…]` holds the tags of every item of an array, `{ "*": … }` those of every field of an object whose names are data.
 */
export type ShapeOf<T> = T extends readonly (infer Item)[]
  ? Tag | null | readonly [ShapeOf<Item>]
  : T extends Date | ((...args: never[]) => unknown)
    ? Tag | null
    : T extends object
      ? string extends keyof T
        ? Tag | null | { readonly "*": ShapeOf<T[string & keyof T]> }
        : Tag | null | { readonly [Name in keyof T]-?: ShapeOf<NonNullable<T[Name]>> }
      : Tag | null;

/** The same of a record of any type. */
export type Shape = Tag | null | undefined | readonly [Shape] | { readonly [name: string]: Shape };

/** A schema that tells its JSON Schema, as those of Zod 4 do. */
export interface JsonSchemaSource {
  toJSONSchema(options: { unrepresentable: "any"; io?: "input" | "output" }): object;
}

/** The categories of fields by their places: `{ "orders[].total": "user.financial" }`. */
export type Places = Readonly<Record<string, string>>;

/** What tells the category of each field of a record: see `tags`. */
export type Tagged = Schema | JsonSchemaSource | Places | Shape | object;

/** The name of a schema of the policy, or what `tags` reads. */
export type RecordSchema = string | Tagged;

/** Schemas that were read before. */
const KNOWN = new WeakMap<object, Schema>();

/** A schema as the native module tells of it. */
interface Shown {
  readonly name: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** Which category each field of a record is. */
export class Schema {
  readonly #handle: Handle;
  #shown: Shown | undefined;
  /** What it was read from, where that tells of fields without a tag too. */
  readonly #document: object | undefined;

  /** Makes one of the categories of fields, by their place: `{ "address.city": "user.contact.address.city" }`. */
  constructor(name: string, fields: Places);
  /** @internal */
  constructor(name: Handle, fields: null, document?: object);
  constructor(name: string | Handle, fields: Places | null, document?: object) {
    this.#document = document;
    if (typeof name !== "string" && fields === null) {
      this.#handle = name;
      return;
    }
    if (fields === null || typeof fields !== "object") {
      throw invalid("fields", `an object of places and categories is wanted, not ${kindOf(fields)}`);
    }
    this.#handle = made(native.schema(json({ name, fields: Object.entries(fields) })));
  }

  /** Reads the tags of a JSON Schema: the keyword `x-placet` beside a property's type. */
  static fromJsonSchema(name: string, document: object): Schema {
    return new Schema(made(native.schema(json({ name, document }))), null, document);
  }

  /** Reads the tags of an object that has the shape of a record of the type `T`. */
  static of<T extends object>(name: string, shape: ShapeOf<T>): Schema {
    return Schema.fromJsonSchema(name, documentOf(shape as Shape, ""));
  }

  /** Its name. */
  get name(): string {
    return this.#read().name;
  }

  /** The category of each field, by its place; a new object each time. */
  get fields(): Record<string, string> {
    return Object.fromEntries(this.#read().fields);
  }

  #read(): Shown {
    this.#shown ??= unwrap<Shown>(native.schemaFields(this.#handle));
    return this.#shown;
  }

  /** What the native module knows it by. @internal */
  static handle(schema: Schema): Handle {
    return schema.#handle;
  }

  /** What the lint looks at. @internal */
  static lint(schema: Schema): { readonly name: string; readonly document?: object; readonly fields?: unknown } {
    const { name, fields } = schema.#read();
    return schema.#document === undefined ? { name, fields } : { name, document: schema.#document };
  }
}

/**
 * The category of each tagged field, by its place in a record.
 *
 * `schema` is an object that has the shape of the record, with tags; a schema of Zod with tags as metadata; a JSON Schema with the
 * keyword `x-placet`; a table of places; or a `Schema`. For one that the policy declares see `Engine.schema`.
 */
export function tags(schema: Tagged): Record<string, string> {
  return schemaOf(schema).fields;
}

/** Finds the tags of what describes a record. */
export function schemaOf(schema: Tagged): Schema {
  if (schema instanceof Schema) return schema;
  if (typeof schema !== "object" || schema === null) {
    throw invalid("schema", `a name, tags or a schema are wanted, not ${kindOf(schema)}`);
  }
  const known = KNOWN.get(schema);
  if (known !== undefined) return known;
  const read = readSchema(schema);
  // a schema of Zod never says anything else; an object may tomorrow
  if (isSource(schema)) KNOWN.set(schema, read);
  return read;
}

function readSchema(schema: object): Schema {
  if (isSource(schema)) {
    // a date has no JSON Schema, and may have a tag all the same; what is no JSON of the answer is for other tools
    return ofJsonSchema(JSON.parse(JSON.stringify(schema.toJSONSchema({ unrepresentable: "any" }))));
  }
  if (holdsTag(schema, 0)) return Schema.fromJsonSchema("schema", documentOf(schema as Shape, ""));
  const isJsonSchema = KEYWORDS.some((word) => typeof field(schema, word) === "object" && field(schema, word) !== null);
  if (isJsonSchema) return ofJsonSchema(schema);
  return new Schema("schema", schema as Places);
}

function ofJsonSchema(document: object): Schema {
  const title = field(document, "title");
  return Schema.fromJsonSchema(typeof title === "string" ? title : "schema", document);
}

function field(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function isSource(schema: object): schema is JsonSchemaSource {
  return typeof (schema as Partial<JsonSchemaSource>).toJSONSchema === "function";
}

/** How deep shapes may lie in each other. */
const DEPTH = 32;

function holdsTag(shape: unknown, depth: number): boolean {
  if (shape instanceof Tag) return true;
  if (typeof shape !== "object" || shape === null || depth > DEPTH) return false;
  return Object.values(shape).some((inner) => holdsTag(inner, depth + 1));
}

/** The JSON Schema of a shape. */
function documentOf(shape: Shape, path: string, depth = 0): object {
  if (depth > DEPTH) throw fault(path, "lies in itself; tag it where it begins, and all below it has that tag");
  if (shape === null || shape === undefined) return {};
  if (shape instanceof Tag) return { [KEYWORD]: shape[KEYWORD] };
  if (Array.isArray(shape)) {
    if (shape.length !== 1) throw fault(path, "has to be an array with one entry, the tags of every item");
    return { items: documentOf(shape[0], `${path}[]`, depth + 1) };
  }
  if (typeof shape !== "object" || !isPlain(shape)) {
    throw fault(path, `is ${kindOf(shape)}; give a tag, an object or an array of tags, or null`);
  }
  const properties: Record<string, object> = Object.create(null);
  let additionalProperties: object | undefined;
  for (const [name, inner] of Object.entries(shape)) {
    const document = documentOf(inner, path ? `${path}.${name}` : name, depth + 1);
    if (name === "*") additionalProperties = document;
    else properties[name] = document;
  }
  return additionalProperties === undefined ? { properties } : { properties, additionalProperties };
}

function fault(path: string, what: string): InvalidArgument {
  return invalid("schema", `\`${path || "it"}\` ${what}`);
}
