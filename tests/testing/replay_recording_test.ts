import {
  type Inputs,
  Recorder,
  type Recording,
  replayRecording,
  ScheduleError,
} from "@twister/async/testing";
import { moment, sleep, spawn } from "@twister/async/coroutine";
import { multi, retry } from "@twister/async/combinators";
import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";

/** Takes inputs that come in an order of the host's, and tells all it saw. */
function* meeting(inputs: Inputs, delays: readonly number[]) {
  const log: unknown[] = [];
  const guest = function* (name: number) {
    const word = yield* inputs.input("word", () => later(delays[name]!, name));
    log.push(name, word, inputs.loop.time());
    yield* sleep((word as number) % 3);
    log.push(inputs.loop.time());
    yield* moment;
    yield* sleep(0);
    log.push(name);
  };
  yield* multi(
    delays.map((_, name) => spawn(guest(name), { name: `g${name}` })),
  );
  let left = 2;
  yield* retry(() => {
    if (left-- > 0) throw new Error("not yet");
  }, { delay: 1 });
  return [...log, inputs.loop.time()];
}

/** A value that comes after so many turns of the host. */
async function later<T>(turns: number, value: T): Promise<T> {
  for (let i = 0; i < turns; i++) {
    await new Promise<void>((d) => setImmediate(d));
  }
  return value;
}

function throughFile(recorder: Recorder): Recording {
  return JSON.parse(JSON.stringify(recorder.recording()));
}

Deno.test("a run of the real loop is played again to the last digit", async () => {
  const delays = fc.array(fc.nat(40), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(delays, async (delays) => {
      const recorder = new Recorder();
      const program = (inputs: Inputs) => meeting(inputs, delays);
      const real = await recorder.run(program);
      const played = await replayRecording(program, throughFile(recorder));
      assertEquals(played, real);
    }),
    { numRuns: 15 },
  );
});

Deno.test("a failure in the wild fails again in the same way", async () => {
  const program = function* (inputs: Inputs) {
    const words: string[] = [];
    const listen = function* (name: string, turns: number) {
      words.push(yield* inputs.input(name, () => later(turns, name)));
    };
    yield* multi([spawn(listen("slow", 9)), spawn(listen("fast", 1))]);
    throw new Error(`heard ${words}`);
  };
  const recorder = new Recorder();
  await assertRejects(() => recorder.run(program));
  await assertRejects(
    () => replayRecording(program, throughFile(recorder)),
    Error,
    "heard fast,slow",
  );
});

Deno.test("an input that failed fails again", async () => {
  const program = function* (inputs: Inputs) {
    try {
      return yield* inputs.input("file", (): string => {
        throw new Error("no such file");
      });
    } catch (error) {
      return (error as Error).message;
    }
  };
  const recorder = new Recorder();
  await recorder.run(program);
  const played = await replayRecording(program, throughFile(recorder));
  assertEquals(played, "no such file");
});

Deno.test("a program that does something else is named at its first step", async () => {
  const recorder = new Recorder();
  const program = (name: string) =>
    function* () {
      yield* moment;
      yield* spawn(function* () {
        yield* moment;
      }, { name });
    };
  await recorder.run(program("red"));
  await assertRejects(
    () => replayRecording(program("blue"), throughFile(recorder)),
    ScheduleError,
    "step 2 was red, and is blue now",
  );
});

Deno.test("a program that goes on beyond the recording is told so", async () => {
  const recorder = new Recorder();
  let early: Recording | undefined;
  const program = function* (inputs: Inputs) {
    yield* moment;
    early ??= recorder.recording();
    yield* inputs.input("more", () => 1);
  };
  await recorder.run(program);
  await assertRejects(
    () => replayRecording(program, early!),
    ScheduleError,
    "beyond the end of the recording",
  );
});

Deno.test("a recording without its beginning is refused", async () => {
  const recorder = new Recorder({ steps: 1 });
  await recorder.run(function* () {
    for (let i = 0; i < 3; i++) yield* moment;
  });
  await assertRejects(
    () => replayRecording(() => Promise.resolve(), recorder.recording()),
    RangeError,
    "steps were dropped",
  );
});
