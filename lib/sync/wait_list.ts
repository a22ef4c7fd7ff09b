/**
 * The line in which all who wait for a primitive stand.
 */

import { type Holder, running } from "../context/running.ts";
import type { Canceller } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import type { Settlers } from "../future/settlers.ts";
import { FULFILLED, PENDING, REJECTED } from "../future/states.ts";
import type { Hop } from "../traceback/hops.ts";
import { afterLeaving, isLeaving } from "./leaving.ts";
import { lateError, Limit, type WaitOptions } from "./wait_options.ts";

/** What people wait for: it owns one line or several. */
export interface Primitive {
  /** What it is, for people: `Lock`. */
  readonly kind: string;
  /** Its name, if it has one. */
  readonly name: string | undefined;
  /** Who could go on with it, if that is known. */
  settlers?(): Settlers | undefined;
  /** Serves who can be served: one came in late. Of those that grant nothing, none. */
  pump?(): void;
}

/** A neighbour in the line; the list closes the ring. */
interface Link {
  _before: Link | undefined;
  _after: Link | undefined;
}

/**
 * One wait: the Future that its user has, and its place in the line.
 *
 * It is both in one object, so that a wait allocates no more than the Future.
 * However it is settled, also by its user, it has left the line before anybody
 * hears of it: so nothing is ever granted to a wait that is over.
 */
export class Wait<T> extends Future<T> implements Link {
  declare _before: Link | undefined;
  declare _after: Link | undefined;
  /** The line in which it stands, or stood last. */
  declare _list: WaitList;
  /** Who asked: what ran then. */
  declare _asker: Holder;
  /** What it brings along: the item that is put. */
  declare _given: unknown;
  /** What else may end it. */
  declare _limit: Limit | undefined;
  /** Whether it lost its place, as who asked was about to leave. */
  declare _putOff: boolean;

  constructor(list: WaitList, given?: unknown) {
    super();
    this._before = this._after = undefined;
    this._list = list;
    this._asker = running.by;
    this._given = given;
    this._limit = undefined;
    this._putOff = false;
  }

  /** The call and the primitive, for messages. */
  override get name(): string {
    return this._list.label;
  }

  /** Its turn has come. */
  _served(value: unknown): void {
    this._settle(value, FULFILLED);
  }

  /** Its time is over. */
  _expire(ms: number): void {
    this._settle(lateError(this.name, ms), REJECTED);
  }

  /**
   * A step of `yield*`. What was granted before a cancel came is delivered, for
   * dropped here it would be lost; the cancel comes at the next yield.
   *
   * @internal
   */
  override next(): Future<T> {
    const late = running.budget <= 0 && this._state === FULFILLED;
    return late && isLeaving() ? this : super.next();
  }

  /** @internal */
  override _settle(value: unknown, state: number, hops?: Hop | null): void {
    if (this._after !== undefined) this._list.remove(this);
    if (this._limit !== undefined) this._endLimit();
    super._settle(value, state, hops);
  }

  /** Nothing but its turn, or its user, ends it from now on. */
  _endLimit(): void {
    this._limit?.end();
    this._limit = undefined;
  }

  /** Who could serve it, if nothing else ends it. */
  _settlers(): Settlers | undefined {
    const may = this._after !== undefined && this._limit === undefined;
    return may ? this._list.owner.settlers?.() : undefined;
  }
}

// Untyped, so that the compiler refuses what this explains at run time.
Object.defineProperty(Wait.prototype, Symbol.dispose, {
  value(this: AnyWait): never {
    const { name, value, _state } = this;
    if (_state === PENDING) this.cancel("disposed while it was waiting");
    else (value as Partial<Disposable> | undefined)?.[Symbol.dispose]?.();
    throw new TypeError(
      `Cannot use ${name} without waiting for it. Write ` +
        "`using it = yield* …` in a coroutine, `using it = await …` in an " +
        "async function",
    );
  },
});

