/**
 * What crosses a border: each kind of thing that ends, and each kind of thing
 * that can wait for it, with all that one can do to either.
 *
 * @module
 */
import { ContextVar } from "../../lib/context/mod.ts";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Deferred, inlineCallbacks } from "../../lib/deferred/mod.ts";
import {
  asyncCoroutine,
  fromCallback,
  type NodeCallback,
  toCallback,
  toDeferred,
  toFuture,
  toPromise,
} from "../../lib/interop/mod.ts";
import { watchedSignal } from "../scopes/_kit.ts";
import type { Co } from "../coroutine/_kit.ts";

/** Something that ends once. */
export interface Source {
  /** What is handed over. */
  readonly thing: unknown;
  settle(value: unknown): void;
  /** Absent where the kind knows no errors. */
  fail?(error: unknown): void;
  /** Absent where the kind cannot be cancelled. */
  cancel?(reason: unknown): void;
  /** Whether it was told that nobody waits; absent where nobody can tell it. */
  stopped?(): boolean;
}

/** A kind of source. */
export interface SourceKind {
  readonly name: string;
  /** The call that makes a Future of it, if not the usual one. */
  readonly how?: string;
  /** Whether it takes turns until its end is known. */
  readonly slow?: true;
  make(): Source;
}

/** How a wait ended. */
export interface End {
  readonly kind: "value" | "error" | "cancelled";
  readonly value: unknown;
  readonly stack: string;
  readonly user: string | undefined;
}

/** Something that waits for a source. */
export interface Target {
  /** Absent where a wait cannot be given up. */
  cancel?(reason: unknown): void;
  /** Looks at the end, in a function of the name `waits`. */
  end(): Promise<End>;
}

/** A kind of target. */
export interface TargetKind {
  readonly name: string;
  readonly how: string;
  /** Why it cannot keep the context, where it cannot. */
  readonly noContext?: string;
  /** Whether a cancel comes from the loop: what is ready by then wins. */
  readonly slow?: true;
  /** Whether nobody but the wait itself has to look at an error. */
  readonly owner?: true;
  cross(thing: unknown): Target;
}

/** A variable of the context in which things cross. */
export const user: ContextVar<string> = new ContextVar<string>("user");

/** An error made where its stack names `leaf`. */
export function leaf(message: string): Error {
  return new Error(message);
}

function ended(kind: End["kind"], value: unknown): End {
  const stack = String((value as { stack?: unknown } | null)?.stack);
  return { kind, value, stack, user: user.get() };
}

function failed(error: unknown): End {
  const cancelled = error instanceof CancelledError;
  return cancelled ? ended("cancelled", error.reason) : ended("error", error);
}

async function awaited(promise: PromiseLike<unknown>): Promise<End> {
  const waits = async () => {
    return await promise;
  };
  try {
    return ended("value", await waits());
  } catch (error) {
    return failed(error);
  }
}

/** The same where an abort shows as the signal's reason. */
async function abortable(
  promise: PromiseLike<unknown>,
  signal: AbortSignal,
): Promise<End> {
  const end = await awaited(promise);
  const is = signal.aborted && Object.is(end.value, signal.reason);
  return is ? ended("cancelled", end.value) : end;
}

