import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import {
  print,
  type Program,
  run,
  type Step,
  type Target,
} from "./_programs.ts";

// `TWISTER_RUNS=100000` looks longer.
const RUNS = Number(Deno.env.get("TWISTER_RUNS") ?? 1000);

const ms = fc.integer({ min: -1, max: 30 });
const few = fc.nat({ max: 2 });
const limit = fc.constantFrom(Infinity, Infinity, 1, 2);

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ of: fc.constant("scope" as const), up: few }),
  fc.record({ of: fc.constant("group" as const), up: few }),
  fc.record({
    of: fc.constant("task" as const),
    n: fc.nat({ max: 6 }),
    now: fc.boolean(),
  }),
  fc.record({ of: fc.constant("signal" as const), n: fc.nat({ max: 1 }) }),
  fc.record({ of: fc.constant("wait" as const), n: few }),
);

/** A kind of step, how often it is taken, and what else belongs to it. */
function kind<K extends Step["do"]>(
  weight: number,
  name: K,
  rest: Record<string, fc.Arbitrary<unknown>> = {},
): fc.WeightedArbitrary<Step> {
  const arbitrary = fc.record({ do: fc.constant(name), ...rest });
  return { weight, arbitrary: arbitrary as never };
}

// The plain kinds stand first: a failing program shrinks to them.
const { step } = fc.letrec<{ step: Step }>((tie) => {
  const body = fc.array(tie("step"), { maxLength: 6 });
  const star = fc.boolean();
  return {
    step: fc.oneof(
      { maxDepth: 7, depthSize: "medium", withCrossShrink: true },
      kind(2, "turn"),
      kind(1, "ready", { star }),
      kind(1, "check"),
      kind(5, "sleep", { ms, star }),
      kind(1, "promise"),
      kind(2, "gate", { n: fc.nat({ max: 1 }) }),
      kind(2, "never"),
      kind(2, "fail"),
      kind(4, "cancel", { what: target }),
      kind(1, "move", { up: few, ms }),
      kind(1, "asyncChild", { hops: few, fails: fc.boolean() }),
      kind(4, "child", { body }),
      kind(4, "group", { limit, body }),
      kind(4, "scope", {
        options: fc.record({
          timeout: ms,
          grace: fc.constantFrom(0, 5, Infinity),
          shield: fc.constant(true),
          signal: fc.nat({ max: 1 }),
        }, { requiredKeys: [] }),
        body,
      }),
      kind(2, "moveOn", { ms, body }),
      kind(4, "finally", { body, then: body }),
      kind(3, "catch", { all: fc.boolean(), body, then: body }),
      kind(3, "call", {
        how: fc.constantFrom("spawn", "generator", "inline"),
        body,
      }),
      kind(2, "shield", { body }),
      kind(1, "start", { body, then: body }),
      kind(2, "timeout", { ms, body }),
      kind(1, "abandon", { ms, body }),
      kind(1, "detach", { body }),
      kind(1, "map", {
        limit: fc.constantFrom(1, 2, Infinity),
        bodies: fc.array(body, { maxLength: 3 }),
      }),
      kind(1, "each", {
        timeout: fc.oneof(ms, fc.constant(Infinity)),
        take: fc.integer({ min: 1, max: 3 }),
        bodies: fc.array(body, { maxLength: 3 }),
      }),
      kind(4, "join", {
        how: fc.constantFrom("any", "gather", "multi", "race", "settle"),
        bodies: fc.array(body, { minLength: 1, maxLength: 3 }),
      }),
    ),
  };
});

const program: fc.Arbitrary<Program> = fc.record({
  grace: fc.constantFrom(Infinity, 1000, 10, 0),
  body: fc.array(step, { minLength: 1, maxLength: 5 }),
  outside: fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 30 }), what: target }),
    { maxLength: 3 },
  ),
}).map((made) =>
  Object.defineProperty(made, fc.toStringMethod, {
    value: () => `\n${print(made)}\n`,
  })
);

Deno.test("whatever a program does, nothing of it is left and no error is lost", async () => {
  await fc.assert(
    fc.asyncProperty(program, async (program) => {
      assertEquals(await run(program), []);
    }),
    { numRuns: RUNS },
  );
});
