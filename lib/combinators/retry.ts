import { CancelledError } from "../errors/cancelled_error.ts";
import { checkFunction, checkTime } from "../errors/check.ts";
import { describe, nameOf } from "../errors/describe.ts";
import { suppress } from "../errors/suppressed.ts";
import { lazily } from "../coroutine/lazily.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { sleep } from "../coroutine/sleep.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { disownLate } from "../future/reaction.ts";
import { currentLoop } from "../future/waiter.ts";
import { CancelScope } from "../scopes/cancel_scope.ts";
import { withTimeout } from "./with_timeout.ts";

/** A class of errors. */
export type ErrorClass = abstract new (...args: never[]) => unknown;

/** An attempt that failed and will be followed by another. */
export interface RetryReport {
  /** Which attempt it was, from 1. */
  readonly attempt: number;
  /** What it failed with. */
  readonly error: unknown;
  /** Milliseconds until the next one. */
  readonly delay: number;
}

/** Options of {@linkcode retry}. All times are milliseconds. */
export interface RetryOptions {
  /** How many attempts there may be: 3. */
  attempts?: number;
  /** The time after the first failure: 100. */
  delay?: number;
  /** What each time is multiplied with for the next: 2. */
  backoff?: number;
  /** The longest time between attempts: 30,000. */
  maxDelay?: number;
  /** The share of each time that is left to chance, from 0 to 1: 0.5. */
  jitter?: number;
  /** Which errors are worth another attempt: all, by default. */
  on?: readonly ErrorClass[] | ((error: unknown) => boolean);
  /** How long one attempt may take. */
  attemptTimeout?: number;
  /** How long all may take together. */
  timeout?: number;
  /** The same as a point on the loop's clock. */
  deadline?: number;
  /** Told before each further attempt. */
  onRetry?: (report: RetryReport) => unknown;
  /** Where jitter takes its chance from; `loop.random` by default. */
  random?: () => number;
}

type Settings = Required<Omit<RetryOptions, "on" | "onRetry">> & {
  wants: (error: unknown) => boolean;
  onRetry: (report: RetryReport) => unknown;
};

/**
 * Calls a function until it succeeds, with growing times between the attempts,
 * all on the loop's clock. When the attempts are used up, the last error is
 * thrown, and the earlier ones are `suppressed(error)`. A cancel is never
 * retried.
 *
 * @typeParam R The result.
 * @param fn A generator function, or an async or plain one; it gets the number
 * of the attempt, from 1.
 * @param options How often, when, for which errors, how long.
 * @returns A task of the result; cancelling it cancels the attempt.
 * @throws {TypeError} If an argument has the wrong type.
 * @throws {RangeError} If a number is out of range, before any attempt.
 *
 * @example
 * ```ts
 * import { retry } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = await retry(function* (attempt) {
 *   yield;
 *   if (attempt < 3) throw new Error("not yet");
 *   return attempt;
 * }, { delay: 1 });
 * assertEquals(answer, 3);
 * ```
 */
export function retry<R>(
  fn: (attempt: number) => Coroutine<R> | PromiseLike<R> | R,
  options: RetryOptions = {},
): Task<R> {
  checkFunction(fn, "retry(fn)");
  const settings = check(options);
  const name = `retry ${nameOf(fn)}`.trim();
  return spawn(() => tryInTime<R>(fn, settings), { name });
}

function* tryInTime<R>(
  fn: (attempt: number) => unknown,
  settings: Settings,
): Generator<unknown, R, unknown> {
  const { timeout, deadline } = settings;
  const failures: unknown[] = [];
  try {
    if (timeout === Infinity && deadline === Infinity) {
      return yield* tryAll<R>(fn, settings, failures);
    }
    const scope = new CancelScope({ timeout, deadline, name: "retry" });
    return yield* scope.run(() => tryAll<R>(fn, settings, failures));
  } catch (error) {
    // A cancel asks for no reasons: `onRetry` was told of the failures.
    if (error instanceof CancelledError) throw error;
    for (const earlier of failures) {
      if (!suppress(error, earlier)) disownLate(earlier, undefined, "retry");
    }
    throw error;
  }
}

function* tryAll<R>(
  fn: (attempt: number) => unknown,
  settings: Settings,
  failures: unknown[],
): Generator<unknown, R, unknown> {
  for (let attempt = 1;; attempt++) {
    try {
      const call = lazily(fn as never, [attempt])._start();
      const { attemptTimeout } = settings;
      const result = attemptTimeout === Infinity
        ? call
        : withTimeout(attemptTimeout, call);
      return (yield* result) as R;
    } catch (error) {
      const cancelled = error instanceof CancelledError;
      const last = attempt >= settings.attempts || !settings.wants(error);
      if (cancelled || last) throw error;
      const delay = delayAfter(attempt, settings);
      // No use in waiting for an attempt that could not even begin.
      if (currentLoop().time() + delay >= settings.deadline) throw error;
      failures.push(error);
      settings.onRetry({ attempt, error, delay });
      yield* sleep(delay);
    }
  }
}

function delayAfter(attempt: number, settings: Settings): number {
  const { delay, backoff, maxDelay, jitter, random } = settings;
  const full = Math.min(maxDelay, delay * backoff ** (attempt - 1));
  return full * (1 - jitter * random());
}

function check(options: RetryOptions): Settings {
  const { on = [], onRetry = () => {} } = options;
  const { random = currentLoop().random } = options;
  checkFunction(onRetry, "retry(fn, { onRetry })");
  checkFunction(random, "retry(fn, { random })");
  const number = (key: keyof Settings, fallback: number, least: number) => {
    const given = options[key as keyof RetryOptions] ?? fallback;
    const value = checkTime(given, `retry(fn, { ${key} })`);
    if (value >= least) return value;
    throw new RangeError(
      `Cannot retry(fn, { ${key}: ${describe(value)} }): expected ${least} ` +
        "or more",
    );
  };
  const jitter = number("jitter", 0.5, 0);
  if (jitter > 1) {
    throw new RangeError(
      `Cannot retry with jitter ${jitter}: it is a share from 0 to 1`,
    );
  }
  return {
    attempts: number("attempts", 3, 1),
    delay: number("delay", 100, 0),
    backoff: number("backoff", 2, 1),
    maxDelay: number("maxDelay", 30_000, 0),
    jitter,
    attemptTimeout: number("attemptTimeout", Infinity, -Infinity),
    timeout: number("timeout", Infinity, -Infinity),
    deadline: number("deadline", Infinity, -Infinity),
    wants: typeof on === "function" ? on : wantsOne(on),
    onRetry,
    random,
  };
}

function wantsOne(classes: readonly ErrorClass[]): (error: unknown) => boolean {
  for (const one of classes) checkFunction(one, "retry(fn, { on: [Class] })");
  if (classes.length === 0) return () => true;
  return (error) => classes.some((one) => error instanceof one);
}
