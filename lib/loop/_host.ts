/**
 * The host's clock, queues and error channels, for the whole core.
 *
 * This is the one file of the core that touches host globals. They are the
 * same in Deno, Node, Bun and browsers, but for `setImmediate`, which browsers
 * lack; a message channel stands in for it there.
 */

import { textForHost } from "../traceback/stitch.ts";
import type { Hop } from "../traceback/hops.ts";
import type { Clock } from "./clock.ts";

/** The longest time a host timer takes; beyond it fires at once. */
const LONGEST = 2 ** 31 - 1;

/** Milliseconds of the host's monotonic clock, and one host timer. */
export class HostClock implements Clock {
  readonly grain = 1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  now(): number {
    return performance.now();
  }

  alarm(time: number | undefined, ring: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (time === undefined) return;
    const ms = Math.min(LONGEST, Math.max(0, Math.ceil(time - this.now())));
    this.#timer = setTimeout(ring, ms);
  }
}

/** The host's storage of values that follow asynchronous work, in part. */
interface LocalStorage {
  snapshot(): <R>(fn: () => R) => R;
}

/**
 * The host's `AsyncLocalStorage`, if it has one. It is asked for at run time:
 * an import of `node:` would keep the core from loading in a browser.
 */
export function localStorageOfWork(): LocalStorage | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: string): unknown };
  };
  const hooks = process?.getBuiltinModule?.("node:async_hooks") as
    | { AsyncLocalStorage?: LocalStorage }
    | undefined;
  return hooks?.AsyncLocalStorage;
}

/** Calls a function when the running script or callback has returned. */
export const soon: (fn: () => void) => void = queueMicrotask;

/**
 * Calls a function after the microtasks, and lets timers and I/O of the host
 * go first. `setTimeout(fn, 0)` would take a millisecond or more.
 */
export const later: (fn: () => void) => void =
  typeof setImmediate === "function" ? setImmediate : postMessageTo();

function postMessageTo(): (fn: () => void) => void {
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  return (fn) => {
    waiting.push(fn);
    port2.postMessage(0);
  };
}

/** Writes a line where the host shows warnings. */
export function warn(text: string): void {
  console.warn(text);
}

/**
 * Hands an error that nobody received to the host, as an unhandled rejection
 * of the original object: test runners, exit codes and monitors take it for
 * what it is. Not every host prints the whole path, so it is printed first.
 */
export function handToHost(error: unknown, hops: Hop | undefined): void {
  console.error(textForHost(error, hops));
  Promise.reject(error);
}

/** A new pair of signal and its switch. */
export function newAbortController(): AbortController {
  return new AbortController();
}
