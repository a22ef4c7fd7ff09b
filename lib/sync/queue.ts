import { InvalidStateError } from "../errors/invalid_state_error.ts";
import {
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
} from "../errors/queue_errors.ts";
import { Future } from "../future/future.ts";
import { FULFILLED, REJECTED } from "../future/states.ts";
import { markOurs } from "../traceback/stitch.ts";
import { Fifo } from "../loop/fifo.ts";
import type { Items } from "./items.ts";
import { hopeless, isLeaving } from "./leaving.ts";
import { checkSize, nameIn, type NameOptions } from "./options.ts";
import { type AnyWait, type Primitive, WaitList } from "./wait_list.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/** Options of a {@linkcode Queue}. */
export interface QueueOptions extends NameOptions {
  /** How many items it holds; zero, which is usual, means any number. */
  maxsize?: number | undefined;
}

/** What a {@linkcode Queue} looks like at one moment. */
export interface QueueStatistics {
  /** How many items lie in it. */
  readonly size: number;
  /** How many it holds at most; zero means any number. */
  readonly maxsize: number;
  /** How many wait to get an item. */
  readonly getters: number;
  /** How many wait to put one. */
  readonly putters: number;
  /** How many items have been put and not been reported done. */
  readonly unfinished: number;
  /** How many wait for all of those. */
  readonly joiners: number;
}

/**
 * Hands items from those who put to those who get, first in, first out. Both
 * wait in line: for an item, and for room where there is a `maxsize`. After
 * asyncio's and Tornado's Queue.
 *
 * Giving a wait up loses nothing: an item goes to the next who gets. One that
 * has reached its getter is delivered also if a cancel came meanwhile. To get
 * from whichever of several has an item, use {@linkcode select}: a `race` of
 * gets takes an item from each that has one, and gives only the first.
 *
 * @typeParam T The type of the items.
 *
 * @example
 * ```ts
 * import { Queue } from "@twister/async/sync";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const queue = new Queue<number>({ maxsize: 2 });
 * spawn(function* () {
 *   for (let n = 1; n <= 4; n++) yield* queue.put(n);
 *   queue.shutdown();
 * });
 * let sum = 0;
 * for await (const n of queue) sum += n;
 * assertEquals(sum, 10);
 * ```
 */
export class Queue<T> implements AsyncIterable<T> {
  /** The name in messages. */
  readonly name: string | undefined;
  /** How many items it holds at most; zero means any number. */
  readonly maxsize: number;
  /** @internal */
  readonly _getters: WaitList;
  /** @internal */
  readonly _putters: WaitList;
  /** @internal */
  readonly _joiners: WaitList;
  readonly #items: Items<T>;
  readonly #room: number;
  #unfinished = 0;
  #isShutDown = false;

  /**
   * Makes an empty one.
   *
   * @param options How many items it holds, a name.
   * @throws {RangeError} If `maxsize` is negative or NaN.
   * @throws {TypeError} If it is no number, or the name no string.
   */
  constructor(options: QueueOptions = {}) {
    const kind = this.#kind(), call = `make a new ${kind}(options)`;
    const name = this.name = nameIn(options, call);
    const { maxsize = 0 } = options;
    checkSize(maxsize, `make a new ${kind}({ maxsize })`);
    this.maxsize = maxsize;
    this.#room = maxsize === 0 ? Infinity : maxsize;
    this.#items = this._makeItems(options);
    const owner: Primitive = { kind, name, pump: () => this._pump() };
    this._getters = new WaitList(owner, "get()");
    this._putters = new WaitList(owner, "put()");
    this._joiners = new WaitList({ kind, name }, "join()");
  }

  /** How many items lie in it. */
  get size(): number {
    return this.#items.size;
  }

  /** Whether no item lies in it. */
  get empty(): boolean {
    return this.#items.size === 0;
  }

  /** Whether a `put` has to wait. */
  get full(): boolean {
    return this.#items.size >= this.#room;
  }

  /** Whether it was shut down. */
  get isShutDown(): boolean {
    return this.#isShutDown;
  }

