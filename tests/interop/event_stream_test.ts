import "../_seed.ts";
import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import { CancelledError, QueueFullError } from "../../lib/errors/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import type { Overflow } from "../../lib/interop/event_overflow.ts";
import { eventStream } from "../../lib/interop/event_stream.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";
import {
  caught,
  type Co,
  CountingTarget,
  drain,
  errorEvent,
} from "./_streams_kit.ts";

/** The numbers that the events of a stream carry. */
function* details(source: ReturnType<typeof eventStream>): Co<unknown[]> {
  const events = yield* drain(source);
  return events.map((event) => (event as CustomEvent).detail);
}

/** `TWISTER_RUNS=20000` looks longer. */
const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) };

Deno.test("events come in order, those before somebody asked too, until the end", async () => {
  const target = new CountingTarget();
  const events = eventStream(target, "tick", { endOn: "close" });
  target.tell(1);
  const task = spawn(details(events));
  await rest();
  target.tell(2);
  target.tell(3);
  target.tell(undefined, "close");
  target.tell(4);
  assertEquals(await task, [1, 2, 3]);
  assertEquals(target.listeners, 0);
});

Deno.test("beyond the limit the oldest, or the newest, are dropped and counted", async () => {
  const seen = async (overflow: Overflow, limit: number) => {
    const target = new CountingTarget();
    const options = { overflow, limit, endOn: "close" };
    const events = eventStream(target, "tick", options);
    for (let i = 1; i <= 5; i++) target.tell(i);
    target.tell(undefined, "close");
    return [await spawn(details(events)), events.dropped];
  };
  assertEquals(await seen("drop-oldest", 2), [[4, 5], 3]);
  assertEquals(await seen("drop-newest", 2), [[1, 2], 3]);
  assertEquals(await seen("drop-oldest", 0), [[], 5]);
  assertEquals(await seen("drop-newest", 0), [[], 5]);
});

Deno.test("by default one event too many fails it, behind what lies unread", async () => {
  const target = new CountingTarget();
  const events = eventStream(target, "tick", { limit: 2 });
  for (let i = 1; i <= 4; i++) target.tell(i);
  assertEquals(target.listeners, 0);
  const log: unknown[] = [];
  const task = spawn(function* (): Co {
    for (;;) {
      const { done, value } = yield* events.next();
      if (done) return;
      log.push((value as CustomEvent).detail);
    }
  });
  const error = await caught(task);
  assertEquals(log, [1, 2]);
  assertEquals(error instanceof QueueFullError, true);
  assertEquals(String(error).includes("2 lie unread"), true);
  assertEquals((await events.next()).done, true);
});

Deno.test("the cancel of who waits gives the place up: no event is lost with it", async () => {
  const target = new CountingTarget();
  const events = eventStream<CustomEvent>(target, "tick");
  const first = events.next(), second = events.next();
  assertEquals(first.cancel(), true);
  target.tell(1);
  assertEquals(((await second).value as CustomEvent).detail, 1);
  assertEquals([first.cancelled, target.listeners], [true, 1]);
  const task = spawn(drain(events));
  await rest();
  task.cancel();
  await rest();
  assertEquals([task.cancelled, target.listeners], [true, 1]);
  target.tell(2);
  assertEquals(((await events.next()).value as CustomEvent).detail, 2);
  await events.close();
  assertEquals(target.listeners, 0);
});

Deno.test("an event of `rejectOn` fails it with the error that it carries", async () => {
  const target = new CountingTarget(), error = new Error("carried");
  const events = eventStream(target, "tick", { rejectOn: "error" });
  target.tell(1);
  target.dispatchEvent(errorEvent({ error }));
  assertEquals((await events.next()).done, false);
  assertEquals(await caught(events.next()), error);
  assertEquals(target.listeners, 0);
});

