import { Recorder } from "@twister/async/testing";
import { moment, sleep, spawn } from "@twister/async/coroutine";
import { IOLoop } from "@twister/async/loop";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { HandClock } from "../_support.ts";

Deno.test("a recorder notes steps, times, inputs and chance", async () => {
  const clock = new HandClock(), recorder = new Recorder({ clock });
  const done = recorder.loop.run(function* main() {
    assertEquals(IOLoop.current(), recorder.loop);
    yield* moment;
    assertEquals(yield* recorder.input("line", () => "hello"), "hello");
    yield* sleep(5);
    recorder.loop.random();
  });
  await clock.advance(5);
  await done;
  const { start, steps, inputs, random, dropped } = recorder.recording();
  assertEquals([start, dropped, random.length], [1000, 0, 1]);
  assertEquals(inputs, [{ name: "line 1", at: 1, value: "hello" }]);
  assertEquals(steps.slice(0, 4), [
    ["main", 1000],
    ["main", 1000],
    ["timer", 1005],
    ["main", 1005],
  ]);
});

Deno.test("the time stands still within a step", async () => {
  const clock = new HandClock(), recorder = new Recorder({ clock });
  await recorder.loop.run(function* () {
    yield* moment;
    const before = recorder.loop.time();
    clock.pass(5);
    assertEquals(recorder.loop.time(), before);
    yield* moment;
    assertEquals(recorder.loop.time(), before + 5);
  });
});

Deno.test("an input that fails is noted with its message", async () => {
  const recorder = new Recorder();
  const input = recorder.input("file", () => {
    throw new Error("no such file");
  });
  await assertRejects(() => input.promise(), Error, "no such file");
  assertEquals(recorder.recording().inputs, [
    { name: "file 1", at: 0, error: "no such file" },
  ]);
});

Deno.test("only the latest steps are kept, the others counted", async () => {
  const recorder = new Recorder({ steps: 10 });
  await recorder.loop.run(function* () {
    yield* spawn(function* () {
      for (let i = 0; i < 100; i++) yield* moment;
    });
  });
  const { steps, dropped } = recorder.recording();
  assertEquals(steps.length, 10);
  assert(dropped >= 90);
});

Deno.test("a recorder refuses a wrong number of steps", () => {
  for (const steps of [0, 1.5, NaN]) {
    assertThrows(() => new Recorder({ steps }), RangeError, "above 0");
  }
});
