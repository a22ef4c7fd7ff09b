import { Future } from "../future/future.ts";
import { nameIn, type NameOptions } from "./options.ts";
import { type Primitive, WaitList } from "./wait_list.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/** What an {@linkcode Event} looks like at one moment. */
export interface EventStatistics {
  /** Whether it has happened. */
  readonly isSet: boolean;
  /** How many wait for it. */
  readonly waiting: number;
}

/**
 * Something that happens once, for all who wait for it; it may be taken back.
 * After asyncio's, trio's and Tornado's Event.
 *
 * @example
 * ```ts
 * import { Event } from "@twister/async/sync";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const ready = new Event(), log: string[] = [];
 * const waits = spawn(function* () {
 *   yield* ready.wait();
 *   log.push("went on");
 * });
 * log.push("set");
 * ready.set();
 * await waits;
 * assertEquals(log, ["set", "went on"]);
 * ```
 */
export class Event {
  /** The name in messages. */
  readonly name: string | undefined;
  /** @internal */
  readonly _waits: WaitList;
  #isSet = false;

  /**
   * Makes one that has not happened.
   *
   * @param options A name.
   * @throws {TypeError} If the name is no string.
   */
  constructor(options: NameOptions = {}) {
    const name = this.name = nameIn(options, "make a new Event(options)");
    const owner: Primitive = { kind: "Event", name };
    this._waits = new WaitList(owner, "wait()");
  }

  /** Whether it has happened. */
  get isSet(): boolean {
    return this.#isSet;
  }

  /** Lets it happen: all who wait go on, also if it is cleared at once. */
  set(): void {
    this.#isSet = true;
    this._waits.serveAll(undefined);
  }

  /** Takes it back: who comes from now on waits. */
  clear(): void {
    this.#isSet = false;
  }

  /**
   * Waits until it happens.
   *
   * @param options How long the wait may last.
   * @returns A Future of nothing: ready, if it has happened.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  wait(options?: WaitOptions): Future<void> {
    const no = options && refused(options, "Event.wait(options)");
    if (no !== undefined) return no;
    if (this.#isSet) return Future.resolve();
    return this._waits.join<void>(undefined, options);
  }

  /** What it looks like now. */
  statistics(): EventStatistics {
    return { isSet: this.#isSet, waiting: this._waits.size };
  }
}