/** The kinds of sources. */
export const SOURCES: readonly SourceKind[] = [
  {
    name: "Promise",
    slow: true,
    make() {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      return { thing: promise, settle: resolve, fail: reject };
    },
  },
  {
    name: "thenable",
    make() {
      const waiting: [(v: unknown) => void, (e: unknown) => void][] = [];
      const thing = {
        then(ok: (v: unknown) => void, no: (e: unknown) => void) {
          waiting.push([ok, no]);
        },
      };
      return {
        thing,
        settle: (value) => waiting.forEach(([ok]) => ok(value)),
        fail: (error) => waiting.forEach(([, no]) => no(error)),
      };
    },
  },
  {
    name: "Future",
    make() {
      let stopped = false;
      const thing = new Future<unknown>({ onCancel: () => stopped = true });
      return {
        thing,
        settle: (value) => void thing.setResult(value),
        fail: (error) => void thing.setError(error),
        cancel: (reason) => void thing.cancel(reason),
        stopped: () => stopped,
      };
    },
  },
  {
    name: "Task",
    slow: true,
    make() {
      let stopped = false;
      const gate = new Future<unknown>();
      const thing = spawn(function* works(): Co {
        try {
          return yield gate;
        } catch (error) {
          stopped = error instanceof CancelledError;
          throw error;
        }
      });
      return {
        thing,
        settle: (value) => void gate.setResult(value),
        fail: (error) => void gate.setError(error),
        cancel: (reason) => void thing.cancel(reason),
        stopped: () => stopped,
      };
    },
  },
  {
    name: "Deferred",
    make() {
      let stopped = false;
      const thing = new Deferred<unknown>(() => stopped = true);
      return {
        thing,
        settle: (value) => thing.callback(value),
        fail: (error) => thing.errback(error),
        cancel: (reason) => thing.cancel(reason),
        stopped: () => stopped,
      };
    },
  },
  {
    name: "callback",
    how: "`fromCallback(fn)`",
    make() {
      let callback!: NodeCallback<[unknown]>, signal!: AbortSignal;
      const thing = fromCallback<[unknown]>((given, aborts) => {
        callback = given;
        signal = aborts;
      });
      return {
        thing,
        settle: (value) => callback(null, value),
        fail: (error) => callback(error),
        cancel: (reason) => void thing.cancel(reason),
        stopped: () => signal.aborted,
      };
    },
  },
  {
    name: "AbortSignal",
    how: "`fromSignal(signal)`",
    make() {
      const watched = watchedSignal();
      return {
        thing: watched.signal,
        settle: (value) => watched.abort(value),
        stopped: () => watched.listeners === 0,
      };
    },
  },
];

/** The kinds of targets. */
export const TARGETS: readonly TargetKind[] = [
  {
    name: "Future",
    how: "`toFuture(x)`",
    noContext: "an `await` carries only what the host itself carries",
    cross(thing) {
      const future = toFuture(thing);
      return {
        cancel: (reason) => void future.cancel(reason),
        end: () => awaited(future),
      };
    },
  },
  {
    name: "Promise",
    how: "`toPromise(x, { signal })`",
    noContext: "an `await` carries only what the host itself carries",
    cross(thing) {
      const controller = new AbortController(), { signal } = controller;
      const promise = toPromise(thing, { signal });
      return {
        cancel: (reason) => controller.abort(reason),
        end: () => abortable(promise, signal),
      };
    },
  },
  {
    name: "Deferred",
    how: "`toDeferred(x)`",
    cross(thing) {
      const deferred = toDeferred(thing);
      return {
        cancel: (reason) => deferred.cancel(reason),
        end: () =>
          new Promise((done) => {
            const waits = inlineCallbacks(function* waits() {
              return yield* deferred;
            });
            inlineCallbacks(function* look() {
              try {
                done(ended("value", yield* waits()));
              } catch (error) {
                done(failed(error));
              }
            })();
          }),
      };
    },
  },
  {
    name: "callback",
    how: "`toCallback(x, cb)`",
    owner: true,
    cross(thing) {
      const { promise, resolve } = Promise.withResolvers<End>();
      toCallback(thing, function waits(error, value) {
        resolve(error === null ? ended("value", value) : failed(error));
      });
      return { end: () => promise };
    },
  },
  {
    name: "coroutine",
    how: "`yield x`",
    slow: true,
    cross(thing) {
      let context: string | undefined;
      const task = spawn(function* waits(): Co {
        try {
          return yield thing;
        } finally {
          context = user.get();
        }
      });
      return {
        cancel: (reason) => void task.cancel(reason),
        end: async () => ({ ...await awaited(task), user: context }),
      };
    },
  },
  {
    name: "async function",
    how: "`asyncCoroutine(fn).with({ signal })`",
    slow: true,
    cross(thing) {
      let context: string | undefined;
      const controller = new AbortController(), { signal } = controller;
      const call = asyncCoroutine(function* waits(): Co {
        try {
          return yield thing;
        } finally {
          context = user.get();
        }
      });
      const promise = call.with({ signal })();
      return {
        cancel: (reason) => controller.abort(reason),
        end: async () => ({
          ...await abortable(promise, signal),
          user: context,
        }),
      };
    },
  },
];
