import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { attempt, type Body, type Failed, isCancel, wait } from "./_failure.ts";
import { type Emit, Feed, type PushSource } from "./_feed.ts";
import type { Filter, Pushable, Stage } from "./_sink.ts";
import { filtered, type Inlet, stageOf } from "./_stage.ts";

type AnyFilter = Filter<unknown, unknown>;

/**
 * Pushes all items of a source through filters into a sink. It starts at once:
 * where nothing has to wait, it is done when the call returns.
 *
 * - A source is a sequence of any kind, a function that makes one, or a
 *   coroutine function that emits: `function* (emit) { yield* emit(1); }`.
 * - A filter is a function `(next) => sink`: it makes a sink of the one behind
 *   it. A sink has a method `send`, and may have `throw` and `close`; a
 *   generator from `primed` is one as well.
 * - A `send` that gives a Future holds the source back until it is there. One
 *   that gives `false` ends the pipe: the source is told to stop.
 *
 * An error goes down from where it happened. A sink whose `throw` returns has
 * dealt with it, and the pipe ends well; else it is the task's. Each stage is
 * closed exactly once, from the source down, however the pipe ends. When the
 * task is cancelled, what the pipe waits for is cancelled, and the stages hear
 * of it by `throw` before they are closed; a sink that several pipes push into
 * is closed by the last one.
 *
 * After David Beazley's coroutine pipelines, which leave closing to the
 * garbage collector.
 *
 * @param source What the items come from; it is closed too.
 * @param sink Where they go.
 * @returns The task of the whole.
 * @throws {TypeError} If an argument is of no use: then nothing is started.
 * @throws {ClosedError} If the sink was closed by a pipe before.
 *
 * @example
 * ```ts
 * import { collectInto, filter, map, pipe } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const out: number[] = [];
 * await pipe(
 *   [1, 2, 3, 4],
 *   filter((n) => n % 2 === 0),
 *   map((n) => 10 * n),
 *   collectInto(out),
 * );
 * assertEquals(out, [20, 40]);
 * ```
 */
export function pipe<A>(
  source: PushSource<A>,
  sink: Pushable<NoInfer<A>>,
): Task<void>;
/** The same, through one filter. */
export function pipe<A, B>(
  source: PushSource<A>,
  f: Filter<NoInfer<A>, B>,
  sink: Pushable<NoInfer<B>>,
): Task<void>;
/** The same, through two. */
export function pipe<A, B, C>(
  source: PushSource<A>,
  f: Filter<NoInfer<A>, B>,
  g: Filter<NoInfer<B>, C>,
  sink: Pushable<NoInfer<C>>,
): Task<void>;
/** The same, through three. */
export function pipe<A, B, C, D>(
  source: PushSource<A>,
  f: Filter<NoInfer<A>, B>,
  g: Filter<NoInfer<B>, C>,
  h: Filter<NoInfer<C>, D>,
  sink: Pushable<NoInfer<D>>,
): Task<void>;
/** The same, through four. */
export function pipe<A, B, C, D, E>(
  source: PushSource<A>,
  f: Filter<NoInfer<A>, B>,
  g: Filter<NoInfer<B>, C>,
  h: Filter<NoInfer<C>, D>,
  i: Filter<NoInfer<D>, E>,
  sink: Pushable<NoInfer<E>>,
): Task<void>;
/** The same, from a coroutine that emits, without a filter. */
export function pipe<A>(
  source: (emit: Emit<A>) => Coroutine<unknown>,
  sink: Pushable<NoInfer<A>>,
): Task<void>;
/** The same, from a coroutine that emits, through one filter. */
export function pipe<A, B>(
  source: (emit: Emit<A>) => Coroutine<unknown>,
  f: Filter<NoInfer<A>, B>,
  sink: Pushable<NoInfer<B>>,
): Task<void>;
/** The same, from a coroutine that emits, through two. */
export function pipe<A, B, C>(
  source: (emit: Emit<A>) => Coroutine<unknown>,
  f: Filter<NoInfer<A>, B>,
  g: Filter<NoInfer<B>, C>,
  sink: Pushable<NoInfer<C>>,
): Task<void>;
/** The same, from a coroutine that emits, through three. */
export function pipe<A, B, C, D>(
  source: (emit: Emit<A>) => Coroutine<unknown>,
  f: Filter<NoInfer<A>, B>,
  g: Filter<NoInfer<B>, C>,
  h: Filter<NoInfer<C>, D>,
  sink: Pushable<NoInfer<D>>,
): Task<void>;
/** The same, from a coroutine that emits, through four. */
export function pipe<A, B, C, D, E>(
  source: (emit: Emit<A>) => Coroutine<unknown>,
  f: Filter<NoInfer<A>, B>,
  g: Filter<NoInfer<B>, C>,
  h: Filter<NoInfer<C>, D>,
  i: Filter<NoInfer<D>, E>,
  sink: Pushable<NoInfer<E>>,
): Task<void>;
/** The same, through more, whose types are not compared. */
export function pipe<A>(
  source: PushSource<A> | ((emit: Emit<A>) => Coroutine<unknown>),
  ...stages: [
    ...filters: Filter<never, never>[],
    last: Filter<never, never>,
    sink: Pushable<never>,
  ]
): Task<void>;
export function pipe(source: unknown, ...stages: unknown[]): Task<void> {
  const call = "pipe(source, …filters, sink)";
  const feed = new Feed(source, call);
  if (stages.length === 0) {
    throw new TypeError(
      `Cannot ${call}: there is no sink, only ${describe(source)}`,
    );
  }
  const { first, filters } = ends(stages, call);
  return spawn(() => run(feed, filters, first), { name: "pipe" });
}

/** Looks at the stages; the sink is taken, the filters are called later. */
export function ends(
  stages: readonly unknown[],
  call: string,
): { first: Inlet<unknown>; filters: readonly AnyFilter[] } {
  const filters = stages.slice(0, -1) as AnyFilter[];
  for (const filter of filters) checkFunction(filter, call);
  const sink = stages.at(-1) as Pushable<unknown>;
  return { first: stageOf(sink, call), filters };
}

function* run(
  feed: Feed,
  filters: readonly AnyFilter[],
  sink: Inlet<unknown>,
): Body<void> {
  let first = sink, failed: Failed | undefined;
  try {
    feed.open();
    // Within, for what is built already must be closed if a filter throws.
    for (const filter of filters.toReversed()) first = filtered(filter, first);
    yield* feed.run(first);
  } catch (error) {
    failed = { error };
  }
  failed = yield* attempt(failed, () => feed.close());
  if (failed !== undefined && (!feed.sending || isCancel(failed.error))) {
    failed = yield* tell(first, failed);
  }
  failed = yield* attempt(failed, () => wait(first.close()));
  if (failed !== undefined) throw failed.error;
}

/** Tells the stages of an error; nothing comes back if they deal with it. */
function* tell(
  first: Stage<unknown>,
  failed: Failed,
): Body<Failed | undefined> {
  try {
    yield* wait(first.throw(failed.error));
    return undefined;
  } catch (error) {
    return { error };
  }
}
