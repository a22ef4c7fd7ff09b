/**
 * What a pipeline pushes its items into, as types. `stageOf` in `_stage.ts`
 * makes the strict form of whatever a user wrote; who pushes uses that.
 */

import type { Coroutine } from "../coroutine/protocol.ts";
import type { Future } from "../future/future.ts";

/**
 * What became of an item: nothing to tell, or `false`, which means that no
 * further item is wanted.
 */
export type Taken = void | false;

/** The same, now or later: the next item comes when it is there. */
export type Sent = Taken | PromiseLike<Taken> | Coroutine<Taken>;

/**
 * What items are pushed into: an end of a pipeline, or a stage of it that
 * pushes on what it makes of them. A generator from `primed` is one as well.
 *
 * Who pushes sends the items one after the other, tells of an error at most
 * once, and closes it exactly once, whatever happened. After the coroutines of
 * David Beazley's course, where the three are methods of each generator.
 *
 * @typeParam T The type of an item.
 *
 * @example
 * ```ts
 * import { pipe, type Sink } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const log: unknown[] = [];
 * const sink: Sink<number> = {
 *   send: (n) => void log.push(n),
 *   close: () => void log.push("closed"),
 * };
 * await pipe([1, 2], sink);
 * assertEquals(log, [1, 2, "closed"]);
 * ```
 */
export interface Sink<T> {
  /**
   * Takes an item.
   *
   * @param value The item.
   * @returns `false` if no further one is wanted. A Future, promise or
   * coroutine of either is waited for before the next item is sent: that is
   * the back-pressure.
   */
  send(value: T): Sent;
  /**
   * Hears of an error from further up, or of a cancel. Without this method it
   * goes on to what lies behind, or out of the pipe at its end.
   *
   * @param error The error.
   * @returns If it returns, the error was dealt with and the pipe ends well; to
   * let it pass, throw it. A cancel passes in any case.
   */
  throw?(error: unknown): unknown;
  /** Gives back what it holds: nothing comes after this. It may be waited for. */
  close?(): unknown;
}

/**
 * A {@linkcode Sink} of which everything is known: all three methods are there
 * and give Futures. It is what a filter gets to push into.
 *
 * An item that is sent while one before it is still being taken waits for its
 * turn. What is behind it is told and closed with it, once, so a filter need
 * not do so itself, and may.
 *
 * @typeParam T The type of an item.
 *
 * @example
 * ```ts
 * import { collectInto, pipe, type Stage } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const twice = (next: Stage<number>) => ({
 *   send: (n: number) => next.send(2 * n),
 * });
 * const out: number[] = [];
 * await pipe([1, 2], twice, collectInto(out));
 * assertEquals(out, [2, 4]);
 * ```
 */
export interface Stage<T> extends Sink<T> {
  /**
   * Sends an item.
   *
   * @param value The item.
   * @returns Nothing, if it was taken and more may come; `false` if no further
   * one is wanted; a Future of these if it takes its time.
   * @throws What the sink throws; what is behind it has been told then.
   */
  send(value: T): Taken | Future<Taken>;
  /**
   * Tells of an error.
   *
   * @param error The error.
   * @returns A Future: fulfilled if the error was dealt with, rejected if it
   * passed.
   */
  throw(error: unknown): Future<void>;
  /**
   * Closes it, and what is behind it. A second call gives the same Future.
   *
   * @returns A Future of the end of all cleanup.
   */
  close(): Future<void>;
}

/** What can be pushed into: a sink, a primed generator, or its function. */
export type Pushable<T> =
  | Sink<T>
  | Generator<unknown, unknown, T>
  | (() => Generator<unknown, unknown, T>);

/** Makes a stage of the one behind it. */
export type Filter<A, B> = (next: Stage<B>) => Pushable<A>;
