import { explore, type World } from "@twister/async/testing";
import { printTrace, type TraceStep } from "../../lib/testing/explore_trace.ts";
import { coroutine, moment, sleep } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";

Deno.test("tasks of one name are numbered, timers named by who sleeps", async () => {
  const worker = coroutine(function* worker() {
    yield* sleep(1);
  });
  const { trace } = await explore(function* (world: World) {
    world.atEnd(() => assert(false));
    yield* multi([worker(), worker()]);
  });
  const names = trace.map(({ name }) => name);
  assertEquals(names.slice(0, 4), [
    "timer of worker",
    "timer of worker#2",
    "worker",
    "worker#2",
  ]);
});

Deno.test("what the program left to chance stands at its step", async () => {
  const { trace } = await explore(function* main(world: World) {
    yield* moment;
    assertEquals(world.choose(3, "way"), 0);
  });
  assertEquals(trace[0]?.notes, ["way: 1 of 3"]);
});

Deno.test("of a long schedule the deviations and the end are printed", () => {
  const trace = Array.from({ length: 100 }, (_, i): TraceStep => ({
    step: i + 1,
    time: i,
    name: `step${i + 1}`,
    cancelled: false,
    insteadOf: i === 30 ? "other" : undefined,
    where: undefined,
    ready: 2,
    notes: [],
  }));
  const text = printTrace(trace, ["noted before"]);
  assertStringIncludes(text, "start  noted before");
  assertStringIncludes(text, ">  31  30 ms  step31, before other");
  assertStringIncludes(text, "step100");
  assert(!text.includes("step50") && text.split("\n").length < 30, text);
});
