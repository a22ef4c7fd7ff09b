import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../tools/deno.ts";
import { fixture } from "./_fixture.ts";

/** A deno of our own: its answer to `task test`, then to `task ok`. */
function fakeDeno(test: string, ok: string): string {
  return `#!/usr/bin/env bash\nif [ "$2" = test ]; then\n${test}\n` +
    `else\necho "$@"\n${ok}\nfi\n`;
}

/** Runs `.ci/run` in a folder where deno answers as told. */
async function ciRun(test: string, ok: string) {
  await using tree = await fixture({
    ".ci/run": await Deno.readTextFile(join(ROOT, ".ci/run")),
    "bin/deno": fakeDeno(test, ok),
  });
  await Deno.chmod(join(tree.root, "bin/deno"), 0o755);
  const { code, stdout } = await new Deno.Command("bash", {
    args: [join(tree.root, ".ci/run")],
    env: { PATH: `${join(tree.root, "bin")}:${Deno.env.get("PATH")}` },
  }).output();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  return { code, lines, last: lines.at(-1) };
}

const TESTS = `echo 'ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)'`;
const STEPS = `echo 'ok | 10 passed | 0 failed (1.0 s)'`;

Deno.test("ci closes with the sum of tests and steps", async () => {
  const { code, last } = await ciRun(TESTS, STEPS);
  assertEquals([code, last], [0, "22 passed, 0 failed"]);
});

Deno.test("ci does not run the tests a second time", async () => {
  const { lines } = await ciRun(TESTS, STEPS);
  assertStringIncludes(lines.join("\n"), "task ok --no-test");
});

Deno.test("ci counts failures of tests and steps", async () => {
  const { code, last } = await ciRun(
    "echo 'FAILED | 9 passed | 3 failed (2s)'; exit 1",
    "echo 'FAILED | 8 passed | 2 failed (1.0 s)'; exit 1",
  );
  assertEquals([code, last], [1, "17 passed, 5 failed"]);
});

Deno.test("ci counts a run without a summary as one failure", async () => {
  const { code, last } = await ciRun("echo 'does not compile'; exit 1", STEPS);
  assertEquals([code, last], [1, "10 passed, 1 failed"]);
});

Deno.test("ci counts a run that fails after its tests passed", async () => {
  const { code, last } = await ciRun(`${TESTS}; exit 1`, STEPS);
  assertEquals([code, last], [1, "22 passed, 1 failed"]);
});
