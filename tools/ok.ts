/**
 * Runs every check of the project, to the end.
 *
 * A step that fails stops no other: one run tells everything. `--no-test`
 * leaves out the tests, for callers that have run them already.
 *
 * @module
 */
import { capture, type Captured, ROOT } from "./deno.ts";

/** A deno command with the name it is reported under. */
export type Step = readonly [name: string, args: readonly string[]];

const STEPS: readonly Step[] = [
  ["format", ["fmt", "--check"]],
  ["lint", ["lint"]],
  ["types", ["check", "."]],
  ["layers", ["run", "-A", "tools/check_layers.ts"]],
  ["layout", ["run", "-A", "tools/check_layout.ts"]],
  ["globals", ["run", "-A", "tools/check_globals.ts"]],
  ["docs", ["run", "-A", "tools/check_docs.ts"]],
  ["speech", ["run", "-A", "tools/check_speech.ts"]],
  ["configs", ["run", "-A", "tools/check_configs.ts"]],
  ["publish", ["publish", "--dry-run", "--allow-dirty"]],
  ["test", ["task", "test"]],
];

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** A check says in its last line what it looked at; so does the test run. */
function lastLine({ stdout }: Captured): string {
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

/** Runs steps in a folder; gives how many failed, told in full at the end. */
export async function runSteps(
  root: string,
  steps: readonly Step[],
  print: (text: string) => void,
): Promise<number> {
  const began = performance.now();
  const failures: string[] = [];
  for (const [name, args] of steps) {
    const start = performance.now();
    const outcome = await capture(root, [...args]);
    const { success, stdout, stderr } = outcome;
    print(
      [
        success ? "ok    " : "FAILED",
        name.padEnd(7),
        seconds(start).padStart(8),
        lastLine(outcome),
      ].join("  ").trimEnd(),
    );
    if (!success) {
      failures.push(`── ${name}: deno ${args.join(" ")}\n${stdout}${stderr}`);
    }
  }
  for (const failure of failures) print(`\n${failure}`);
  // In the form of `deno test`, so that a caller reads both alike.
  print(
    `\n${failures.length > 0 ? "FAILED" : "ok"} | ` +
      `${steps.length - failures.length} passed | ` +
      `${failures.length} failed (${seconds(began)})`,
  );
  return failures.length;
}

if (import.meta.main) {
  const wanted = STEPS.filter(([name]) =>
    name !== "test" || !Deno.args.includes("--no-test")
  );
  const failed = await runSteps(ROOT, wanted, console.log);
  Deno.exit(failed > 0 ? 1 : 0);
}
