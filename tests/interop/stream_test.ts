import "../_seed.ts";
import fc from "fast-check";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CancelledError, ClosedError } from "../../lib/errors/mod.ts";
import { ContextVar } from "../../lib/context/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { type Emit, stream } from "../../lib/interop/stream.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";
import { caught, type Co, drain, never } from "./_streams_kit.ts";

/** `TWISTER_RUNS=20000` looks longer. */
const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) };

Deno.test("a stream gives what its coroutine emits, and ends with it", async () => {
  const source = stream<number>(function* (emit) {
    for (let i = 0; i < 3; i++) yield* emit(i);
  });
  assertEquals(await spawn(drain(source)), [0, 1, 2]);
  assertEquals(await source.next(), { done: true, value: undefined });
});

Deno.test("nothing is made ahead: the body runs only while somebody asks", async () => {
  const log: unknown[] = [];
  const source = stream<number>(function* (emit) {
    log.push("begin");
    yield* emit(1);
    log.push("between");
    yield* emit(2);
    log.push("end");
  });
  await rest();
  assertEquals(log, []);
  assertEquals((await source.next()).value, 1);
  await rest();
  assertEquals(log, ["begin"]);
  assertEquals((await source.next()).value, 2);
  await rest();
  assertEquals(log, ["begin", "between"]);
  assertEquals((await source.next()).done, true);
  assertEquals(log, ["begin", "between", "end"]);
});

Deno.test("break cancels the coroutine, and the loop ends after its finally", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  const over = loop._within(async () => {
    const source = stream<number>(function* (emit) {
      try {
        for (let i = 0;; i++) yield* emit(i);
      } finally {
        yield* sleep(10);
        log.push("cleaned up");
      }
    });
    for await (const item of source) {
      log.push(item);
      if (item === 1) break;
    }
    log.push("after");
  });
  await clock.advance(5);
  assertEquals(log, [0, 1]);
  await clock.advance(10);
  await over;
  assertEquals(log, [0, 1, "cleaned up", "after"]);
});

