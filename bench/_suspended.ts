/**
 * Programs that suspend many coroutines, or async functions, for their bytes
 * to be counted.
 *
 * Run as a program it prints the heap bytes of each one; `memory.ts` does so.
 */

import { coroutine, sleep, type Task } from "../lib/coroutine/mod.ts";
import { Future } from "../lib/future/mod.ts";

/** Suspends so many; what it returns keeps them alive. */
type Suspend = (n: number) => unknown[];

type Waiting = Generator<unknown, number>;

/** A minute, which no measurement takes. */
const LONG = 60_000;

function times(n: number, make: (i: number) => unknown): unknown[] {
  const all: unknown[] = new Array(n).fill(undefined);
  for (let i = 0; i < n; i++) all[i] = make(i);
  return all;
}

async function passesNative(
  gate: Promise<number>,
  value: number,
): Promise<number> {
  await gate;
  return value;
}

const passes = coroutine(
  function* passes(gate: Future<number>, value: number): Waiting {
    yield* gate;
    return value;
  },
);

async function callsNative(
  gate: Promise<number>,
  value: number,
): Promise<number> {
  return await passesNative(gate, value);
}

const calls = coroutine(
  function* calls(gate: Future<number>, value: number): Waiting {
    return yield* passes(gate, value) as Task<number>;
  },
);

async function sleepsNative(value: number): Promise<number> {
  await new Promise((done) => setTimeout(done, LONG + value % 1000));
  return value;
}

const sleeps = coroutine(function* sleeps(value: number): Waiting {
  yield* sleep(LONG + value % 1000);
  return value;
});

/** A gate that stays shut. */
const shut = new Promise<number>(() => {});

/** Each program, natively and by this library. */
export const PROGRAMS: Readonly<
  Record<string, { readonly native: Suspend; readonly own: Suspend }>
> = {
  "at one gate": {
    native: (n) => times(n, (i) => passesNative(shut, i)),
    own: (n) => {
      const gate = new Future<number>();
      return times(n, (i) => passes(gate, i));
    },
  },
  "each at its own": {
    native: (n) =>
      times(n, (i) => {
        let resolve!: (value: number) => void;
        const promise = new Promise<number>((r) => resolve = r);
        return [passesNative(promise, i), resolve];
      }),
    own: (n) =>
      times(n, (i) => {
        const gate = new Future<number>();
        return [passes(gate, i), gate];
      }),
  },
  "two deep": {
    native: (n) => times(n, (i) => callsNative(shut, i)),
    own: (n) => {
      const gate = new Future<number>();
      return times(n, (i) => calls(gate, i));
    },
  },
  "asleep": {
    native: (n) => times(n, sleepsNative),
    own: (n) => times(n, sleeps),
  },
};

/** The heap in use when all that can be collected was. */
async function heap(): Promise<number> {
  const { gc } = globalThis as unknown as { gc(): void };
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((done) => setTimeout(done, 5));
  }
  return Deno.memoryUsage().heapUsed;
}

async function main(program: string, way: string, n: number): Promise<void> {
  const suspend = PROGRAMS[program]![way as "native" | "own"];
  // Whatever is made once, by the first call, is no task's.
  suspend(10);
  const before = await heap();
  const kept = suspend(n);
  const each = (await heap() - before) / n;
  console.log(Math.round(each));
  Deno.exit(kept.length === n ? 0 : 1);
}

if (import.meta.main) {
  const [program, way, n] = Deno.args;
  await main(program!, way!, Number(n));
}
