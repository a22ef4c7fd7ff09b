import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runSteps, type Step } from "../../tools/ok.ts";
import { fixture } from "./_fixture.ts";

const STEPS: readonly Step[] = [
  ["broken", ["eval", `console.error("the reason"); Deno.exit(3)`]],
  ["sound", ["eval", `console.log("first"); console.log("all well")`]],
];

/** What steps print, and how many of them failed. */
async function outcome(steps: readonly Step[]) {
  await using package_ = await fixture({});
  const lines: string[] = [];
  const failed = await runSteps(
    package_.root,
    steps,
    (text) => void lines.push(text),
  );
  return { lines, failed };
}

Deno.test("ok prints a line with the time of each step", async () => {
  const { lines } = await outcome(STEPS);
  assertMatch(lines[0] ?? "", /^FAILED {2}broken +\d+\.\d s$/);
  assertMatch(lines[1] ?? "", /^ok {6}sound +\d+\.\d s {2}all well$/);
});

Deno.test("ok tells all of a failure at the end", async () => {
  const { lines } = await outcome(STEPS);
  assertStringIncludes(lines[2] ?? "", "── broken: deno eval");
  assertStringIncludes(lines[2] ?? "", "the reason");
});

Deno.test("ok counts the steps in the form of deno test", async () => {
  const { lines, failed } = await outcome(STEPS);
  assertMatch(lines.at(-1) ?? "", /^\nFAILED \| 1 passed \| 1 failed \(/);
  assertEquals(failed, 1);
});

Deno.test("ok says so when nothing failed", async () => {
  const { lines, failed } = await outcome(STEPS.slice(1));
  assertMatch(lines.at(-1) ?? "", /^\nok \| 1 passed \| 0 failed \(/);
  assertEquals(failed, 0);
});