/** A wait as its line sees it: what it gives is not the line's concern. */
// deno-lint-ignore no-explicit-any -- of whatever type
export type AnyWait = Wait<any>;

/**
 * A line, first come first served. Whoever leaves it does so in constant time.
 *
 * It is a ring of links rather than an array with holes: an array must be
 * squeezed, and one whose first never leaves grows with all who came and went.
 */
export class WaitList implements Link, Canceller, Iterable<AnyWait> {
  _before: Link | undefined;
  _after: Link | undefined;
  /** How many wait. */
  size = 0;
  readonly owner: Primitive;
  readonly #call: string;

  /**
   * @param owner What they wait for.
   * @param call What they called, such as `acquire()`.
   */
  constructor(owner: Primitive, call: string) {
    this._before = this._after = this;
    this.owner = owner;
    this.#call = call;
  }

  /** What a wait is called in messages. */
  get label(): string {
    const { kind, name } = this.owner;
    return `${this.#call} of ${name === undefined ? kind : `${kind} ${name}`}`;
  }

  /** Who is the next to be served. */
  get first(): AnyWait | undefined {
    for (;;) {
      const first = this._after!;
      if (first === this) return undefined;
      const wait = first as AnyWait;
      // Asked for before the cancel, and not waited for yet.
      const lost = wait._link === undefined && isLeaving(wait._asker);
      if (!lost || wait._putOff || this.owner.pump === undefined) return wait;
      this.remove(wait);
      this.#admitLater(wait);
    }
  }

  /**
   * Makes somebody wait, unless the options leave no time for it.
   *
   * @param given What the wait brings along.
   * @param options Checked before, by `refused`.
   */
  join<T>(given?: unknown, options?: WaitOptions): Wait<T> {
    const wait = new Wait<T>(this, given);
    this.enter(wait, options);
    return wait;
  }

  /** The same for a wait that is made already. */
  enter(wait: AnyWait, options: WaitOptions | undefined): void {
    if (options === undefined) return this.#admit(wait);
    const { timeout } = options;
    if (timeout !== undefined && timeout <= 0) return wait._expire(timeout);
    this.#admit(wait);
    wait._limit = Limit.of(wait, options);
  }

  /** Puts a wait at the end. */
  add(wait: AnyWait): void {
    const last = this._before!;
    wait._list = this;
    wait.value = this as never; // is told of a cancel
    wait._before = last;
    wait._after = this;
    last._after = this._before = wait;
    this.size++;
  }

  /** Takes a wait out, wherever it stands. */
  remove(wait: AnyWait): void {
    wait._before!._after = wait._after;
    wait._after!._before = wait._before;
    wait._before = wait._after = undefined;
    this.size--;
  }

  /** Settles all who wait now with the same value. */
  serveAll(value: unknown): void {
    // Of a copy, for what runs at once may let others in or send some away.
    for (const wait of [...this]) if (!wait.done) wait._served(value);
  }

  /** Fails all who wait now, each with an error of its own. */
  failAll(error: () => unknown): void {
    for (const wait of [...this]) {
      if (!wait.done) wait._settle(error(), REJECTED);
    }
  }

  /**
   * Lets a wait in. What a task asks for that is about to be thrown out of its
   * next yield comes in later, if it is wanted then: granted before, it would
   * be lost.
   */
  #admit(wait: AnyWait): void {
    if (this.owner.pump !== undefined && isLeaving()) this.#admitLater(wait);
    else this.add(wait);
  }

  #admitLater(wait: AnyWait): void {
    wait._putOff = true;
    wait.value = this as never;
    afterLeaving(() => {
      if (wait.done || wait._after !== undefined) return;
      this.add(wait);
      this.owner.pump!();
    });
  }

  /** Settling takes it out of the line: there is nothing more to do. */
  _cancelled(): void {}

  /** All who wait, in order. */
  *[Symbol.iterator](): Generator<AnyWait, void, unknown> {
    let at = this._after!;
    while (at !== this) {
      const next: Link = at._after!;
      yield at as AnyWait;
      at = next;
    }
  }
}