Deno.test("an abort fails it with CancelledError and the reason, and removes every listener", async () => {
  const target = new CountingTarget(), signal = new CountingTarget();
  const abortable = Object.assign(signal, { aborted: false, reason: "why" });
  using told = reports();
  const events = eventStream(target, "tick", { signal: abortable as never });
  assertEquals([target.listeners, signal.listeners], [1, 1]);
  signal.dispatchEvent(new Event("abort"));
  assertEquals([target.listeners, signal.listeners], [0, 0]);
  const error = await caught(events.next()) as CancelledError;
  assertEquals([error instanceof CancelledError, error.reason], [true, "why"]);
  const before = eventStream(target, "tick", {
    signal: AbortSignal.abort("before"),
  });
  assertEquals(
    (await caught(before.next()) as CancelledError).reason,
    "before",
  );
  assertEquals(target.listeners, 0);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("close() drops what lies unread and removes the listener at once", async () => {
  const target = new CountingTarget();
  const events = eventStream(target, "tick");
  target.tell(1);
  assertEquals(events.close().done, true);
  assertEquals([target.listeners, (await events.next()).done], [0, true]);
});

Deno.test("leaving `for await` closes it", async () => {
  const target = new CountingTarget();
  const events = eventStream(target, "tick");
  target.tell(1);
  for await (const _ of events) break;
  assertEquals(target.listeners, 0);
});

Deno.test("what dispatches no events is refused, before anything is made", () => {
  assertThrows(
    () => eventStream(42 as never, "tick"),
    TypeError,
    "Cannot make",
  );
  assertThrows(
    () => eventStream(new EventTarget(), "tick", { limit: -1 }),
    RangeError,
    "Cannot make an eventStream with limit -1",
  );
});

Deno.test("events, asks and cancels in any order do as a naive buffer does", async () => {
  const program = fc.record({
    acts: fc.array(
      fc.constantFrom("tell", "tell", "ask", "cancel", "turn", "end", "close"),
      { maxLength: 24 },
    ),
    limit: fc.nat(3),
    overflow: fc.constantFrom<Overflow>("error", "drop-oldest", "drop-newest"),
  });
  await fc.assert(
    fc.asyncProperty(program, async ({ acts, ...options }) => {
      const { loop } = handLoop(), target = new CountingTarget();
      const events = loop._within(() =>
        eventStream<CustomEvent>(target, "tick", { ...options, endOn: "end" })
      );
      const model = new Naive(options.limit, options.overflow);
      const results: unknown[] = [], open: { cancel(): boolean }[] = [];
      let sent = 0;
      for (const act of acts) {
        if (act === "turn") {
          await turns(1, loop);
          await rest();
          continue;
        }
        loop._within(() => {
          if (act === "tell") {
            model.tell(sent);
            target.tell(sent++);
          } else if (act === "end") {
            model.end();
            target.tell(0, "end");
          } else if (act === "close") {
            model.close();
            void events.close();
          } else if (act === "cancel") {
            const last = open.pop();
            model.cancel();
            last?.cancel();
          } else {
            const asked = events.next(), at = results.push("pending") - 1;
            open.push(asked);
            model.ask();
            asked.then(
              ({ done, value }) => results[at] = done ? "done" : value.detail,
              (error) => results[at] = error.name,
            );
          }
        });
      }
      await rest();
      await turns(3, loop);
      assertEquals(results, model.results);
      assertEquals(events.dropped, model.dropped);
      await events.close();
      assertEquals(target.listeners, 0);
    }),
    RUNS,
  );
});

/** The same by arrays alone. */
class Naive {
  readonly results: unknown[] = [];
  dropped = 0;
  readonly #limit: number;
  readonly #overflow: Overflow;
  readonly #asked: number[] = [];
  #waiting: number[] = [];
  #items: unknown[] = [];
  #ended = false;

  constructor(limit: number, overflow: Overflow) {
    this.#limit = limit;
    this.#overflow = overflow;
  }

  ask(): void {
    const at = this.results.push("pending") - 1;
    this.#asked.push(at);
    if (this.#items.length > 0) this.results[at] = this.#items.shift();
    else if (this.#ended) this.results[at] = "done";
    else this.#waiting.push(at);
  }

  cancel(): void {
    const at = this.#asked.pop();
    if (at === undefined || !this.#waiting.includes(at)) return;
    this.#waiting = this.#waiting.filter((other) => other !== at);
    this.results[at] = "CancelledError";
  }

  tell(item: number): void {
    if (this.#ended) return;
    if (this.#waiting.length > 0) this.results[this.#waiting.shift()!] = item;
    else if (this.#items.length < this.#limit) this.#items.push(item);
    else if (this.#overflow === "error") {
      this.#items.push("QueueFullError");
      this.end();
    } else {
      this.dropped++;
      if (this.#overflow === "drop-newest" || this.#limit === 0) return;
      this.#items.shift();
      this.#items.push(item);
    }
  }

  end(): void {
    this.#ended = true;
    for (const at of this.#waiting.splice(0)) this.results[at] = "done";
  }

  close(): void {
    this.end();
    this.#items = [];
  }
}

Deno.test("20,000 crossings with cancels leave no listener", async () => {
  const target = new CountingTarget();
  for (let i = 0; i < 20; i++) {
    for (let k = 0; k < 1000; k++) {
      const events = eventStream(target, "tick", { limit: k % 3 });
      const task = spawn(drain(events));
      if (k % 2) target.tell(k);
      task.cancel();
      void events.close();
    }
    await turns(3);
  }
  assertEquals(target.listeners, 0);
});
