/**
 * What the tests of combinators share: work that takes its time on the clock
 * of a stage, and a stage that tells what was reported.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { BadYieldError, type CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import {
  type Co,
  play as playScopes,
  type Played,
  type Stage,
} from "../scopes/_kit.ts";
import { reports, rest } from "../_support.ts";

/** Gives a value after some milliseconds. */
export function after<T>(ms: number, value: T): Task<T> {
  return spawn(function* () {
    yield* sleep(ms);
    return value;
  });
}

/** Fails after some milliseconds. */
export function failing(ms: number, error: unknown): Task<never> {
  return spawn(function* () {
    yield* sleep(ms);
    throw error;
  });
}

/** Waits for ever; when that is over, its cleanup takes a time and fails. */
export function* breaking(error: unknown, ms = 0): Co {
  try {
    yield new Future({ name: "never" });
  } finally {
    yield sleep(ms);
    // deno-lint-ignore no-unsafe-finally -- that is what is tested
    throw error;
  }
}

/** Waits for ever; notes the reason for which that is over. */
export function* noting(log: unknown[]): Co {
  try {
    yield new Future({ name: "never" });
  } catch (error) {
    log.push((error as CancelledError).reason);
    throw error;
  }
}

/** Waits for ever; when that is over it gives a value all the same. */
export function* swallowing<T>(value: T, ms = 0): Co<T> {
  try {
    yield new Future({ name: "never" });
  } catch {
    yield sleep(ms);
  }
  return value;
}

/** What a test plays: a coroutine, or what it would only wait for. */
type Body = (stage: Stage) => Co | Future<unknown>;

/** Plays something to its end on a stage of its own. */
export function play(body: Body, count = 0): Promise<Played> {
  return playScopes(function* (stage): Co {
    return yield* body(stage) as Co;
  }, { reports: count });
}

/** The errors that a play had reported, beside how it ended. */
export interface Reporting extends Played {
  readonly reported: unknown[];
}

/** Plays something that is to have so many errors reported. */
export async function reporting(
  body: Body,
  count = 1,
): Promise<Reporting> {
  let on: Stage;
  const played = await play((stage) => body(on = stage), count);
  const { unobserved, errors } = on!.told;
  const reported = [...unobserved, ...errors].map(({ error }) => error);
  return { ...played, reported };
}

/** A combinator is given one bad member: it starts none of the others. */
export async function startsNothing(
  combine: (members: unknown[]) => unknown,
): Promise<void> {
  const log: string[] = [];
  const body = function* (): Co {
    log.push("started");
    yield* sleep(1);
  };
  using told = reports();
  let error: unknown;
  try {
    combine([body(), 42, body()]);
  } catch (thrown) {
    error = thrown;
  }
  await rest();
  assertEquals(error instanceof BadYieldError, true);
  assertEquals(log, []);
  assertEquals(told.unobserved, []);
}
