import { Future } from "../future/future.ts";
import { isLeaving } from "./leaving.ts";
import { checkCount, nameIn, type NameOptions } from "./options.ts";
import { type Primitive, WaitList } from "./wait_list.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/** What a {@linkcode Barrier} looks like at one moment. */
export interface BarrierStatistics {
  /** How many must be there. */
  readonly parties: number;
  /** How many are there. */
  readonly waiting: number;
}

/**
 * Lets nobody on until a number of users are there, then all of them; after
 * that it begins anew. Who gives its wait up is not there any more, and the
 * others go on waiting. After asyncio's Barrier, which breaks then.
 *
 * @example
 * ```ts
 * import { Barrier } from "@twister/async/sync";
 * import { multi } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const barrier = new Barrier(2);
 * assertEquals(await multi([barrier.wait(), barrier.wait()]), [0, 1]);
 * ```
 */
export class Barrier {
  /** The name in messages. */
  readonly name: string | undefined;
  /** How many must be there. */
  readonly parties: number;
  /** @internal */
  readonly _waits: WaitList;

  /**
   * Makes one where nobody is yet.
   *
   * @param parties How many must be there; a whole number above zero.
   * @param options A name.
   * @throws {RangeError} If the number is less than one, not whole, or NaN.
   * @throws {TypeError} If it is no number, or the name no string.
   */
  constructor(parties: number, options: NameOptions = {}) {
    const call = "make a new Barrier(parties)";
    checkCount(parties, 1, call);
    const name = this.name = nameIn(options, call);
    this.parties = parties;
    const pump = () => this.#openIfFull();
    const owner: Primitive = { kind: "Barrier", name, pump };
    this._waits = new WaitList(owner, "wait()");
  }

  /**
   * Waits until all are there.
   *
   * @param options How long the wait may last.
   * @returns A Future of the place in the order of arriving, from zero on, as
   * it is when all are there: ready for the last who comes.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  wait(options?: WaitOptions): Future<number> {
    const no = options && refused(options, "Barrier.wait(options)");
    if (no !== undefined) return no;
    const last = this._waits.size + 1 >= this.parties;
    if (last && !isLeaving()) {
      this.#open(this.parties - 1);
      return Future.resolve(this.parties - 1);
    }
    return this._waits.join<number>(undefined, options);
  }

  /** What it looks like now. */
  statistics(): BarrierStatistics {
    return { parties: this.parties, waiting: this._waits.size };
  }

  #openIfFull(): void {
    while (this._waits.size >= this.parties) this.#open(this.parties);
  }

  #open(count: number): void {
    for (let place = 0; place < count; place++) {
      this._waits.first?._served(place);
    }
  }
}
