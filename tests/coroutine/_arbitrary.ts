/**
 * Random programs for the properties of the Runner.
 *
 * @module
 */
import fc from "fast-check";
import type { Program, Step, Wait } from "../model/runner_model.ts";

const MOST_MS = 12;

const { body } = fc.letrec<{ wait: Wait; step: Step; body: Step[] }>((tie) => ({
  wait: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ on: fc.constant("turn" as const) }),
    fc.record({ on: fc.constant("value" as const), value: fc.nat(9) }),
    fc.record({
      on: fc.constant("sleep" as const),
      ms: fc.nat(MOST_MS),
    }),
    fc.record({ on: fc.constant("shared" as const), index: fc.nat(2) }),
    fc.record({
      on: fc.constant("error" as const),
      error: fc.constantFrom("x", "y", "z"),
    }),
    fc.record({ on: fc.constant("task" as const), index: fc.nat(3) }),
    fc.record({ on: fc.constant("call" as const), body: tie("body") }),
    fc.record({
      on: fc.constant("all" as const),
      waits: fc.array(tie("wait"), {
        maxLength: 3,
        depthIdentifier: "program",
      }),
    }),
  ),
  step: fc.oneof(
    { depthSize: "small", withCrossShrink: true, depthIdentifier: "program" },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        wait: tie("wait"),
        way: fc.nat(3),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("throw" as const),
        error: fc.constantFrom("a", "b", "c"),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("return" as const),
        value: fc.nat(9),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("spawn" as const),
        body: tie("body"),
        way: fc.nat(3),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record(
        {
          do: fc.constant("try" as const),
          body: tie("body"),
          rescue: tie("body"),
          cleanup: tie("body"),
        },
        { requiredKeys: ["do", "body"] },
      ),
    },
  ),
  body: fc.array(tie("step"), { maxLength: 4, depthIdentifier: "program" }),
}));

/** A program of coroutines. */
export const program: fc.Arbitrary<Program> = fc.record({
  main: body,
  shared: fc.array(
    fc.record({
      at: fc.nat(MOST_MS),
      error: fc.option(fc.constantFrom("p", "q"), { nil: undefined }),
    }),
    { minLength: 3, maxLength: 3 },
  ),
});

/** A cancel of one of the tasks that there are by then. */
export interface Cancel {
  at: number;
  task: number;
  grace: number | undefined;
}

/** When to cancel which task. */
export const cancels: fc.Arbitrary<Cancel[]> = fc.array(
  fc.record({
    at: fc.nat(2 * MOST_MS),
    task: fc.nat(20),
    grace: fc.option(fc.nat(MOST_MS), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 6 },
);