Deno.test("an error of the coroutine goes to who asks: the same object, whole stack, once", async () => {
  const error = new Error("of the producer");
  using told = reports();
  const source = stream<number>(function* producer(emit): Co {
    yield* emit(1);
    throw error;
  });
  const task = spawn(function* consumer() {
    yield* drain(source);
  });
  assertEquals(await caught(task), error);
  assertEquals(error.stack?.includes("producer"), true);
  assertEquals(error.stack?.includes("at async drain"), true);
  assertEquals(error.stack?.includes("at async consumer"), true);
  assertEquals((await source.next()).done, true);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("an error after which nobody asks is reported once, and is there for who asks late", async () => {
  const error = new Error("nobody asks");
  using told = reports();
  const source = stream<number>(function* (emit): Co {
    spawn(function* () {
      yield* emit(1);
    });
    yield* moment;
    yield* moment;
    throw error;
  });
  assertEquals((await source.next()).value, 1);
  await turns(4);
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
  assertEquals(await caught(source.next()), error);
  assertEquals(told.late.length, 1);
});

Deno.test("the cancel of who asks cancels the coroutine and waits for its cleanup", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  const { task, source } = loop._within(() => {
    const source = stream<number>(function* () {
      try {
        yield* never();
      } catch (error) {
        log.push((error as CancelledError).reason);
        yield* sleep(10);
        log.push("cleaned up");
        throw error;
      }
    });
    const task = spawn(drain(source));
    return { task, source };
  });
  await rest();
  loop._within(() => task.cancel("enough"));
  await clock.advance(5);
  assertEquals([task.done, log], [false, ["enough"]]);
  await clock.advance(10);
  assertEquals([task.cancelled, log], [true, ["enough", "cleaned up"]]);
  assertEquals((await source.next()).done, true);
});

Deno.test("an error of the cleanup goes to who was cancelled, and nowhere else", async () => {
  const error = new Error("of the cleanup");
  using told = reports();
  const source = stream<number>(function* () {
    try {
      yield* never();
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw error;
    }
  });
  const task = spawn(drain(source));
  await rest();
  task.cancel();
  assertEquals(await caught(task), error);
  await rest();
  assertEquals([told.unobserved, told.errors], [[], []]);
});

Deno.test("an error of the cleanup is thrown by close()", async () => {
  const error = new Error("of the cleanup");
  const source = stream<number>(function* (emit) {
    try {
      yield* emit(1);
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw error;
    }
  });
  await source.next();
  assertEquals(await caught(source.close()), error);
  assertEquals(source.close(), source.close());
});

Deno.test("a stream that was never asked is closed without being started", async () => {
  let started = false;
  const source = stream<number>(function* () {
    started = true;
    yield* moment;
  });
  await source.close();
  assertEquals((await source.next()).done, true);
  assertEquals(started, false);
});

Deno.test("emitting in a cleanup throws ClosedError in place of waiting for ever", async () => {
  const source = stream<number>(function* (emit) {
    try {
      yield* emit(1);
    } finally {
      yield* emit(2);
    }
  });
  await source.next();
  const error = await caught(source.close());
  assertEquals(error instanceof ClosedError, true);
  assertEquals(String(error).includes("Cannot emit 2"), true);
});

Deno.test("the coroutine runs in the context in which the stream was made", async () => {
  const user = new ContextVar("user", { default: "nobody" });
  const source = user.run("ada", () =>
    stream<unknown>(function* (emit) {
      yield* emit(user.get());
      yield* moment;
      yield* emit(user.get());
    }));
  const seen = await user.run("bob", () =>
    spawn(function* () {
      const items = yield* drain(source);
      return [...items, user.get()];
    }));
  assertEquals(seen, ["ada", "ada", "bob"]);
});

Deno.test("several who ask get items in the order of asking; one who leaves takes none", async () => {
  const emits: Emit<string>[] = [];
  const source = stream<string>(function* (emit) {
    emits.push(emit);
    yield* never();
  });
  const [a, b, c] = [source.next(), source.next(), source.next()];
  assertEquals(b!.cancel("left"), true);
  assertEquals(b!.cancelled, true);
  void emits[0]!("one");
  void emits[0]!("two");
  assertEquals([(await a!).value, (await c!).value], ["one", "two"]);
  await source.close();
});

Deno.test("several tasks of a stream may emit; an offer that is given up is given to nobody", async () => {
  const emits: Emit<string>[] = [];
  const source = stream<string>(function* (emit) {
    emits.push(emit);
    yield* never();
  });
  const first = source.next();
  const [a, b, c] = ["a", "b", "c"].map((value) => emits[0]!(value));
  assertEquals((await first).value, "a");
  b!.cancel();
  assertEquals([a!.done, c!.done], [false, false]);
  assertEquals((await source.next()).value, "c");
  assertEquals([a!.done, c!.done], [true, false]);
  await source.close();
});

Deno.test("a body that closes its own stream is cancelled", async () => {
  const source = stream<number>(function* () {
    void source.close();
    yield* never();
  });
  assertEquals((await source.next()).done, true);
  await rest();
});

Deno.test("stream() refuses what is no function", () => {
  assertThrows(
    () => stream(42 as never),
    TypeError,
    "Cannot make a stream(fn): expected a function, got 42",
  );
});

Deno.test("a body that throws before its first item fails the first who asks", async () => {
  await assertRejects(
    () =>
      stream(() => {
        throw new RangeError("at once");
      }).next().promise(),
    RangeError,
    "at once",
  );
});

Deno.test("whoever asks, breaks off, cancels or fails: items come in order, once, and the body always ends", async () => {
  const act = fc.constantFrom("next", "cancel", "turn", "time", "close");
  const program = fc.record({
    acts: fc.array(act, { maxLength: 14 }),
    length: fc.nat(5),
    pause: fc.constantFrom("none", "turn", "sleep"),
    fails: fc.boolean(),
    cleanup: fc.constantFrom("none", "sleep", "throw"),
  });
  await fc.assert(
    fc.asyncProperty(program, async (given) => {
      const { loop, clock } = handLoop();
      using told = reports(loop);
      const failure = new Error("failure"), broken = new Error("broken");
      let running = 0;
      const source = loop._within(() =>
        stream<number>(function* (emit) {
          running++;
          try {
            for (let i = 0; i < given.length; i++) {
              if (given.pause === "turn") yield* moment;
              if (given.pause === "sleep") yield* sleep(3);
              yield* emit(i);
            }
            if (given.fails) throw failure;
          } catch (error) {
            if (error instanceof CancelledError && given.cleanup !== "none") {
              yield* sleep(2);
              if (given.cleanup === "throw") throw broken;
            }
            throw error;
          } finally {
            running--;
          }
        })
      );
      const ends: unknown[] = [];
      const pending: { cancel(): boolean }[] = [];
      for (const one of given.acts) {
        if (one === "turn") await turns(1, loop);
        else if (one === "time") await clock.advance(3);
        else {
          loop._within(() => {
            if (one === "cancel") pending.pop()?.cancel();
            else if (one === "close") void source.close().catch(() => {});
            else {
              const asked = source.next();
              pending.push(asked);
              const at = ends.push("pending") - 1;
              asked.then(
                (step) => ends[at] = step.done ? "done" : step.value,
                (error) =>
                  ends[at] = error instanceof CancelledError ? "left" : error,
              );
            }
          });
        }
      }
      const last = loop._within(() => source.close().catch(() => {}));
      await clock.advance(100);
      await last;
      await clock.advance(100);
      // Model: the items in order, each once; then at most one error; then ends.
      const came = ends.filter((end) => typeof end === "number");
      assertEquals(came, came.map((_, i) => i));
      assertEquals(ends.includes("pending"), false);
      const errors = ends.filter((end) => end instanceof Error);
      assertEquals(errors.length <= 1, true);
      if (errors.includes(failure)) assertEquals(came.length, given.length);
      assertEquals(running, 0);
      assertEquals([told.unobserved, told.errors], [[], []]);
      assertEquals(clock.alarmAt, undefined);
    }),
    RUNS,
  );
});

Deno.test("20,000 crossings with cancels leave no timer, and each body ends", async () => {
  const { loop, clock } = handLoop();
  let begun = 0, ended = 0;
  for (let i = 0; i < 20; i++) {
    loop._within(() => {
      for (let k = 0; k < 1000; k++) {
        const source = stream<number>(function* (emit) {
          begun++;
          try {
            if (k % 2) yield* sleep(60_000);
            yield* emit(k);
          } finally {
            ended++;
          }
        });
        const task = spawn(drain(source));
        if (k % 3) task.cancel();
        else void source.close();
      }
    });
    await clock.advance(1);
  }
  await clock.advance(1);
  assertEquals([begun, ended], [20_000, 20_000]);
  assertEquals(clock.alarmAt, undefined);
});
