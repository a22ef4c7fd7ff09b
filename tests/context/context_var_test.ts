import { assertEquals, assertLess, assertThrows } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { ContextVar, snapshot } from "../../lib/context/mod.ts";
import { type Context, running } from "../../lib/context/running.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { ContextModel } from "../model/context_model.ts";
import { turns } from "../_support.ts";

const loop = IOLoop.current();

/** Runs a function of which nothing that it sets stays behind. */
const apart = (fn: () => void) => snapshot()(fn);

Deno.test("ContextVar has its name, and no value unless one was given", () => {
  const user = new ContextVar<string>("user");
  assertEquals([user.name, user.get()], ["user", undefined]);
});

Deno.test("ContextVar gives its default where nothing was set, also a falsy one", () => {
  assertEquals(new ContextVar("n", { default: 0 }).get(), 0);
  assertEquals(new ContextVar("n", { default: null }).get(), null);
});

Deno.test("ContextVar.set holds for the rest of the running callback", () => {
  apart(() => {
    const user = new ContextVar("user", { default: "nobody" });
    user.set("ada");
    assertEquals(user.get(), "ada");
    user.set("bob");
    assertEquals(user.get(), "bob");
  });
});

Deno.test("ContextVar.set(undefined) hides the default", () => {
  apart(() => {
    const user = new ContextVar<string | undefined>("user", { default: "x" });
    user.set(undefined);
    assertEquals(user.get(), undefined);
  });
});

Deno.test("ContextVar.run gives arguments on, and what the function returns", () => {
  const user = new ContextVar<string>("user");
  const told = user.run(
    "ada",
    (a: number, b: number) => [user.get(), a + b],
    1,
    2,
  );
  assertEquals(told, ["ada", 3]);
});

Deno.test("ContextVar.run takes the value back when the function throws", () => {
  const user = new ContextVar("user", { default: "nobody" });
  assertThrows(
    () =>
      user.run("ada", () => {
        throw new Error(user.get());
      }),
    Error,
    "ada",
  );
  assertEquals(user.get(), "nobody");
});

Deno.test("ContextVar.run nests, also for two variables", () => {
  const a = new ContextVar<number>("a"), b = new ContextVar<number>("b");
  const seen: unknown[] = [];
  const look = () => seen.push([a.get(), b.get()]);
  a.run(1, () => {
    b.run(2, () => {
      a.run(3, look);
      look();
    });
    look();
  });
  look();
  assertEquals(seen, [[3, 2], [1, 2], [1, undefined], [undefined, undefined]]);
});

Deno.test("a callback sees the values that were current when it was added", async () => {
  const user = new ContextVar<string>("user"), seen: unknown[] = [];
  const look = () => seen.push(user.get());
  for (const name of ["ada", "bob"]) {
    user.run(name, () => {
      loop.addCallback(look);
      loop.callLater(0, look);
    });
  }
  user.run("eve", () => loop.spawnCallback(look));
  await turns(2);
  assertEquals(seen, ["ada", "bob", undefined, "ada", "bob"]);
});

Deno.test("what a callback sets stays with it and with what it hands over", async () => {
  const user = new ContextVar<string>("user"), seen: unknown[] = [];
  loop.addCallback(() => {
    user.set("ada");
    loop.addCallback(() => seen.push(["child", user.get()]));
    user.set("eve");
  });
  loop.addCallback(() => seen.push(["next", user.get()]));
  await turns(3);
  assertEquals(seen, [["next", undefined], ["child", "ada"]]);
  assertEquals(user.get(), undefined);
});

Deno.test("ContextVar.set again and again keeps one entry a variable", () => {
  apart(() => {
    const a = new ContextVar<number>("a"), b = new ContextVar<number>("b");
    for (let i = 0; i < 1000; i++) {
      a.set(i);
      b.set(-i);
    }
    let length = 0;
    let at: Context | undefined = running.by._context;
    for (; at !== undefined; at = at.up) length++;
    assertLess(length, 4);
    assertEquals([a.get(), b.get()], [999, -999]);
  });
});

type Step =
  | { do: "get" | "set" | "restore"; of: number; value: number }
  | { do: "run" | "snapshot"; of: number; value: number; steps: Step[] };

const { steps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie("step"), { maxLength: 8 }),
  step: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      do: fc.constantFrom("get", "set", "restore"),
      of: fc.nat(3),
      value: fc.nat(9),
    }) as fc.Arbitrary<Step>,
    fc.record({
      do: fc.constantFrom("run", "snapshot"),
      of: fc.nat(3),
      value: fc.nat(9),
      steps: tie("steps"),
    }) as fc.Arbitrary<Step>,
  ),
}));

Deno.test("ContextVar agrees with maps that are copied at each change", () => {
  fc.assert(
    fc.property(steps, (program) => {
      const variables = [0, 1, 2, 3].map((i) =>
        new ContextVar<number>(`v${i}`, i === 3 ? { default: -1 } : {})
      );
      const model = new ContextModel();
      const kept: [(fn: () => void) => void, (fn: () => void) => void][] = [];
      const compare = () =>
        variables.forEach((variable, i) =>
          assertEquals(
            variable.get(),
            model.get(variable, i === 3 ? -1 : undefined),
          )
        );
      const perform = (all: readonly Step[]) => {
        for (const step of all) {
          const variable = variables[step.of]!;
          if (step.do === "set") {
            variable.set(step.value);
            model.set(variable, step.value);
          } else if (step.do === "run") {
            model.run(() => {
              model.set(variable, step.value);
              variable.run(step.value, () => perform(step.steps));
            });
          } else if (step.do === "snapshot") {
            kept.push([snapshot(), model.snapshot()]);
            perform(step.steps);
          } else if (step.do === "restore" && kept.length > 0) {
            const [ours, models] = kept[step.value % kept.length]!;
            ours(() => models(compare));
          }
          compare();
        }
      };
      apart(() => perform(program));
    }),
    { numRuns: 300 },
  );
});
