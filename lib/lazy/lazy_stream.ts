import { checkFunction, checkTime } from "../errors/check.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { Buffering } from "./_buffering.ts";
import { checkCount } from "./_count.ts";
import { drain } from "./_draining.ts";
import { Flattening } from "./_flattening.ts";
import { Fused } from "./_fused.ts";
import { grouped, keying } from "./_grouping.ts";
import { Hub, type Port } from "./_hub.ts";
import type {
  FollowOptions,
  Given,
  Items,
  ItemSource,
  LimitOptions,
  ReadOptions,
} from "./_items.ts";
import { Indexing } from "./_iterating.ts";
import { inLines } from "./_lines.ts";
import {
  chunking,
  dropping,
  filtering,
  mapping,
  scanning,
  type Stage,
  taking,
  windowing,
} from "./_links.ts";
import { MappingMany } from "./_mapping_many.ts";
import { Merging } from "./_merging.ts";
import { OPEN, opened, type Opener, openerOf } from "./_opening.ts";
import type { Pull } from "./_pull.ts";
import { type ByteReader, bytesOf } from "./_reading_bytes.ts";
import type { Pushable } from "./_sink.ts";
import { secondRun, tooMany } from "./_stream_errors.ts";
import { isWaitable, settled, type Steps } from "./_steps.ts";
import { Debounced, Throttled } from "./_timing.ts";
import { Zipping } from "./_zipping.ts";
import type { Outcome } from "./lazy.ts";
import { pipe } from "./pipe.ts";
import { StreamReader } from "./stream_reader.ts";

/**
 * A sequence of items that is described now and pulled later.
 *
 * Nothing is begun until an item is asked for, and no item is asked for before
 * it is wanted, but where `buffer`, `limit`, `merge` or `debounce` say so:
 * that is the back-pressure. A function may give a promise, a Future or a
 * coroutine, which is waited for; where none does, no Future is made either,
 * and the whole runs as a plain loop. However a run ends, by its last item,
 * early, by an error or a cancel, what was begun is closed exactly once, and
 * the cleanup waited for.
 *
 * A stream can be run again if its source can: an array can, a generator or
 * ReadableStream cannot, which a second run says; a function that makes one
 * can. `collect`, `reduce`, `forEach`, `run` and `into` start it and give a
 * task. After Haskell's lazy lists, the language's iterator helpers and Python's
 * itertools.
 *
 * @typeParam T The type of an item.
 *
 * @example
 * ```ts
 * import { LazyStream } from "@twister/async/lazy";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const asked: number[] = [];
 * const squares = LazyStream.from(function* () {
 *   for (let n = 1;; n++) {
 *     asked.push(n);
 *     yield n;
 *   }
 * })
 *   .map(function* (n) {
 *     yield* sleep(1);
 *     return n * n;
 *   })
 *   .filter((n) => n % 2 === 1)
 *   .take(2);
 * assertEquals(asked, []);
 * assertEquals(await spawn(() => squares.collect()), [1, 9]);
 * assertEquals(asked, [1, 2, 3]);
 * ```
 */
export class LazyStream<out T> implements AsyncIterable<T> {
  readonly #open: Opener;

  private constructor(open: Opener) {
    this.#open = open;
  }

  /**
   * A stream of whatever has items: an iterable, an async iterable, a
   * ReadableStream, a source of `@twister/async/interop`, another stream. A
   * function without parameters is called at each run and gives one of these,
   * now or later: a generator function gives its own items. One with a
   * parameter is a coroutine: `yield* emit(item)` hands an item out and goes on
   * when the next one is asked for.
   *
   * @param source Where the items come from.
   * @returns The stream.
   * @throws {TypeError} If it has no items.
   *
   * @example
   * ```ts
   * import { LazyStream } from "@twister/async/lazy";
   * import { sleep } from "@twister/async/coroutine";
   * import { assertEquals } from "@std/assert";
   *
   * const ticks = LazyStream.from<number>(function* (emit) {
   *   for (let i = 0;; i++) {
   *     yield* emit(i);
   *     yield* sleep(1);
   *   }
   * });
   * assertEquals(await ticks.take(3).collect(), [0, 1, 2]);
   * ```
   */
  static from<T>(source: ItemSource<T>): LazyStream<T> {
    return new LazyStream(openerOf(source, "make a LazyStream.from(source)"));
  }

  /**
   * The bytes of a file or connection, piece by piece. It is opened when the
   * first piece is asked for, and closed at the end of the run.
   *
   * @param open Gives what is read, now or later: `() => Deno.open(path)`.
   * @param options How many bytes at a time.
   * @returns The stream.
   * @throws {TypeError} If `open` is no function.
   * @throws {RangeError} If the size is no whole number above zero.
   */
  static fromReader(
    open: () => ByteReader | PromiseLike<ByteReader>,
    options: ReadOptions = {},
  ): LazyStream<Uint8Array> {
    return new LazyStream(bytesOf(open, options.size, undefined));
  }

