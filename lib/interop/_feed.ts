/**
 * The middle of every source: those who ask on one side, what arrives on the
 * other, and how both come to an end. Cancel, close and who owns an error are
 * solved here once; a source only says how it is pulled and released.
 */

import { Cancellation, type Canceller, type Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { hopsOf } from "../traceback/stitch.ts";
import { Fifo } from "../loop/fifo.ts";
import { atLatest } from "../coroutine/patience.ts";
import type { AsyncSource } from "./source.ts";

/** Marks the sources of every loaded copy of the package. */
export const SOURCE: unique symbol = Symbol.for("twister.source") as never;

/** One step of a sequence. */
type Step<T> = IteratorResult<T, void>;

/** An error with its path, as a failed cell holds it. */
export type Fault = Pick<Cell, "_error" | "_state" | "_hops">;

/** A plain error as a fault. */
export function faultOf(error: unknown): Fault {
  return { _error: () => error, _state: REJECTED, _hops: hopsOf(error) };
}

/** One who was cancelled while it asked, and what came for it all the same. */
interface Leaving<T> {
  readonly getter: Cell;
  readonly cancellation: Cancellation;
  step: Step<T> | undefined;
}

/** Everything of a source but where its items come from. */
export abstract class Feed<T> implements AsyncSource<T>, Canceller {
  /** The loop on which it was made: what lies behind calls from outside. */
  protected readonly loop: IOLoop = currentLoop();
  /** Those who ask, in order. A set, for any of them may leave. */
  readonly #getters: Set<Cell> = new Set();
  readonly #items: Fifo<T> = new Fifo();
  #fault: Fault | undefined;
  #ended = false;
  #closing: Future<void> | undefined;
  #leaving: Leaving<T> | undefined;

  next(): Future<Step<T>> {
    const future = new Future<Step<T>>();
    if (this.#items.size > 0) {
      future._settle({ done: false, value: this.#items.take() }, FULFILLED);
    } else if (this.#fault !== undefined) {
      const fault = this.#fault;
      this.#fault = undefined;
      settleWith(future, fault);
    } else if (this.#ended) {
      future._settle({ done: true, value: undefined }, FULFILLED);
    } else {
      future.value = this as never;
      this.#getters.add(future);
      this.pull();
    }
    return future;
  }

  close(reason?: unknown): Future<void> {
    if (this.#closing !== undefined) return this.#closing;
    this.catchUp();
    const closing = this.#closing = new Future<void>({ name: "close" });
    const open = !this.#ended;
    this.#items.clear();
    this.#fault = undefined;
    this.end();
    if (!open) closing._settle(undefined, FULFILLED);
    else this.#release(reason);
    return closing;
  }

  [Symbol.asyncIterator](): AsyncIterator<T, void, void> {
    return {
      next: () => this.next().promise(),
      return: () =>
        this.close().promise().then(() => ({ done: true, value: undefined })),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().promise();
  }

  /**
   * One who asks is cancelled, or left by its last waiter.
   *
   * @internal
   */
  _cancelled(cell: Cell, reason: unknown): boolean {
    this.catchUp();
    if (cell.done) return true;
    this.#getters.delete(cell);
    if (this.waiting > 0 || !this.isPulled()) return false;
    const cancellation = new Cancellation(reason);
    const leaving: Leaving<T> = { getter: cell, cancellation, step: undefined };
    this.#leaving = leaving;
    // Whether its cleanup failed is told to the one who left.
    void this.close(reason);
    const late = () => leave(leaving, undefined);
    atLatest(this.patience(), cell, this.loop, late);
    return true;
  }

  /** How many ask. */
  protected get waiting(): number {
    return this.#getters.size;
  }

  /** How many items nobody has asked for. */
  protected get buffered(): number {
    return this.#items.size;
  }

  /** Whether nothing more comes of it, but what is in the buffer. */
  protected get ended(): boolean {
    return this.#ended;
  }

  /** Whether one who asks makes what lies behind work. */
  protected isPulled(): boolean {
    return true;
  }

  /** Somebody asks and has to wait. */
  protected abstract pull(): void;

  /** Takes note of what lies behind, if it has ended in this very turn. */
  protected catchUp(): void {}

  /** Milliseconds that one who was cancelled waits for the cleanup. */
  protected patience(): number {
    return this.loop.grace;
  }

  /**
   * Releases what lies behind, once, unless it ended by itself.
   *
   * @returns What is to be waited for; nothing if that was all.
   */
  protected abstract release(reason: unknown): PromiseLike<unknown> | void;

  /** An item: for the first who asks, else for the buffer. */
  protected give(value: T): void {
    const step: Step<T> = { done: false, value };
    const leaving = this.#leaving;
    if (this.waiting > 0) this.#first()._settle(step, FULFILLED);
    else if (!this.#ended) this.#items.push(value);
    // What was on its way when its getter was cancelled is still its own.
    else if (leaving !== undefined) leaving.step ??= step;
  }

  /** Drops the oldest item of the buffer. */
  protected dropFirst(): void {
    this.#items.take();
  }

  /** It has ended: all who ask are told. */
  protected end(): void {
    this.#ended = true;
    while (this.waiting > 0) {
      this.#first()._settle({ done: true, value: undefined }, FULFILLED);
    }
  }

  /** It has failed: the first who asks, now or later, gets the error. */
  protected fail(fault: Fault): void {
    if (this.#ended) {
      if (this.#closing !== undefined) this.#failLate(fault);
      return;
    }
    if (this.waiting > 0) settleWith(this.#first(), fault);
    else this.#fault = fault;
    this.end();
  }

  /** What lay behind failed while it was being released. */
  #failLate(fault: Fault): void {
    const leaving = this.#leaving;
    if (leaving === undefined || leaving.getter.done) {
      disownLate(fault._error(), this, "a source that was closed");
    } else settleWith(leaving.getter, fault);
  }

  #first(): Cell {
    const [first] = this.#getters;
    this.#getters.delete(first!);
    return first!;
  }

  #release(reason: unknown): void {
    let cleanup: PromiseLike<unknown> | void;
    try {
      cleanup = this.release(reason);
    } catch (error) {
      return this.#closed(faultOf(error));
    }
    if (cleanup === undefined) return this.#closed();
    cleanup.then(
      () => this.loop._within(() => this.#closed()),
      (error) => this.loop._within(() => this.#closed(faultOf(error))),
    );
  }

  /** What lies behind is released. */
  #closed(fault?: Fault): void {
    const closing = this.#closing!, leaving = this.#leaving;
    const told = leaving !== undefined && !leaving.getter.done;
    if (told) leave(leaving, fault);
    if (fault === undefined) {
      if (!closing.done) closing._settle(undefined, FULFILLED);
    } else if (closing.done) {
      if (!told) disownLate(fault._error(), this, "a source that was closed");
    } else {
      settleWith(closing, fault);
      // The one who left has it, so nobody need ask here.
      if (told) closing._error();
    }
  }
}

Object.defineProperty(Feed.prototype, SOURCE, { value: true });

/** Tells one who was cancelled how that ended: what came goes before it. */
function leave<T>(leaving: Leaving<T>, fault: Fault | undefined): void {
  const { getter, cancellation, step } = leaving;
  if (fault !== undefined) settleWith(getter, fault);
  else if (step !== undefined) getter._settle(step, FULFILLED);
  else getter._settle(cancellation, CANCELLED);
}

function settleWith(cell: Cell, fault: Fault): void {
  const error = fault._error();
  const state = fault._state === CANCELLED ? CANCELLED : REJECTED;
  cell._settle(error, state, fault._hops ?? null);
}
