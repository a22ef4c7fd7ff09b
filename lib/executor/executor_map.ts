import { type ItemIterator, iteratorOf } from "../loop/iterator_of.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { suppress } from "../errors/suppressed.ts";
import { spawn } from "../coroutine/spawn.ts";
import { Future } from "../future/future.ts";
import { disownLate } from "../future/reaction.ts";
import type { AsyncSource } from "../interop/source.ts";
import { type Emit, stream } from "../interop/stream.ts";
import { thenOf } from "../loop/kinds.ts";
import { shield } from "../scopes/shield.ts";

/** How far a map has come. */
export interface MapProgress {
  /** How many items there are, where the items tell. */
  readonly total: number | undefined;
  /** How many were handed to the executor. */
  readonly started: number;
  /** How many have a result. */
  readonly done: number;
}

/** Options of {@linkcode Executor.map}. */
export interface MapOptions {
  /** How many jobs may be under way at a time; all workers twice. */
  limit?: number;
  /** Whether results come in the order of the items: `true`. */
  ordered?: boolean;
  /** How many items go to a worker at a time: 1. */
  chunk?: number;
  /** Called after each job that ended. */
  onProgress?: (progress: MapProgress) => unknown;
}

/**
 * The results of a map: a source for `for await` or `next()`, and all at once.
 *
 * Jobs start when results are asked for, and no more than the limit are ahead
 * of who reads. The first failure cancels the rest; so does leaving the loop.
 *
 * @typeParam R One result.
 */
export interface ExecutorMap<R> extends AsyncSource<R> {
  /** How far it is. */
  readonly progress: MapProgress;
  /**
   * All results, in the order of the items.
   *
   * @returns A Future of them; cancelling it cancels the jobs.
   */
  all(): Future<R[]>;
}

/** Hands items to the executor, and gives the Future of their results. */
export type SubmitEach<T> = (items: readonly T[]) => Future<unknown[]>;

/** A part of a coroutine. */
type Steps<R> = Generator<unknown, R, unknown>;

/** Items that are under way together. */
interface Portion {
  readonly index: number;
  readonly results: Future<unknown[]>;
}

/** The state of one map. */
class Mapping<T> {
  readonly progress: {
    total: number | undefined;
    started: number;
    done: number;
  };
  readonly #source: ItemIterator<T>;
  readonly #submit: SubmitEach<T>;
  readonly #options: Required<Omit<MapOptions, "onProgress">>;
  readonly #onProgress: MapOptions["onProgress"];
  readonly #under: Set<Portion> = new Set();
  readonly #ended: Portion[] = [];
  #open = true;
  #bell: Future<void> | undefined;

