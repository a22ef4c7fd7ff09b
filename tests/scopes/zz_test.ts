import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  print,
  type Program,
  run,
  type Step,
  type Target,
} from "./_programs.ts";

const RUNS = Number(Deno.env.get("TWISTER_RUNS") ?? 1000);

const ms = fc.integer({ min: -1, max: 30 });
const few = fc.nat({ max: 2 });

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

function op<K extends Step["do"], R extends object>(
  name: K,
  rest: { [P in keyof R]: fc.Arbitrary<R[P]> } = {} as never,
): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant(name), ...rest }) as never;
}

const { step } = fc.letrec((tie) => {
  const body = fc.array(tie("step") as fc.Arbitrary<Step>, { maxLength: 6 });
  const star = fc.boolean();
  return {
    step: fc.oneof(
      { maxDepth: 7, depthSize: "medium", withCrossShrink: true },
      op("turn"),
      op("ready", { star }),
      op("sleep", { ms, star }),
      op("promise"),
      op("gate", { n: fc.nat({ max: 1 }) }),
      op("never"),
      op("fail"),
      op("cancel", { what: target }),
      op("move", { up: few, ms }),
      op("asyncChild", { hops: few, fails: fc.boolean() }),
      op("child", { body }),
      op("child", { body }),
      op("group", {
        limit: fc.constantFrom(Infinity, Infinity, 1, 2),
        body,
      }),
      op("group", {
        limit: fc.constantFrom(Infinity, Infinity, 1, 2),
        body,
      }),
      op("scope", {
        options: fc.record({
          timeout: ms,
          grace: fc.constantFrom(0, 5, Infinity),
          shield: fc.constant(true),
          signal: fc.nat({ max: 1 }),
        }, { requiredKeys: [] }),
        body,
      }),
      op("moveOn", { ms, body }),
      op("finally", { body, then: body }),
      op("finally", { body, then: body }),
      op("catch", { all: fc.boolean(), body, then: body }),
      op("call", {
        how: fc.constantFrom("spawn", "generator", "inline"),
        body,
      }),
      op("shield", { body }),
      op("start", { body, then: body }),
      op("timeout", { ms, body }),
      op("abandon", { ms, body }),
      op("detach", { body }),
      op("join", {
        how: fc.constantFrom("any", "gather", "multi", "race", "settle"),
        bodies: fc.array(body, { minLength: 1, maxLength: 3 }),
      }),
    ),
  };
});

const program: fc.Arbitrary<Program> = fc.record({
  grace: fc.constantFrom(Infinity, 1000, 10, 0),
  body: fc.array(step as fc.Arbitrary<Step>, { minLength: 1, maxLength: 5 }),
  outside: fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 30 }), what: target }),
    { maxLength: 3 },
  ),
}).map((made) =>
  Object.defineProperty(made, fc.toStringMethod, {
    value: () => `\n${print(made)}\n`,
  })
);

Deno.test("whatever a program does, nothing is left of it, and no error is lost", async () => {
  await fc.assert(
    fc.asyncProperty(program, async (program) => {
      assertEquals(await run(program), []);
    }),
    { numRuns: RUNS, endOnFailure: false },
  );
});
