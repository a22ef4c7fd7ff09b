import { type Context, running } from "../context/running.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import { Future } from "../future/future.ts";
import { FULFILLED, REJECTED } from "../future/states.ts";
import { INSTANT, LOOKS, type Waiter } from "../future/waiter.ts";
import type { Hop } from "../traceback/hops.ts";
import { markOurs } from "../traceback/stitch.ts";
import { afterLeaving, hopeless, isLeaving } from "./leaving.ts";
import { Queue } from "./queue.ts";
import { Receiver } from "./receiver.ts";
import { type AnyWait, type Primitive, Wait, WaitList } from "./wait_list.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/** Where {@linkcode select} can take from. */
export type Source<T> = Queue<T> | Receiver<T>;

/** What {@linkcode select} took. */
export interface Selected<T> {
  /** The place of the source among those that were given. */
  readonly index: number;
  /** The source. */
  readonly source: Source<T>;
  /** The item. */
  readonly value: T;
}

/** What is waited for where several sources are. */
const SEVERAL: Primitive = { kind: "several sources", name: undefined };

/**
 * A place in the line of each source, for one Future. The first place that is
 * served gives up the others at once, before any source can serve them too.
 */
class Places implements Waiter {
  readonly _context: Context;
  _mode = INSTANT | LOOKS;
  readonly #sources: readonly Source<unknown>[];
  readonly #target: AnyWait;
  readonly #places: AnyWait[];
  #left: number;

  constructor(sources: readonly Source<unknown>[], target: AnyWait) {
    this._context = running.by._context;
    this.#sources = sources;
    this.#target = target;
    this.#places = sources.map((source) =>
      // The end of a channel, so that closing it is heard.
      new Wait(source._getters, { end: source })
    );
    this.#left = 0;
    for (const [at, place] of this.#places.entries()) {
      const source = sources[at]!;
      if (source._ended() !== undefined) continue;
      this.#left++;
      place._wait(this);
      source._getters.add(place);
    }
  }

  _label(): string {
    return "select";
  }

  /** The result is settled otherwise: no place is wanted any more. */
  giveUp(): void {
    for (const place of this.#places) place.cancel("another was first");
  }

  _run(given?: unknown): void {
    const place = given as AnyWait, target = this.#target;
    this.#left--;
    if (target.done) return;
    if (place._state !== FULFILLED) {
      place._error(); // is looked at
      if (this.#left === 0) target._settle(over(), REJECTED);
      return;
    }
    const { value } = place, index = this.#places.indexOf(place);
    target._settle({ index, source: this.#sources[index]!, value }, FULFILLED);
  }
}

/** The result; however it is settled, all places are given up. */
class Choice extends Wait<Selected<unknown>> {
  declare places: Places | undefined;

  constructor() {
    super(new WaitList(SEVERAL, "select()"));
    this.places = undefined;
  }

  /** @internal */
  override _settle(value: unknown, state: number, hops?: Hop | null): void {
    const { places } = this;
    super._settle(value, state, hops);
    places?.giveUp();
  }
}

/**
 * Takes one item from whichever of several queues or channels has one first,
 * and nothing from the others: so no item is lost, which a `race` of gets may
 * do. After Go's `select`.
 *
 * Of several that have an item, the first in order gives its. A source that is
 * shut down or closed, and has nothing left, is passed over.
 *
 * @typeParam T The type of the items.
 * @param sources Queues, and receiving ends of channels.
 * @param options How long the wait may last.
 * @returns A Future of the item and where it came from: ready, if one has an
 * item.
 * @throws {TypeError} If a source is neither.
 * @throws {ClosedError} By the Future, when nothing will ever come from any.
 * @throws {TimeoutError} By the Future, if the time is over.
 * @throws {CancelledError} By the Future, if the signal aborts.
 *
 * @example
 * ```ts
 * import { Queue, select } from "@twister/async/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const orders = new Queue<string>(), stops = new Queue<string>();
 * orders.putNowait("tea");
 * stops.putNowait("closing");
 * const { index, value } = await select([orders, stops]);
 * assertEquals([index, value, stops.size], [0, "tea", 1]);
 * ```
 */
export function select<T>(
  sources: Iterable<Source<T>>,
  options?: WaitOptions,
): Future<Selected<T>> {
  const all = checked(sources) as Source<T>[];
  const no = options && refused(options, "select(sources, options)");
  if (no !== undefined) return no;
  const leaving = isLeaving();
  const ready = leaving ? -1 : all.findIndex((source) => source._isReady());
  if (ready >= 0) {
    const source = all[ready]!;
    return taken({ index: ready, source, value: source._takeNow() });
  }
  if (all.every((source) => source._ended() !== undefined)) {
    return hopeless(over());
  }
  const choice = new Choice();
  choice._list.enter(choice, options);
  const begin = () => {
    if (!choice.done) choice.places = new Places(all, choice);
  };
  if (!leaving) begin();
  else {
    afterLeaving(() => {
      begin();
      for (const source of all) source._pump();
    });
  }
  return choice as Future<unknown> as Future<Selected<T>>;
}

function taken<T>(selected: Selected<T>): Future<Selected<T>> {
  const future = new Future<Selected<T>>();
  future._settle(selected, FULFILLED);
  return future;
}

function over(): ClosedError {
  return markOurs(
    new ClosedError("Cannot select: nothing will ever come from any source"),
  );
}

function checked(sources: unknown): Source<unknown>[] {
  const may = sources !== null && typeof sources === "object" &&
    Symbol.iterator in sources;
  const all = may ? [...sources as Iterable<unknown>] : undefined;
  const odd = all?.find((one) =>
    !(one instanceof Queue || one instanceof Receiver)
  );
  if (all === undefined || odd !== undefined || all.includes(undefined)) {
    throw new TypeError(
      "Cannot select: expected an array of queues and receiving ends of " +
        `channels, got ${describe(all === undefined ? sources : odd)}`,
    );
  }
  return all as Source<unknown>[];
}
