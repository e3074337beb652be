// The same for a script of CommonJS.

import placet = require("placet");
import plugin = require("placet/eslint");

async function main(): Promise<boolean> {
  const engine: placet.Engine = placet.Engine.open("policy.toml", "memory:", { clock: () => new Date() });
  const receipt: placet.Receipt = await engine.withdraw("ada", "marketing.email", { by: "pat" });
  engine[Symbol.dispose]();
  const awaited: Promise<void> = engine[Symbol.asyncDispose]();
  await awaited;
  return receipt.position > 0 && plugin.rules !== undefined;
}

export = main;
