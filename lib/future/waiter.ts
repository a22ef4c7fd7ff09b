/**
 * What waits for a Future: one thing, or a list of them.
 */

import {
  type Context,
  type Holder,
  running as slot,
} from "../context/running.ts";
import { nameOf } from "../errors/describe.ts";
import { type Aside, asideOf } from "../loop/aside.ts";
import { IOLoop } from "../loop/io_loop.ts";
import type { Runnable } from "../loop/runnable.ts";

/** A name of this module: an import is loaded anew at each use. */
const running = slot;

/**
 * Anything that waits. It is queued on its own loop when the Future settles.
 *
 * `_mode` holds flags in its low 8 bits and, above them, the place in the list
 * where it stands: so it can leave in constant time and pays no field for it.
 *
 * @internal
 */
export interface Waiter extends Runnable, Holder {
  /** @internal */
  _mode: number;
  /** @internal */
  _run(future?: unknown): void;
}

/** All flags of a waiter's mode. */
export const FLAGS = 255;
/** The waiter receives the error: the Future need not report it. */
export const LOOKS = 128;
/** The waiter runs no user code, so it is run at once, without a turn. */
export const INSTANT = 64;

/** It runs in more than its variables: `_run` has to look closer. */
export const ASIDE = 16;

/**
 * The failed future relies on this waiter alone to receive its error. It stands
 * above the place in a list, of which one with two million waiters falls short.
 */
export const DUTY: number = 1 << 29;

/** A done-callback in a context without variables needs no object. */
export type Bare = (future: unknown) => unknown;

/** The loop on which a holder runs. */
export function loopOf(holder: Holder): IOLoop {
  return holder._context.home as IOLoop;
}

/** The loop that runs now. */
export function currentLoop(): IOLoop {
  return IOLoop.current();
}

/**
 * Queues a waiter of a settled future, or runs one that may be run at once;
 * such a one is told whose end it is.
 */
export function wake(waiter: Waiter, future: unknown): void {
  if ((waiter._mode & INSTANT) !== 0) waiter._run(future);
  else loopOf(waiter)._enqueue(waiter);
}

/**
 * A done-callback that waits alone, or in a context of its own.
 */
export class Callback implements Waiter {
  declare _mode: number;
  declare _context: Context;
  declare fn: Bare | undefined;
  declare future: unknown;
  /** Stands on the prototype for those that need none. */
  declare _aside: Aside | undefined;

  constructor(fn: Bare, future: unknown, mode = 0) {
    this._mode = mode;
    this._context = running.by._context;
    this.fn = fn;
    this.future = future;
    if (running.aside) this._aside = asideOf(this._context, this);
  }

  _label(): string {
    return nameOf(this.fn) || "done-callback";
  }

  _run(): void {
    if (this._aside === undefined) this.#call();
    else this.#runAside(this._aside);
  }

  /** Apart, for a closure in `_run` would cost every run. */
  #runAside(aside: Aside): void {
    aside.run(this, () => this.#call());
  }

  #call(): void {
    const fn = this.fn;
    if (fn === undefined) return;
    running.by = this;
    fn(this.future);
  }
}

Object.defineProperty(Callback.prototype, "_aside", {
  value: undefined,
  writable: true,
});

/** The list that is being run: callbacks may still be taken out of it. */
export const dispatching: { list: Waiters | undefined } = { list: undefined };

/**
 * Several waiters of one Future. They take one place in the ready queue and
 * are run one after the other; those who leave become holes, which are
 * squeezed out when they are half of the list.
 */
export class Waiters implements Waiter {
  declare readonly _many: true;
  declare _mode: number;
  declare _context: Context;
  declare future: unknown;
  declare list: (Waiter | Bare | undefined)[];
  declare private holes: number;
  declare private next: number;
  /** Places by waiter, once one stands in several lists and knows only one. */
  declare private places: Map<unknown, number> | undefined;

  constructor(first: Waiter, future: unknown) {
    this._mode = 0;
    this._context = first._context;
    this.future = future;
    this.list = [];
    this.holes = 0;
    this.next = 0;
    this.places = undefined;
    this.add(first);
  }

  /** How many wait. */
  get size(): number {
    return this.list.length - this.holes;
  }

  add(waiter: Waiter): void {
    const place = this.list.push(waiter) - 1;
    mark(waiter, place);
    this.places?.set(waiter, place);
  }

  /** Adds a done-callback that needs no object. */
  addBare(fn: Bare): void {
    // The host's values are carried by an object.
    if (running.aside) this.add(new Callback(fn, this.future));
    else this.list.push(fn);
  }

  /** Whether a waiter stands here. */
  has(waiter: Waiter): boolean {
    return this.#placeOf(waiter) >= 0;
  }

  /** Takes one waiter out. */
  remove(waiter: Waiter): void {
    const place = this.#placeOf(waiter);
    if (place < 0) return;
    this.list[place] = undefined;
    this.holes++;
    this.#squeeze();
  }

  /** Takes out all copies of a done-callback, and counts them. */
  removeCallback(fn: Bare): number {
    let count = 0;
    for (let i = this.next; i < this.list.length; i++) {
      const waiter = this.list[i];
      const is = waiter === fn ||
        (waiter instanceof Callback && waiter.fn === fn);
      if (!is) continue;
      this.list[i] = undefined;
      this.holes++;
      count++;
    }
    this.#squeeze();
    return count;
  }

  _label(): string {
    return "done-callbacks";
  }

  /** Runs them in order; after one that throws the others still run. */
  _run(): void {
    const { list } = this, loop = loopOf(this);
    const bare: Holder = { _context: loop._root };
    const before = dispatching.list;
    dispatching.list = this;
    while (this.next < list.length) {
      const waiter = list[this.next++];
      if (waiter === undefined) continue;
      try {
        if (loop.slowCallbackThreshold !== Infinity) {
          loop._runMeasured(this.#asWaiter(waiter), this.future);
        } else if (typeof waiter === "function") {
          bare._context = loop._root;
          running.by = bare;
          waiter(this.future);
        } else if (loopOf(waiter) === loop) waiter._run(this.future);
        else wake(waiter, this.future);
      } catch (error) {
        loop._failed(error, this.#asWaiter(waiter));
      }
    }
    dispatching.list = before;
  }

  #asWaiter(waiter: Waiter | Bare): Waiter {
    return typeof waiter === "function"
      ? new Callback(waiter, this.future)
      : waiter;
  }

  #placeOf(waiter: Waiter): number {
    const place = waiter._mode >>> 8;
    if (this.list[place] === waiter) return place;
    this.places ??= new Map(this.list.map((one, at) => [one, at]));
    const known = this.places.get(waiter);
    return known !== undefined && this.list[known] === waiter ? known : -1;
  }

  #squeeze(): void {
    // While the list is being run, places must not move.
    if (this.next > 0 || this.holes <= 16 || this.size >= this.holes) return;
    this.list = this.list.filter((waiter) => waiter !== undefined);
    this.holes = 0;
    this.places = undefined;
    this.list.forEach((waiter, place) => {
      if (typeof waiter === "object") mark(waiter, place);
    });
  }
}

function mark(waiter: Waiter, place: number): void {
  waiter._mode = waiter._mode & FLAGS | place << 8;
}

Object.defineProperty(Waiters.prototype, "_many", { value: true });
