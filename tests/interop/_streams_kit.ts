/**
 * What the tests of sequences share.
 *
 * @module
 */
import { Future } from "../../lib/future/mod.ts";
import type { AsyncSource } from "../../lib/interop/source.ts";

/** A coroutine whose plain `yield` gives whatever the test says it gives. */
// deno-lint-ignore no-explicit-any
export type Co<R = any> = Generator<unknown, R, any>;

/** What something fails with; it is a mistake if it does not fail. */
export async function caught(of: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await of;
  } catch (error) {
    return error;
  }
  throw new Error(`Expected a failure, got ${Deno.inspect(value)}`);
}

/** All items of a source, in a coroutine. */
export function* drain<T>(source: AsyncSource<T>): Co<T[]> {
  const items: T[] = [];
  for (;;) {
    const { done, value } = yield* source.next();
    if (done) return items;
    items.push(value);
  }
}

/** Waits for ever. */
export function never(): Future<never> {
  return new Future<never>({ name: "never" });
}

/** A target that knows how many listen to it. */
export class CountingTarget extends EventTarget {
  readonly #listeners: Map<unknown, Set<string>> = new Map();

  /** How many listen. */
  get listeners(): number {
    let count = 0;
    for (const types of this.#listeners.values()) count += types.size;
    return count;
  }

  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
  ): void {
    const types = this.#listeners.get(listener) ?? new Set();
    this.#listeners.set(listener, types.add(type));
    super.addEventListener(type, listener);
  }

  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
  ): void {
    this.#listeners.get(listener)?.delete(type);
    super.removeEventListener(type, listener);
  }

  /** Dispatches an event that carries a number. */
  tell(detail: unknown, type = "tick"): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** An event that carries an error: Node 20 has no `ErrorEvent`. */
export function errorEvent(
  carried: { error?: unknown; message?: string },
): Event {
  return Object.assign(new Event("error"), carried);
}

/** A stream of chunks that are there: Chromium has no `ReadableStream.from`. */
export function streamOf<T>(...chunks: T[]): ReadableStream<T> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

/** All items, in an async function: Node 20 has no `Array.fromAsync`. */
export async function arrayFrom<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
