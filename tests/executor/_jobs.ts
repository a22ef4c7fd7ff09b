/** The jobs of the tests, which each worker loads. */
import { ContextVar } from "../../lib/context/mod.ts";
import { coroutine, sleep, type Task } from "../../lib/coroutine/mod.ts";
import {
  carried,
  checkCancelled,
  defaultExecutor,
  type Executor,
  jobSignal,
  runOnExecutor,
  transfer,
} from "../../lib/executor/mod.ts";
import { TimeoutError } from "../../lib/errors/mod.ts";

export const user: ContextVar<string> = carried(new ContextVar<string>("user"));
export const own: ContextVar<string> = new ContextVar<string>("own", {
  default: "none",
});

export function add(a: number, b: number): number {
  return a + b;
}

export const square = (n: number): number => n * n;

export async function slowly(n: number): Promise<number> {
  await new Promise((done) => setTimeout(done, 1));
  return n;
}

export function* steps(n: number): Generator<unknown, number, unknown> {
  for (let i = 0; i < n; i++) yield sleep(0);
  return n;
}

export const asTask: (n: number) => Task<number> = coroutine(
  function* asTask(n: number) {
    yield* sleep(0);
    return n + 1;
  },
);

export async function* count(n: number): AsyncGenerator<number, void, void> {
  for (let i = 0; i < n; i++) yield i;
}

/** Tells through shared memory how far it is, and that it was closed. */
export async function* endless(
  cells: Int32Array,
): AsyncGenerator<number, void, void> {
  try {
    for (;;) yield Atomics.add(cells, 0, 1);
  } finally {
    Atomics.store(cells, 1, 1);
  }
}

export async function* breaksAfter(n: number): AsyncGenerator<number> {
  yield* count(n);
  throw new RangeError("no more");
}

/**
 * Never looks up, until the test lets it end: for Deno only gives up a worker
 * that computes, and its thread would take a core from all later tests.
 */
export function spins(cells: Int32Array): void {
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  while (Atomics.load(cells, 1) === 0) { /* for ever */ }
}

export function spinsPolitely(cells: Int32Array): void {
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  try {
    while (true) checkCancelled();
  } finally {
    Atomics.store(cells, 1, 1);
  }
}

export function* sleeps(cells: Int32Array): Generator {
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  try {
    yield sleep(600_000);
  } finally {
    yield sleep(1);
    Atomics.store(cells, 1, 1);
  }
}

export async function waitsForAbort(cells: Int32Array): Promise<string> {
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  const signal = jobSignal()!;
  if (!signal.aborted) {
    await new Promise((done) => signal.addEventListener("abort", done));
  }
  return `saw ${signal.reason}`;
}

/** Waits, blocking its thread, for a cell to be set. */
export function waitsFor(cells: Int32Array, result: number): number {
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  Atomics.wait(cells, 1, 0);
  return result;
}

export class ParseError extends SyntaxError {
  line = 0;
  override name = "ParseError";
}

export class Plain extends RangeError {}

function deeper(message: string): never {
  throw Object.assign(
    new ParseError(message, { cause: new TypeError("the cause") }),
    { line: 7, fn: () => 1 },
  );
}

export function fails(message: string): void {
  deeper(message);
}

export function failsPlainly(): void {
  throw new Plain("plain");
}

export function times(): never {
  throw new TimeoutError("too slow", { deadline: 5 });
}

export function aborts(): never {
  throw new DOMException("gone", "NotFoundError");
}

export function throwsValue(value: unknown): never {
  throw value;
}

export function several(): never {
  throw new AggregateError([new TypeError("a"), 7], "two");
}

export function circular(): never {
  const error = new Error("round");
  error.cause = error;
  throw error;
}

export function* failsLater(): Generator {
  yield sleep(0);
  throw new Error("later");
}

export function exits(code: number): void {
  Deno.exit(code);
}

export function hoards(): number {
  const all: unknown[] = [];
  for (;;) all.push({ number: all.length, text: `${all.length}` });
}

export function strays(): number {
  Promise.reject(new Error("stray"));
  return 1;
}

export function unclonable(): unknown {
  return { items: [1, { act: () => 1 }] };
}

export function pixels(n: number): Uint8Array {
  return transfer(new Uint8Array(n).fill(7));
}

export function length(bytes: Uint8Array): number {
  return bytes.length;
}

export function users(): (string | undefined)[] {
  return [user.get(), own.get()];
}

export function* tree(depth: number): Generator<unknown, number, unknown> {
  if (depth === 0) return 1;
  const below = [1, 2].map(() => defaultExecutor().submit(tree, depth - 1));
  const [a, b] = (yield below) as [number, number];
  return a + b;
}

export function* nestedMap(): Generator<unknown, number[], unknown> {
  return yield* defaultExecutor().map(square, [1, 2, 3]).all();
}

export function* nestedFails(): Generator<unknown, void, unknown> {
  yield defaultExecutor().submit(fails, "inner");
}

export function name(): string {
  return "default export";
}

export { name as alias };

/** Takes long enough for a cancel to meet it. */
export function slowSquare(n: number): number {
  for (let i = 0; i < 20_000; i++) Math.sqrt(i);
  return n * n;
}

export async function* countThenExit(
  n: number,
): AsyncGenerator<number, void, void> {
  yield* count(n);
  Deno.exit(9);
}

export async function* clingingStream(): AsyncGenerator<number, void, void> {
  try {
    yield 1;
  } finally {
    await new Promise(() => {});
  }
}

/** A class with a method that runs on an executor. */
export class Sums {
  executor: Executor | undefined;
  factor: number;

  constructor(factor: number, executor?: Executor) {
    this.factor = factor;
    this.executor = executor;
  }

  get double(): number {
    return 2 * this.factor;
  }

  @runOnExecutor
  async times(n: number): Promise<number> {
    return await this.double * n;
  }

  @runOnExecutor({ executor: "other" })
  *elsewhere(n: number): Generator<unknown, number, unknown> {
    yield;
    return n + this.factor;
  }
}

export function give(value: unknown): unknown {
  return value;
}