  constructor(
    items: Iterable<T> | AsyncIterable<T>,
    options: MapOptions & { limit: number },
    submit: SubmitEach<T>,
  ) {
    const { limit, ordered = true, chunk = 1, onProgress } = options;
    const size = (items as { length?: unknown; size?: unknown })?.length ??
      (items as { size?: unknown })?.size;
    const total = typeof size === "number" ? size : undefined;
    this.progress = { total, started: 0, done: 0 };
    this.#source = iteratorOf(items, "map");
    this.#submit = submit;
    this.#options = {
      limit: checkCount(limit, "limit"),
      ordered,
      chunk: checkCount(chunk, "chunk"),
    };
    if (typeof ordered !== "boolean") {
      throw new TypeError(
        `Cannot map with ordered ${describe(ordered)}: expected true or false`,
      );
    }
    if (onProgress !== undefined) {
      checkFunction(onProgress, "map(fn, items, { onProgress })");
    }
    this.#onProgress = onProgress;
  }

  /** Gives the portions of results, in the order that is asked for. */
  *run(give: (index: number, results: unknown[]) => Steps<void>): Steps<void> {
    try {
      for (;;) {
        yield* this.#fill();
        const portion = yield* this.#next();
        if (portion === undefined) return;
        const results = yield* portion.results;
        this.#under.delete(portion);
        yield* give(portion.index, results);
      }
    } catch (error) {
      yield* this.#giveUp(error);
      throw error;
    }
  }

  *#fill(): Steps<void> {
    while (this.#open && this.#under.size < this.#options.limit) {
      const index = this.progress.started, items: T[] = [];
      while (this.#open && items.length < this.#options.chunk) {
        const next = this.#source.next();
        const step =
          (thenOf(next) === undefined ? next : yield next) as IteratorResult<T>;
        if (step.done) this.#open = false;
        else items.push(step.value);
      }
      if (items.length > 0) this.#start(index, items);
    }
  }

  #start(index: number, items: T[]): void {
    const results = this.#submit(items), portion = { index, results };
    this.#under.add(portion);
    this.progress.started += items.length;
    results.addDoneCallback(({ state }) => {
      this.#ended.push(portion);
      if (state === "fulfilled") {
        this.progress.done += items.length;
        this.#onProgress?.({ ...this.progress });
      }
      this.#bell?.trySetResult(undefined);
    });
  }

  /** The portion whose turn it is; a failed one comes before its turn. */
  *#next(): Steps<Portion | undefined> {
    for (;;) {
      if (this.#under.size === 0) return undefined;
      const ended = this.#ended;
      const failed = ended.findIndex(({ results }) =>
        results.state !== "fulfilled"
      );
      const [first] = this.#under;
      const at = failed >= 0
        ? failed
        : this.#options.ordered
        ? ended.indexOf(first!)
        : 0;
      const [portion] = at < 0 ? [] : ended.splice(at, 1);
      if (portion !== undefined) return portion;
      this.#bell = new Future<void>({ name: "map" });
      yield* this.#bell;
    }
  }

  /** Cancels what is under way and closes the items, after an early end. */
  *#giveUp(first: unknown): Steps<void> {
    for (const { results } of this.#under) results.cancel(first);
    for (const { results } of this.#under) {
      try {
        yield shield(results);
      } catch (error) {
        if (!(error instanceof CancelledError)) beside(first, error);
      }
    }
    if (!this.#open) return;
    this.#open = false;
    try {
      const closed = this.#source.return?.();
      if (thenOf(closed) !== undefined) yield shield(closed);
    } catch (error) {
      beside(first, error);
    }
  }
}

function beside(first: unknown, other: unknown): void {
  if (!suppress(first, other)) disownLate(other, undefined, "map");
}

/**
 * Makes the results of a map.
 *
 * @throws {TypeError} If the items are not iterable, or an option is wrong.
 * @throws {RangeError} If a number is not a whole one above zero.
 */
export function mapped<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  options: MapOptions & { limit: number },
  submit: SubmitEach<T>,
): ExecutorMap<R> {
  const mapping = new Mapping(items, options, submit);
  const source = stream<R>(function* map(emit: Emit<R>) {
    yield* mapping.run(function* (_index, results) {
      for (const result of results as R[]) yield* emit(result);
    });
  });
  let taken: Future<R[]> | undefined;
  const all = (): Future<R[]> =>
    taken ??= spawn(function* map() {
      const found: R[] = [];
      yield* mapping.run(function* (index, results) {
        (results as R[]).forEach((one, i) => found[index + i] = one);
      });
      return found;
    });
  return Object.defineProperties(source, {
    all: { value: all },
    progress: { get: (): MapProgress => ({ ...mapping.progress }) },
  }) as ExecutorMap<R>;
}

function checkCount(count: unknown, what: string): number {
  if (typeof count !== "number") {
    throw new TypeError(
      `Cannot map with ${what} ${describe(count)}: expected a whole number ` +
        "above zero",
    );
  }
  if (count !== Infinity && (!Number.isInteger(count) || count < 1)) {
    throw new RangeError(
      `Cannot map with ${what} ${count}: expected a whole number above zero`,
    );
  }
  return count;
}
