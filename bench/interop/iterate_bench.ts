/**
 * Going through a sequence: natively, from a coroutine, and out of one.
 *
 * Each row goes through the items of one sequence. The last line of the run
 * tells how each compares with `for await` of an async generator.
 */

import { spawn } from "@twister/async/coroutine";
import {
  each,
  fromAsyncIterable,
  fromReadableStream,
  stream,
  toReadableStream,
} from "@twister/async/interop";

const ITEMS = 1_000_000;

async function* natively(): AsyncGenerator<number, void, void> {
  for (let i = 0; i < ITEMS; i++) yield i;
}

function produced() {
  return stream<number>(function* (emit) {
    for (let i = 0; i < ITEMS; i++) yield* emit(i);
  });
}

function platform(): ReadableStream<number> {
  let i = 0;
  return new ReadableStream<number>({
    pull(controller) {
      if (i === ITEMS) controller.close();
      else controller.enqueue(i++);
    },
  }, { highWaterMark: 0 });
}

async function goThrough(items: AsyncIterable<number>): Promise<number> {
  let sum = 0;
  for await (const item of items) sum += item;
  return sum;
}

const WAYS: Record<string, () => PromiseLike<number>> = {
  "async generator, for await": () => goThrough(natively()),
  "async generator, fromAsyncIterable, next()": () =>
    spawn(function* () {
      const source = fromAsyncIterable(natively());
      let sum = 0;
      for (;;) {
        const { done, value } = yield* source.next();
        if (done) return sum;
        sum += value;
      }
    }),
  "async generator, each()": () =>
    spawn(function* () {
      let sum = 0;
      yield* each(natively(), (item) => void (sum += item));
      return sum;
    }),
  "stream(fn*), for await": () => goThrough(produced()),
  "stream(fn*), each()": () =>
    spawn(function* () {
      let sum = 0;
      yield* each(produced(), (item) => void (sum += item));
      return sum;
    }),
  "ReadableStream, for await": () => goThrough(platform()),
  "ReadableStream, fromReadableStream, each()": () =>
    spawn(function* () {
      let sum = 0;
      const source = fromReadableStream(platform());
      yield* each(source, (item) => void (sum += item));
      return sum;
    }),
  "toReadableStream(stream(fn*)), for await": () =>
    goThrough(toReadableStream(produced())),
};

/** The milliseconds of a way, at best of so many. */
async function best(way: () => PromiseLike<number>, of: number) {
  let ms = Infinity;
  for (let i = 0; i < of; i++) {
    const began = performance.now();
    const sum = await way();
    ms = Math.min(ms, performance.now() - began);
    if (sum !== ITEMS * (ITEMS - 1) / 2) throw new Error(`Wrong sum: ${sum}`);
  }
  return ms;
}

if (import.meta.main) {
  let native = 0;
  for (const [name, way] of Object.entries(WAYS)) {
    const ms = await best(way, 3);
    native ||= ms;
    const each = (ms / ITEMS * 1e6).toFixed(0).padStart(5);
    console.log(`${each} ns  ${(ms / native).toFixed(2)}x  ${name}`);
  }
} else {
  for (const [name, fn] of Object.entries(WAYS)) {
    const baseline = name === "async generator, for await";
    Deno.bench({
      name,
      group: "iterate",
      baseline,
      fn: async () => void await fn(),
    });
  }
}