  /**
   * The same of a file that grows, as `tail -f` has it: at its end it is looked
   * at again and again. The stream has no end of its own: `take` it, or cancel.
   *
   * @param open Gives what is read, now or later.
   * @param options How often the end is looked at.
   * @returns The stream.
   * @throws {TypeError} If an argument has the wrong type.
   * @throws {RangeError} If a number is out of range.
   */
  static follow(
    open: () => ByteReader | PromiseLike<ByteReader>,
    options: FollowOptions = {},
  ): LazyStream<Uint8Array> {
    const { every = 250 } = options;
    checkTime(every, "follow(open, { every })");
    return new LazyStream(bytesOf(open, options.size, every));
  }

  /**
   * What a function gives for each item.
   *
   * @param fn Gets the item and its index; a promise, Future or coroutine that
   * it gives is waited for.
   * @param options With a limit above 1 so many calls go on at a time, and as
   * many items are asked for ahead; results keep the order of the items.
   * @returns The stream of the results.
   * @throws {TypeError} If `fn` is no function.
   * @throws {RangeError} If the limit is no whole number above zero.
   */
  map<Y>(
    fn: (item: T, index: number) => Y,
    options: LimitOptions = {},
  ): LazyStream<Outcome<Y>> {
    checkFunction(fn, "map(fn)");
    const { limit = 1 } = options;
    checkCount(limit, 1, "map(fn, { limit })");
    return limit === 1
      ? this.#through(mapping(fn as never))
      : this.#then((pull) => new MappingMany(pull, fn as never, limit));
  }

  /**
   * The items that a function says yes to.
   *
   * @param fn Gets the item and its index; what waits is waited for.
   * @returns The stream of those items.
   * @throws {TypeError} If `fn` is no function.
   */
  filter<S extends T>(
    fn: (item: T, index: number) => item is S,
  ): LazyStream<S>;
  /**
   * The same, where the type stays as it is.
   *
   * @param fn Gets the item and its index; what waits is waited for.
   * @returns The stream of those items.
   */
  filter(fn: (item: T, index: number) => unknown): LazyStream<T>;
  filter(fn: (item: T, index: number) => unknown): LazyStream<T> {
    checkFunction(fn, "filter(fn)");
    return this.#through(filtering(fn as never));
  }

  /**
   * The first items. After them nothing is asked of the source.
   *
   * @param count How many.
   * @returns The shorter stream.
   * @throws {RangeError} If it is no whole number from zero.
   */
  take(count: number): LazyStream<T> {
    checkCount(count, 0, "take(count)");
    return count === 0
      ? new LazyStream(() => new Indexing([]))
      : this.#through(taking(count));
  }

  /**
   * All but the first items.
   *
   * @param count How many are left out.
   * @returns The shorter stream.
   * @throws {RangeError} If it is no whole number from zero.
   */
  drop(count: number): LazyStream<T> {
    checkCount(count, 0, "drop(count)");
    return this.#through(dropping(count));
  }

  /**
   * Arrays of so many items; the last may be shorter, none is empty.
   *
   * @param size How many items each has.
   * @returns The stream of arrays.
   * @throws {RangeError} If it is no whole number above zero.
   */
  chunk(size: number): LazyStream<T[]> {
    checkCount(size, 1, "chunk(size)");
    return this.#through(chunking(size));
  }

  /**
   * At each item, an array of it and those before it, once there are enough.
   *
   * @param size How many items each array has.
   * @returns The stream of arrays.
   * @throws {RangeError} If it is no whole number above zero.
   */
  window(size: number): LazyStream<T[]> {
    checkCount(size, 1, "window(size)");
    return this.#through(windowing(size));
  }

  /**
   * Each state of a fold: what `reduce` goes through.
   *
   * @param fn Gets the state, the item and its index; what waits is waited for.
   * @param initial The state before the first item; it is not given out.
   * @returns The stream of states.
   * @throws {TypeError} If `fn` is no function.
   */
  scan<U>(
    fn: (state: U, item: T, index: number) => Given<U>,
    initial: U,
  ): LazyStream<U> {
    checkFunction(fn, "scan(fn, initial)");
    return this.#through(scanning(fn as never, initial));
  }

  /**
   * The items of this stream and then those of others.
   *
   * @param others What has items; each is opened when the one before has ended.
   * @returns The longer stream.
   * @throws {TypeError} If one has no items.
   */
  concat<U>(...others: ItemSource<U>[]): LazyStream<T | U> {
    const all = this.#and(others, "concat(…others)");
    return new LazyStream(() => new Flattening(pulls(all)));
  }

