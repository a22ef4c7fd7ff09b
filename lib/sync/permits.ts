/**
 * Permits, who holds them, and who waits for one: the inside of all locks.
 */

import { type Holder, running } from "../context/running.ts";
import { Task } from "../coroutine/task.ts";
import type { Future } from "../future/future.ts";
import type { Settlers } from "../future/settlers.ts";
import { FULFILLED } from "../future/states.ts";
import { isLeaving } from "./leaving.ts";
import { type Primitive, Wait, WaitList } from "./wait_list.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/** A neighbour in the ledger of permits; `Permits` closes the ring. */
interface Link {
  _before: Link | undefined;
  _after: Link | undefined;
}

/**
 * What `acquire()` gives: to be given back once. At the end of its block a
 * `using` does so; doing it again does nothing.
 *
 * @example
 * ```ts
 * import { Lock } from "@twister/async/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const lock = new Lock();
 * {
 *   using permit = await lock.acquire();
 *   assertEquals([lock.locked, permit.released], [true, false]);
 * }
 * assertEquals(lock.locked, false);
 * ```
 */
export class Permit implements Disposable {
  /** @internal */
  declare _before: Link | undefined;
  /** @internal */
  declare _after: Link | undefined;
  /** @internal */
  declare _by: Holder;
  /** @internal */
  declare _held: boolean;
  declare private from: Permits;

  /**
   * Made by `acquire()`.
   *
   * @internal
   */
  constructor(from: Permits, by: Holder) {
    this._before = this._after = undefined;
    this._by = by;
    this._held = false;
    this.from = from;
  }

  /** Whether it was given back, or is lent while a Condition waits. */
  get released(): boolean {
    return !this._held;
  }

  /**
   * Gives it back; the first who waits gets it, inside this call.
   *
   * @returns `false` if it had been given back before.
   */
  release(): boolean {
    if (!this._held) return false;
    this.from.giveBack(this);
    return true;
  }

  /** The same as `release()`. */
  [Symbol.dispose](): void {
    this.release();
  }
}

/**
 * The permits of one lock or semaphore.
 *
 * The ledger of those that are out is for two: `release()`, which does not say
 * whose permit comes back, and the search for deadlocks. It is a ring of links,
 * for a set costs more than all the rest of an `acquire()`.
 */
export class Permits implements Primitive, Link {
  _before: Link | undefined;
  _after: Link | undefined;
  readonly kind: string;
  readonly name: string | undefined;
  /** How many are free. */
  free: number;
  readonly line: WaitList;
  readonly #source: object;
  readonly #capacity: number;
  /** How many the ledger names. */
  #named = 0;
  /** Whether one came back of which nobody knows whose it was. */
  #unsure = false;

  constructor(
    source: object,
    kind: string,
    free: number,
    name: string | undefined,
  ) {
    this._before = this._after = this;
    this.kind = kind;
    this.name = name;
    this.free = this.#capacity = free;
    this.#source = source;
    this.line = new WaitList(this, "acquire()");
  }

  /** Takes one, or waits for one. */
  take(options: WaitOptions | undefined): Future<Permit> {
    if (options !== undefined) {
      const no = refused(options, `${this.kind}.acquire(options)`);
      if (no !== undefined) return no;
    }
    if (this.free > 0 && !isLeaving()) {
      const wait = new Wait<Permit>(this.line);
      wait._settle(this.#hand(new Permit(this, running.by)), FULFILLED);
      return wait;
    }
    return this.line.join<Permit>(undefined, options);
  }

  /** Takes one if that needs no waiting. */
  takeNow(): Permit | undefined {
    if (this.free === 0) return undefined;
    return this.#hand(new Permit(this, running.by));
  }

  /** One comes back. */
  giveBack(permit: Permit): void {
    this.#forget(permit);
    permit._held = false;
    this.add();
  }

  /**
   * One comes back that is not named. If the running task has one it is that,
   * and is spent; else the ledger strikes one out, which stays valid, for its
   * holder did not give it back.
   */
  giveAny(): void {
    const by = running.by;
    for (let at = this._after!; at !== this; at = at._after!) {
      if ((at as Permit)._by !== by || !(by instanceof Task)) continue;
      return this.giveBack(at as Permit);
    }
    if (this.oldest !== undefined) {
      this.#forget(this.oldest);
      this.#unsure = true;
    }
    this.add();
  }

  /** One more is free: serves who waits. */
  add(): void {
    this.free++;
    this.pump();
    if (this.free >= this.#capacity) this.#unsure = false;
  }

  /** Serves who waits, as far as there are permits. */
  pump(): void {
    while (this.free > 0) {
      const wait = this.line.first;
      if (wait === undefined) return;
      // One that was lent to a Condition comes back to its holder.
      const lent = wait._given as Permit | undefined;
      const permit = lent ?? new Permit(this, wait._asker);
      wait._served(this.#hand(permit));
    }
  }

  /** The permit that has been out longest. */
  get oldest(): Permit | undefined {
    const first = this._after;
    return first === this ? undefined : first as Permit;
  }

  settlers(): Settlers | undefined {
    const who: unknown[] = [];
    // More or fewer than there were: it is used to signal, by whomever.
    const all = this.#named + this.free === this.#capacity;
    if (this.#unsure || !all) return undefined;
    for (let at = this._after!; at !== this; at = at._after!) {
      const by = (at as Permit)._by;
      if (!(by instanceof Task) || by.done) return undefined;
      who.push(by);
    }
    const { kind, name } = this;
    const any = kind !== "Lock";
    return { kind, name, source: this.#source, who, any };
  }

  /** One goes out. */
  #hand(permit: Permit): Permit {
    const last = this._before!;
    permit._held = true;
    permit._before = last;
    permit._after = this;
    last._after = this._before = permit;
    this.#named++;
    this.free--;
    return permit;
  }

  #forget(permit: Permit): void {
    if (permit._after === undefined) return; // struck out before
    permit._before!._after = permit._after;
    permit._after._before = permit._before;
    permit._before = permit._after = undefined;
    this.#named--;
  }
}
