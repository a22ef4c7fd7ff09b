import { checkFunction } from "../errors/check.ts";
import { PlainStrategy } from "./_choices_random.ts";
import { alone } from "./_explore_alone.ts";
import type { Program } from "./_explore_run.ts";
import { Exploration } from "./_explore_search.ts";
import type { ExploreOptions } from "./explore.ts";
import type { ExploreReport } from "./explore_report.ts";
import { readSeed } from "./replay_seed.ts";

/** Options of {@linkcode replay}: those of the exploration that matter. */
export type ReplayOptions = Pick<
  ExploreOptions,
  "cancelAt" | "maxSteps" | "shrinkRuns"
>;

/**
 * Runs a program under the one schedule that a report told, from its seed.
 *
 * @param program The same program.
 * @param seed The report's `seed`.
 * @param options If `cancelAt` was a function, the same one again.
 * @returns A promise of the report: failed as before, or not failed if the
 * program was mended.
 * @throws {TypeError} If the seed is none, or the program no function.
 * @throws {InvalidStateError} If an exploration is under way.
 *
 * @example
 * ```ts
 * import { explore, replay } from "@twister/async/testing";
 * import { moment, spawn } from "@twister/async/coroutine";
 * import { multi } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const program = function* () {
 *   const order: string[] = [];
 *   const note = (name: string) =>
 *     spawn(function* () {
 *       yield* moment;
 *       order.push(name);
 *     });
 *   yield* multi([note("a"), note("b")]);
 *   assertEquals(order, ["a", "b"]);
 * };
 * const report = await explore(program);
 * const again = await replay(program, report.seed!);
 * assertEquals(again.failed, true);
 * assertEquals(again.trace, report.trace);
 * ```
 */
export async function replay(
  program: Program,
  seed: string,
  options: ReplayOptions = {},
): Promise<ExploreReport> {
  checkFunction(program, "replay(program, seed)");
  const { seed: chance, cancels, answers } = readSeed(seed);
  const { cancelAt } = options;
  const exploration = new Exploration(program, {
    what: `replay of ${seed}`,
    strategy: new PlainStrategy(chance),
    runs: 1,
    cancels,
    mayCancel: typeof cancelAt === "function" ? cancelAt : () => true,
    prune: false,
    maxSteps: options.maxSteps ?? 10_000,
    shrinkRuns: options.shrinkRuns ?? 0,
  });
  return await alone(() => exploration.again(chance, answers));
}