  /**
   * The items of this stream and of others, each as it comes. Each source is
   * asked for one item and waits with it until it is taken. One that fails
   * closes the others.
   *
   * @param others What has items.
   * @returns The stream of all.
   * @throws {TypeError} If one has no items.
   */
  merge<U>(...others: ItemSource<U>[]): LazyStream<T | U> {
    const all = this.#and(others, "merge(…others)");
    return new LazyStream(() => new Merging(pulls(all), Infinity));
  }

  /**
   * The items of this stream and of others side by side, until the first of
   * them ends. They are asked one after the other, so that none gives an item
   * to nobody; `buffer(1)` each to have them work at the same time.
   *
   * @param others What has items.
   * @returns The stream of tuples.
   * @throws {TypeError} If one has no items.
   */
  zip<U extends unknown[]>(
    ...others: { [K in keyof U]: ItemSource<U[K]> }
  ): LazyStream<[T, ...U]> {
    const all = this.#and(others, "zip(…others)");
    return new LazyStream(() => new Zipping(all.map((open) => open())));
  }

  /**
   * All items of what a function gives for each item.
   *
   * @param fn Gets the item and its index; gives what has items, now or later.
   * A generator that it gives is one of items.
   * @param options With a limit above 1 so many are merged at a time.
   * @returns The stream of all items.
   * @throws {TypeError} If `fn` is no function; at the run, if it gives what
   * has no items.
   * @throws {RangeError} If the limit is no whole number above zero.
   */
  flatMap<U>(
    fn: (item: T, index: number) => Items<U> | PromiseLike<Items<U>>,
    options: LimitOptions = {},
  ): LazyStream<U> {
    checkFunction(fn, "flatMap(fn)");
    const { limit = 1 } = options;
    checkCount(limit, 1, "flatMap(fn, { limit })");
    const open = (item: unknown, index: number) =>
      opened(fn(item as T, index), "flatMap(fn) to what fn gave");
    return this.#then((pull) => {
      const inner = Fused.over(pull, mapping(open));
      return limit === 1 ? new Flattening(inner) : new Merging(inner, limit);
    });
  }

  /**
   * The same items, of which so many are asked for before they are wanted, from
   * the first one on. So a slow source and a slow reader work side by side.
   *
   * @param size How many items may lie ready.
   * @returns The stream of the same items.
   * @throws {RangeError} If it is no whole number above zero.
   */
  buffer(size: number): LazyStream<T> {
    checkCount(size, 1, "buffer(size)");
    return this.#then((pull) => new Buffering(pull, size));
  }

  /**
   * The same items, at most one in a time: who asks sooner waits. No item is
   * dropped, for a stream that is pulled can wait.
   *
   * @param ms Milliseconds from one item to the next.
   * @returns The slower stream.
   * @throws {TypeError} If `ms` is no number.
   * @throws {RangeError} If `ms` is NaN.
   */
  throttle(ms: number): LazyStream<T> {
    checkTime(ms, "throttle(ms)");
    return this.#then((pull) => new Throttled(pull, ms));
  }

  /**
   * The items that no other follows within a time; the others are dropped. The
   * source is asked on at once, and the last item comes at its end.
   *
   * @param ms Milliseconds.
   * @returns The stream of those items.
   * @throws {TypeError} If `ms` is no number.
   * @throws {RangeError} If `ms` is NaN.
   */
  debounce(ms: number): LazyStream<T> {
    checkTime(ms, "debounce(ms)");
    return this.#then((pull) => new Debounced(pull, ms));
  }

  /**
   * Several streams of the same items from one run of this one. Each can be
   * run once. The run is closed when all of them have been, so each must be
   * run, or opened and closed.
   *
   * @param count How many.
   * @param options With a limit, one that is so many items ahead waits for
   * the slowest: then they must be run side by side.
   * @returns The streams.
   * @throws {RangeError} If a number is no whole number above zero.
   */
  tee(
    count: number = 2,
    options: LimitOptions = {},
  ): LazyStream<T>[] {
    const { limit = Infinity } = options;
    checkCount(count, 1, "tee(count)", Number.MAX_SAFE_INTEGER);
    checkCount(limit, 1, "tee(count, { limit })");
    const hub = new Hub(this.#open, limit);
    const ports = Array.from({ length: count }, () => hub.port());
    hub.route = (item) => ports.map((port) => [port, item] as const);
    return ports.map((port) => LazyStream.#of<T>(port));
  }

  /**
   * A stream for each key, as the keys come. Items of a group wait there until
   * it is read: run the groups side by side, as with
   * `flatMap(fn, { limit: Infinity })`, or expect them to be kept. Closing the
   * stream of groups closes the source.
   *
   * @param fn Gets the item and its index; gives its key, now or later.
   * @returns The stream of keys with their groups, each of which runs once.
   * @throws {TypeError} If `fn` is no function.
   */
  groupBy<Y>(
    fn: (item: T, index: number) => Y,
  ): LazyStream<[key: Outcome<Y>, group: LazyStream<T>]> {
    checkFunction(fn, "groupBy(fn)");
    const keyed = this.#through(keying(fn as never));
    return new LazyStream(() => grouped(keyed.#open, LazyStream.#of));
  }

  /**
   * The lines of texts or bytes, without their ends. A line may lie across
   * pieces, and an empty one at the end is none.
   *
   * @returns The stream of lines.
   * @throws {TypeError} At the run, if an item is neither text nor bytes.
   */
  lines(): LazyStream<string> {
    return new LazyStream(() => inLines(this.#open()));
  }

  /**
   * One value from all items.
   *
   * @param fn Gets the state, the item and its index; what waits is waited for.
   * @param initial The state before the first item.
   * @returns A task of the last state. It runs from now on.
   * @throws {TypeError} If `fn` is no function.
   */
  reduce<U>(
    fn: (state: U, item: T, index: number) => Given<U>,
    initial: U,
  ): Task<U> {
    checkFunction(fn, "reduce(fn, initial)");
    let state = initial, index = 0;
    return this.#drain("reduce", (item) => {
      const made = fn(state, item, index++);
      if (isWaitable(made)) return assigned(made);
      state = made as U;
    }, () => state);
    function* assigned(made: unknown): Steps<void> {
      state = (yield* settled(made)) as U;
    }
  }

  /**
   * All items in an array.
   *
   * @param options How many there may be; by default any number. An endless
   * stream needs this or `take`.
   * @returns A task of the array. It runs from now on.
   * @throws {RangeError} If the limit is no whole number; by the task, if there
   * are more items: the stream is closed.
   */
  collect(options: LimitOptions = {}): Task<T[]> {
    const { limit = Infinity } = options;
    checkCount(limit, 0, "collect({ limit })");
    const items: T[] = [];
    return this.#drain("collect", (item) => {
      if (items.length >= limit) throw tooMany(limit);
      items.push(item);
    }, () => items);
  }

  /**
   * Calls a function for each item, one after the other.
   *
   * @param fn Gets the item and its index; what it gives is waited for before
   * the next item is asked for.
   * @returns A task of the end. It runs from now on.
   * @throws {TypeError} If `fn` is no function.
   */
  forEach(fn: (item: T, index: number) => unknown): Task<void> {
    checkFunction(fn, "forEach(fn)");
    let index = 0;
    return this.#drain("forEach", (item) => fn(item, index++), () => {});
  }

  /**
   * Goes through all items for what that does on the way.
   *
   * @returns A task of the end. It runs from now on.
   */
  run(): Task<void> {
    return this.#drain("LazyStream", () => {}, () => {});
  }

  /**
   * Pushes all items into a sink or pipeline, and closes it.
   *
   * @param sink What the items are pushed into; it may end the stream early.
   * @returns A task of the end, as `pipe` gives it. It runs from now on.
   * @throws {TypeError} If it is no sink.
   */
  into(sink: Pushable<T>): Task<void> {
    return pipe<T>(this, sink as never);
  }

  /**
   * Begins a run that is pulled by hand.
   *
   * @returns The run. It is to be gone through to its end, or closed.
   */
  open(): StreamReader<T> {
    return new StreamReader<T>(this.#open());
  }

  /** For `for await`: begins a run; `break` closes it. */
  [Symbol.asyncIterator](): AsyncIterator<T, void, void> {
    return this.open()[Symbol.asyncIterator]();
  }

  /** The stream of an end of a hub. */
  static #of<T>(port: Port): LazyStream<T> {
    let opened = false;
    return new LazyStream(() => {
      if (opened) throw secondRun();
      opened = true;
      return port;
    });
  }

  #through<U>(stage: Stage): LazyStream<U> {
    return this.#then((pull) => Fused.over(pull, stage));
  }

  #then<U>(stage: (pull: Pull) => Pull): LazyStream<U> {
    return new LazyStream(() => stage(this.#open()));
  }

  #and(others: readonly unknown[], call: string): Opener[] {
    return [this.#open, ...others.map((other) => openerOf(other, call))];
  }

  #drain<R>(
    name: string,
    each: (item: T) => unknown,
    result: () => R,
  ): Task<R> {
    return spawn(drain(this.#open, each as never, result), { name });
  }

  static {
    Object.defineProperty(LazyStream.prototype, OPEN, {
      value(this: LazyStream<unknown>): Pull {
        return this.#open();
      },
    });
  }
}

/** The runs of streams, each begun when the one before is in hand. */
function pulls(openers: readonly Opener[]): Pull {
  return new Fused(new Indexing(openers), [
    mapping((open) => (open as Opener)()),
  ]);
}
