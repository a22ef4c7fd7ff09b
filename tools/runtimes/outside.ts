/**
 * The table of what other projects ask of their own promises or coroutines.
 *
 * @module
 */
import { capture, ROOT } from "../deno.ts";
import type { Results } from "./runners.ts";

/** How a test says that we differ on purpose. */
const DIFFERS = "unlike co";

/** Numbers of the suite Promises/A+, which runs as a program of its own. */
async function aplus(): Promise<string> {
  const { stdout } = await capture(ROOT, [
    "run",
    "-A",
    "tests/outside/aplus.ts",
    "--quick",
  ]);
  return /(\d+) passed, (\d+) failed/.exec(stdout)?.slice(1, 3).join(" | ") ??
    "0 | it did not run";
}

/** The rows, from a run of Deno. */
export async function outside(known: Results): Promise<string> {
  const co = known.get("tests/outside/co_test.ts") ?? [];
  const failed = co.filter(({ error }) => error !== undefined).length;
  const differ = co.filter(({ name }) => name.includes(DIFFERS)).length;
  return [
    "| suite | passed | failed | of these we differ on purpose | left out |",
    "| --- | --- | --- | --- | --- |",
    `| promises-aplus-tests, from npm, on \`Future\` | ${await aplus()} | 0 | 0 |`,
    `| co's ${co.length} behaviours, as tests of our own | ` +
    `${co.length - failed} | ${failed} | ${differ} | 0 |`,
    "| test262, tests of `Promise` | 0 | 0 | 0 | all: npm has the harness " +
    "(test262-harness), but not the tests |",
  ].join("\n");
}
