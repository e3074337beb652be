// A rule for ESLint: a decision is an object, and so always true; `if (engine.decide(…))` lets everything through.

/** The parts of a syntax tree (ESTree) that the rule looks at. */
interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

interface Variable {
  readonly defs: readonly { readonly type: string; readonly node: Node }[];
}

interface Scope {
  readonly set: ReadonlyMap<string, Variable>;
  readonly upper: Scope | null;
}

interface Context {
  readonly sourceCode: { getScope(node: Node): Scope };
  report(found: { readonly node: Node; readonly messageId: string }): void;
}

/** Methods that give a decision. */
const ASKS = ["decide"];

function child(node: Node, name: string): Node | undefined {
  const value = node[name];
  return typeof value === "object" && value !== null && "type" in value ? (value as Node) : undefined;
}

/** Whether an expression asks for a decision. */
function asks(node: Node): boolean {
  if (node.type === "ChainExpression") return asks(child(node, "expression") ?? node);
  const callee = node.type === "CallExpression" ? child(node, "callee") : undefined;
  const property = callee?.type === "MemberExpression" ? child(callee, "property") : undefined;
  return property?.type === "Identifier" && ASKS.includes(property["name"] as string);
}

/** Whether an expression is a decision: one that is asked for, or a constant that holds one. */
function isDecision(context: Context, node: Node): boolean {
  if (node.type !== "Identifier") return asks(node);
  for (let scope: Scope | null = context.sourceCode.getScope(node); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(node["name"] as string);
    if (variable === undefined) continue;
    const [definition, ...others] = variable.defs;
    const made = definition?.type === "Variable" ? child(definition.node, "init") : undefined;
    const isWhole = definition !== undefined && child(definition.node, "id")?.type === "Identifier";
    return others.length === 0 && isWhole && made !== undefined && asks(made);
  }
  return false;
}

const rule = {
  meta: {
    type: "problem",
    docs: { description: "disallow decisions as conditions: an object is always true" },
    messages: {
      alwaysTrue:
        "A decision is an object, and so always true: read `.allowed`, or ask `canProcess`, which gives a boolean.",
    },
    schema: [],
  },
  create(context: Context) {
    const look = (node: Node | undefined) => {
      if (node !== undefined && isDecision(context, node)) context.report({ node, messageId: "alwaysTrue" });
    };
    const test = (node: Node) => look(child(node, "test"));
    return {
      IfStatement: test,
      WhileStatement: test,
      DoWhileStatement: test,
      ForStatement: test,
      ConditionalExpression: test,
      LogicalExpression: (node: Node) => look(child(node, "left")),
      UnaryExpression: (node: Node) => {
        if (node["operator"] === "!") look(child(node, "argument"));
      },
    };
  },
};

/**
 * A plugin for ESLint 9 and later: `import placet from "placet/eslint"`, then `placet.configs.recommended` in the list of
 * configurations.
 */
const plugin = {
  meta: { name: "placet" },
  rules: { "no-decision-as-condition": rule },
  configs: {} as { recommended: object },
};

plugin.configs.recommended = {
  name: "placet/recommended",
  plugins: { placet: plugin },
  rules: { "placet/no-decision-as-condition": "error" },
};

export = plugin;
