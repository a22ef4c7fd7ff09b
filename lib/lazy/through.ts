import { ends } from "./pipe.ts";
import type { Filter, Pushable, Stage } from "./_sink.ts";
import { filtered } from "./_stage.ts";

/**
 * Puts filters before a sink: a pipe without its source. It is for the arms of
 * `broadcast` and `branch`, and for whoever pushes by hand.
 *
 * @param filter The filter.
 * @param sink What it pushes into.
 * @returns A stage; who pushes into it by hand closes it.
 * @throws {TypeError} If an argument is of no use.
 * @throws {ClosedError} If the sink was closed already.
 *
 * @example
 * ```ts
 * import { collectInto, map, through } from "@twister/async/lazy";
 * import { assertEquals } from "@std/assert";
 *
 * const out: string[] = [];
 * const loud = through(map((text: string) => `${text}!`), collectInto(out));
 * loud.send("Hello");
 * await loud.close();
 * assertEquals(out, ["Hello!"]);
 * ```
 */
export function through<A, B>(
  filter: Filter<A, B>,
  sink: Pushable<NoInfer<B>>,
): Stage<A>;
/** The same, of two filters. */
export function through<A, B, C>(
  f: Filter<A, B>,
  g: Filter<NoInfer<B>, C>,
  sink: Pushable<NoInfer<C>>,
): Stage<A>;
/** The same, of three filters. */
export function through<A, B, C, D>(
  f: Filter<A, B>,
  g: Filter<NoInfer<B>, C>,
  h: Filter<NoInfer<C>, D>,
  sink: Pushable<NoInfer<D>>,
): Stage<A>;
export function through(...stages: unknown[]): Stage<unknown> {
  const { first, filters } = ends(stages, "go through(…filters, sink)");
  const stage = filters.toReversed().reduce(
    (next, filter) => filtered(filter, next),
    first,
  );
  stage._release();
  return stage;
}