  /**
   * Puts an item, or waits for room to.
   *
   * @param item Any value.
   * @param options How long the wait may last.
   * @returns A Future of nothing: ready, if there is room.
   * @throws {QueueShutDownError} By the Future, if the queue is shut down.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  put(item: T, options?: WaitOptions): Future<void> {
    const no = options && refused(options, "Queue.put(item, options)");
    if (no !== undefined) return no;
    if (this.#isShutDown) return hopeless(this.#shutDown("put into"));
    if (!this.full && !isLeaving()) {
      const future = new Future<void>();
      try {
        this.#accept(item);
        future._settle(undefined, FULFILLED);
      } catch (error) { // of the function that orders them
        future._settle(error, REJECTED);
      }
      return future;
    }
    return this._putters.join<void>(item, options);
  }

  /**
   * Puts an item if there is room.
   *
   * @param item Any value.
   * @throws {QueueFullError} If there is no room.
   * @throws {QueueShutDownError} If the queue is shut down.
   */
  putNowait(item: T): void {
    if (this.#isShutDown) throw this.#shutDown("put into");
    if (this.full) {
      throw new QueueFullError(
        `Cannot put into ${this.#label()} now: it holds ${this.size} items, ` +
          "which is its maxsize. Use put(), which waits for room",
      );
    }
    this.#accept(item);
  }

  /**
   * Takes the next item, or waits for one.
   *
   * @param options How long the wait may last.
   * @returns A Future of the item: ready, if there is one.
   * @throws {QueueShutDownError} By the Future, if the queue is shut down and
   * empty.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  get(options?: WaitOptions): Future<T> {
    const no = options && refused(options, "Queue.get(options)");
    if (no !== undefined) return no;
    if (this._isReady() && !isLeaving()) {
      const future = new Future<T>();
      try {
        future._settle(this._takeNow(), FULFILLED);
      } catch (error) { // of the function that orders them
        future._settle(error, REJECTED);
      }
      return future;
    }
    const ended = this._ended();
    if (ended !== undefined) return hopeless(ended);
    return this._getters.join<T>(undefined, options);
  }

  /**
   * Takes the next item if there is one.
   *
   * @returns The item.
   * @throws {QueueEmptyError} If there is none.
   * @throws {QueueShutDownError} If there is none, and none will come.
   */
  getNowait(): T {
    if (this._isReady()) return this._takeNow();
    throw this._ended() ?? new QueueEmptyError(
      `Cannot get from ${this.#label()} now: it is empty. Use get(), which ` +
        "waits for an item",
    );
  }

  /**
   * Reports that an item which was taken is done with.
   *
   * @throws {InvalidStateError} If all that were put are.
   */
  taskDone(): void {
    if (this.#unfinished === 0) {
      throw new InvalidStateError(
        `Cannot report a task done on ${this.#label()}: all that were put ` +
          "are done. Call taskDone() once for each get()",
      );
    }
    this.#finish(1);
  }

  /**
   * Waits until every item that was put has been taken and reported done.
   *
   * @param options How long the wait may last.
   * @returns A Future of nothing: ready, if nothing is unfinished.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  join(options?: WaitOptions): Future<void> {
    const no = options && refused(options, "Queue.join(options)");
    if (no !== undefined) return no;
    if (this.#unfinished === 0) return Future.resolve();
    return this._joiners.join<void>(undefined, options);
  }

  /**
   * Lets nothing more in. Those who wait to put fail, and those who wait to get
   * from an empty queue. Items that are left can be taken, unless they are
   * dropped, in which case they count as done.
   *
   * @param options With `immediate`, what is left is dropped.
   */
  shutdown(options: { immediate?: boolean | undefined } = {}): void {
    this.#isShutDown = true;
    this._putters.failAll(() => this.#shutDown("put into"));
    if (options.immediate) {
      const dropped = this.#items.size;
      this.#items.clear();
      this.#finish(dropped);
    }
    this._pump();
  }

  /** Takes items until the queue is shut down and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      let item: T;
      try {
        item = await this.get().promise();
      } catch (error) {
        if (error instanceof QueueShutDownError) return;
        throw error;
      }
      yield item;
    }
  }

  /** What it looks like now. */
  statistics(): QueueStatistics {
    return {
      size: this.#items.size,
      maxsize: this.maxsize,
      getters: this._getters.size,
      putters: this._putters.size,
      unfinished: this.#unfinished,
      joiners: this._joiners.size,
    };
  }

  /**
   * Makes what the items lie in. Called once, while the queue is made.
   *
   * @internal
   */
  protected _makeItems(_options: QueueOptions): Items<T> {
    return new Fifo();
  }

  /**
   * Whether there is an item.
   *
   * @internal
   */
  _isReady(): boolean {
    return this.#items.size > 0;
  }

  /**
   * Takes an item; the caller looks at `_isReady` before.
   *
   * @internal
   */
  _takeNow(): T {
    const item = this.#items.take();
    if (this._putters.size > 0) this._pump();
    return item;
  }

  /**
   * Why no item will ever come, if none will.
   *
   * @internal
   */
  _ended(): unknown {
    const over = this.#isShutDown && this.#items.size === 0;
    return over ? this.#shutDown("get from") : undefined;
  }

  /**
   * Hands on what can be handed on, to those who have waited longest.
   *
   * @internal
   */
  _pump(): void {
    for (;;) {
      const putter = this._putters.first, getter = this._getters.first;
      if (putter !== undefined && !this.full) {
        this.#letIn(putter);
      } else if (getter !== undefined && this.#items.size > 0) {
        this.#letOut(getter);
      } else break;
    }
    if (this._ended() !== undefined) this._getters.failAll(() => this._ended());
  }

  /** An item comes in: the first who waits has it at once. */
  #accept(item: T): void {
    const getter = this._getters.first;
    if (getter !== undefined) {
      this.#unfinished++;
      getter._served(item);
    } else this.#store(item);
  }

  /** A putter's item comes in, unless it cannot be ordered. */
  #letIn(putter: AnyWait): void {
    try {
      this.#store(putter._given as T);
    } catch (error) {
      return putter._settle(error, REJECTED);
    }
    putter._served(undefined);
  }

  /** A getter has the next item, unless that cannot be told. */
  #letOut(getter: AnyWait): void {
    let item: T;
    try {
      item = this.#items.take();
    } catch (error) {
      return getter._settle(error, REJECTED);
    }
    getter._served(item);
  }

  #store(item: T): void {
    this.#items.push(item);
    this.#unfinished++;
  }

  #finish(count: number): void {
    this.#unfinished -= count;
    if (this.#unfinished === 0) this._joiners.serveAll(undefined);
  }

  #shutDown(what: string): QueueShutDownError {
    return markOurs(
      new QueueShutDownError(
        `Cannot ${what} ${this.#label()}: it was shut down`,
      ),
    );
  }

  #kind(): string {
    return this.constructor.name || "Queue";
  }

  #label(): string {
    const { name } = this;
    return name === undefined ? `a ${this.#kind()}` : `${this.#kind()} ${name}`;
  }
}
