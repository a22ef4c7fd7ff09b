import { explore, type ExploreReport } from "@twister/async/testing";
import { moment, sleep, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";

async function failing(): Promise<ExploreReport> {
  return await explore(function* main() {
    const order: string[] = [];
    const note = function* (name: string) {
      yield* sleep(10);
      yield* moment;
      order.push(name);
    };
    yield* multi(["a", "b"].map((name) => spawn(note(name), { name })));
    assertEquals(order, ["a", "b"]);
  });
}

Deno.test("a report counts choices before and after shrinking", async () => {
  const { choices, choicesBefore, seed, shrinkRuns } = await failing();
  assertEquals(choices, [{
    at: choices[0]!.at,
    kind: "run",
    chosen: 1,
    of: 2,
  }]);
  assert(choicesBefore >= 1 && shrinkRuns >= 1);
  assertStringIncludes(seed!, `-${choices[0]!.at}=1`);
});

Deno.test("a report tells who ran, when, and at which line it had waited", async () => {
  const report = await failing();
  const own = report.trace.filter(({ name }) => name === "a" || name === "b");
  assertEquals(own.map(({ time }) => time), [10, 10, 10, 10]);
  const lines = own.map(({ where }) =>
    /report_test\.ts:(\d+):/.exec(where!)![1]
  );
  assertEquals(lines.sort(), ["10", "10", "11", "11"]);
  const [deviation] = report.trace.filter(({ insteadOf }) => insteadOf);
  assert(deviation !== undefined);
});

Deno.test("a printed report has the error, the counts, the steps, the seed", async () => {
  const report = await failing(), text = `${report}`;
  assertStringIncludes(text, "A schedule fails: the program throws");
  assertStringIncludes(text, "AssertionError");
  assertStringIncludes(text, "distinct schedules; shrunk from");
  assertStringIncludes(text, ", before ");
  assertStringIncludes(text, `replay(program, "${report.seed}")`);
  assertStringIncludes(text, "explore_report_test.ts:10:");
});

Deno.test("the error in a report shows no frames of the explorer or its caller", async () => {
  const { error } = await failing();
  const lines = String((error as Error).stack).split("\n")
    .filter((line) => /^ {4}at /.test(line));
  assertEquals(lines.filter((line) => line.includes("lib/")), []);
  assert(lines.every((line) => !line.includes("failing")), lines.join("\n"));
});

Deno.test("a report of a cancel shows no frames of the package either", async () => {
  const report = await explore(function* () {
    try {
      yield* sleep(1);
    } catch {
      throw new Error("cleanup failed");
    }
  }, { cancelAt: true });
  assertEquals([report.failed, report.kind], [true, "error"]);
  assertStringIncludes(`${report}`, "Error: cleanup failed");
  assert(!`${report}`.includes("/lib/"), `${report}`);
});
