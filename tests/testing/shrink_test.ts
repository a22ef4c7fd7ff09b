import { shrink } from "../../lib/testing/_shrink.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";

const answers = fc.array(fc.nat(3), { maxLength: 12 });

Deno.test("what decides alone is all that is left", async () => {
  await fc.assert(fc.asyncProperty(answers, fc.nat(11), async (given, at) => {
    fc.pre((given[at] ?? 0) > 0);
    const fails = (list: readonly number[]) =>
      Promise.resolve((list[at] ?? 0) > 0 ? list : undefined);
    const shrunk = await shrink(given, fails, 1000);
    assertEquals(shrunk.answers, [...Array(at).fill(0), 1]);
  }));
});

Deno.test("what is left always fails, and is never longer", async () => {
  await fc.assert(fc.asyncProperty(answers, fc.nat(9), async (given, least) => {
    const weigh = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
    fc.pre(weigh(given) >= least);
    const fails = (list: readonly number[]) =>
      Promise.resolve(weigh(list) >= least ? list : undefined);
    const shrunk = await shrink(given, fails, 1000);
    assert(weigh(shrunk.answers) >= least);
    assert(shrunk.answers.length <= given.length);
  }));
});

Deno.test("no more runs are taken than allowed", async () => {
  let runs = 0;
  const given = Array(50).fill(1);
  const shrunk = await shrink(given, (list) => {
    runs++;
    return Promise.resolve(list.length > 3 ? list : undefined);
  }, 10);
  assertEquals([runs, shrunk.runs], [10, 10]);
});
