/**
 * Random programs for the properties of the Runner.
 *
 * @module
 */
import fc from "fast-check";
import type { Program, Step, Wait } from "../model/runner_model.ts";

/** Few different times, so that much falls together. */
export const MOST_MS = 4;

/** One of the kinds, with its weight: the simplest first. */
function kind<T>(
  weight: number,
  arbitrary: fc.Arbitrary<T>,
): fc.WeightedArbitrary<T> {
  return { weight, arbitrary };
}

function always<const T>(value: T): fc.Arbitrary<T> {
  return fc.constant(value);
}

const depth = {
  depthSize: "medium",
  maxDepth: 4,
  depthIdentifier: "program",
} as const;

const grace = fc.option(fc.nat(MOST_MS), { nil: undefined });

/** What to wait for that holds no other. */
const leaf: fc.Arbitrary<Wait> = fc.oneof(
  kind(3, fc.record({ on: always("turn") })),
  kind(3, fc.record({ on: always("value"), value: fc.nat(9) })),
  kind(6, fc.record({ on: always("sleep"), ms: fc.nat(MOST_MS) })),
  kind(4, fc.record({ on: always("shared"), index: fc.nat(2) })),
  kind(
    2,
    fc.record({ on: always("error"), error: fc.constantFrom("x", "y", "z") }),
  ),
  kind(4, fc.record({ on: always("task"), index: fc.nat(3) })),
);

function waiting(wait: fc.Arbitrary<Wait>): fc.Arbitrary<Step> {
  return fc.record({ do: always("wait"), wait, way: fc.nat(3) });
}

function steps(cancels: number): fc.Arbitrary<Step> {
  return fc.letrec<{ wait: Wait; step: Step; body: Step[] }>((tie) => ({
    wait: fc.oneof(
      { ...depth, withCrossShrink: true },
      kind(5, leaf),
      kind(3, fc.record({ on: always("call"), body: tie("body") })),
      kind(
        3,
        fc.record({
          on: always("all"),
          waits: fc.array(tie("wait"), { maxLength: 4, ...depth }),
        }),
      ),
    ),
    step: fc.oneof(
      { ...depth, withCrossShrink: true },
      kind(5, waiting(leaf)),
      kind(5, waiting(tie("wait"))),
      kind(
        1,
        fc.record({
          do: always("throw"),
          error: fc.constantFrom("a", "b", "c"),
        }),
      ),
      kind(1, fc.record({ do: always("return"), value: fc.nat(9) })),
      kind(
        cancels,
        fc.record({ do: always("cancel"), task: fc.nat(20), grace }),
      ),
      kind(
        6,
        fc.record({ do: always("spawn"), body: tie("body"), way: fc.nat(3) }),
      ),
      kind(
        4,
        fc.record(
          {
            do: always("try"),
            body: tie("body"),
            rescue: tie("body"),
            cleanup: tie("body"),
          },
          { requiredKeys: ["do", "body"] },
        ),
      ),
    ),
    body: fc.array(tie("step"), { minLength: 1, maxLength: 4, ...depth }),
  })).step;
}

/** Most of them within a `try`, so that one error does not end it all. */
function guarded(step: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  return fc.tuple(fc.nat(4), step).map(([way, step]) =>
    way === 0 ? step : { do: "try", body: [step], rescue: [] }
  );
}

function programs(cancels: number): fc.Arbitrary<Program> {
  return fc.record({
    main: fc.array(guarded(steps(cancels)), { minLength: 5, maxLength: 10 }),
    shared: fc.array(
      fc.record({
        at: fc.nat(MOST_MS),
        error: fc.option(fc.constantFrom("p", "q"), {
          nil: undefined,
          freq: 2,
        }),
      }),
      { minLength: 3, maxLength: 3 },
    ),
  });
}

/** A program of coroutines. */
export const program: fc.Arbitrary<Program> = programs(0);

/** A program whose bodies cancel each other, and themselves. */
export const cancelling: fc.Arbitrary<Program> = programs(1);

/** A cancel from outside of one of the tasks that there are by then. */
export interface Cancel {
  at: number;
  task: number;
  grace: number | undefined;
}

/** When to cancel which task. */
export const cancels: fc.Arbitrary<Cancel[]> = fc.array(
  fc.record({ at: fc.nat(2 * MOST_MS), task: fc.nat(20), grace }),
  { maxLength: 6 },
);
