import { checkFunction } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import type { Task } from "../coroutine/task.ts";
import { BoundedStrategy } from "./_choices_bounded.ts";
import { ExhaustiveStrategy } from "./_choices_exhaustive.ts";
import { PctStrategy } from "./_choices_pct.ts";
import { PlainStrategy, RandomStrategy } from "./_choices_random.ts";
import type { Strategy } from "./_choices_strategy.ts";
import { alone } from "./_explore_alone.ts";
import type { Program } from "./_explore_run.ts";
import { Exploration } from "./_explore_search.ts";
import type { ExploreReport } from "./explore_report.ts";

export type { Program } from "./_explore_run.ts";

/** How schedules are chosen. */
export type StrategyName =
  | "random"
  | "pct"
  | "delay-bounded"
  | "exhaustive"
  | "plain";

/** Options of {@linkcode explore}. */
export interface ExploreOptions {
  /**
   * How schedules are chosen: `random` (the default); `pct`, by random
   * priorities that change at few points; `delay-bounded`, all that deviate
   * from the plain loop at few points, the fewest first; `exhaustive`, all;
   * `plain`, as the loop itself goes, where only `world.random()` differs.
   */
  strategy?: StrategyName;
  /** The most runs: 200, or 10,000 where the strategy comes to an end. */
  runs?: number;
  /** Fixes all that is left to chance: 1. */
  seed?: number;
  /**
   * Whether the explorer may cancel a task, at any point where it waits; as a
   * function, which tasks. The program must then end, and what it says by
   * `world.atEnd` must hold.
   */
  cancelAt?: boolean | ((task: Task<unknown>) => boolean);
  /** How many tasks it may cancel in one run: 1. */
  cancels?: number;
  /** For `pct`: how many ordering constraints the bug may need: 3. */
  depth?: number;
  /** For `delay-bounded`: at how many points to deviate: 3. */
  delays?: number;
  /**
   * Whether steps that use nothing in common are tried in one order only, for
   * `exhaustive`. Sound if tasks share only what went through `world.share`.
   */
  prune?: boolean;
  /** Steps after which a run counts as endless: 10,000. */
  maxSteps?: number;
  /** The most runs that shrinking may take: 1000. */
  shrinkRuns?: number;
}

/**
 * Runs a program under many schedules and looks for one under which it fails.
 *
 * A schedule is the order of the tasks that are ready and of the timers that
 * are due at one time; with `cancelAt` also a cancel of any task wherever it
 * waits; and all that the program asks of its {@linkcode World}. The clock is
 * virtual and goes on only when nothing is ready. A run fails if the program
 * throws, hangs or does not end, if an error is left unobserved, a callback
 * throws, or something named by `world.invariant` or `world.atEnd` does not
 * hold.
 *
 * A failing schedule is run twice more, to see that nothing else plays a part,
 * then shrunk to the fewest decisions that make it fail, and told step by step.
 * What is done outside, as by real timers or I/O, cannot be explored. Nothing
 * of the host is patched.
 *
 * @param program A coroutine function, an async function or a plain one. It is
 * called once a run and must make all its state anew.
 * @param options How, how often, from which seed.
 * @returns A promise of the report.
 * @throws {TypeError} If an argument has the wrong type.
 * @throws {RangeError} If a number is out of range.
 * @throws {InvalidStateError} If an exploration is under way already: within a
 * program, the schedules of one would be choices of the other.
 *
 * @example A counter that loses an update
 * ```ts
 * import { explore } from "@twister/async/testing";
 * import { moment, spawn } from "@twister/async/coroutine";
 * import { multi } from "@twister/async/combinators";
 * import { assertEquals } from "@std/assert";
 *
 * const report = await explore(function* () {
 *   let count = 0;
 *   const add = () =>
 *     spawn(function* () {
 *       yield* moment;
 *       const seen = count;
 *       if (seen > 0) yield* moment; // "it is only one more turn"
 *       count = seen + 1;
 *     });
 *   yield* multi([add(), add(), add()]);
 *   assertEquals(count, 3);
 * });
 * assertEquals(report.failed, true);
 * ```
 */
export async function explore(
  program: Program,
  options: ExploreOptions = {},
): Promise<ExploreReport> {
  checkFunction(program, "explore(program)");
  const settings = check(options);
  return await alone(() => new Exploration(program, settings).search());
}

type Settings = ConstructorParameters<typeof Exploration>[1];

const ENDING: readonly StrategyName[] = ["delay-bounded", "exhaustive"];

function check(options: ExploreOptions): Settings {
  const { strategy = "random", cancelAt = false } = options;
  if (!Object.hasOwn(MAKERS, strategy)) {
    throw new TypeError(
      `Cannot explore(program, { strategy: ${describe(strategy)} }): ` +
        `expected ${Object.keys(MAKERS).map((name) => `"${name}"`).join(", ")}`,
    );
  }
  const number = (key: keyof ExploreOptions, fallback: number, least: number) =>
    wholeNumber(options[key] ?? fallback, key, least);
  const seed = number("seed", 1, 0);
  return {
    what: `${strategy}, seed ${seed}`,
    strategy: MAKERS[strategy](seed, {
      depth: number("depth", 3, 1),
      delays: number("delays", 3, 0),
    }),
    runs: number("runs", ENDING.includes(strategy) ? 10_000 : 200, 1),
    cancels: cancelAt === false ? 0 : number("cancels", 1, 1),
    mayCancel: typeof cancelAt === "function" ? cancelAt : () => true,
    prune: options.prune === true && strategy === "exhaustive",
    maxSteps: number("maxSteps", 10_000, 1),
    shrinkRuns: number("shrinkRuns", 1000, 0),
  };
}

const MAKERS: Readonly<
  Record<
    StrategyName,
    (seed: number, more: { depth: number; delays: number }) => Strategy
  >
> = {
  random: (seed) => new RandomStrategy(seed),
  pct: (seed, { depth }) => new PctStrategy(seed, depth),
  "delay-bounded": (seed, { delays }) => new BoundedStrategy(seed, delays),
  exhaustive: (seed) => new ExhaustiveStrategy(seed),
  plain: (seed) => new PlainStrategy(seed),
};

function wholeNumber(value: unknown, key: string, least: number): number {
  if (typeof value !== "number") {
    throw new TypeError(
      `Cannot explore(program, { ${key}: ${describe(value)} }): expected a ` +
        "number",
    );
  }
  if (Number.isInteger(value) && value >= least) return value;
  if (value === Infinity && key !== "seed") return value;
  throw new RangeError(
    `Cannot explore(program, { ${key}: ${value} }): expected a whole number ` +
      `of ${least} or more`,
  );
}
