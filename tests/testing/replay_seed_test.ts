import { readSeed, writeSeed } from "../../lib/testing/replay_seed.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";

Deno.test("what was written is read again, without zeros at the end", () => {
  const seed = fc.record({
    seed: fc.nat(2 ** 32 - 1),
    cancels: fc.nat(3),
    answers: fc.array(fc.nat(3)),
  });
  fc.assert(fc.property(seed, (given) => {
    const end = given.answers.findLastIndex((answer) => answer > 0) + 1;
    const answers = given.answers.slice(0, end);
    assertEquals(readSeed(writeSeed(given)), { ...given, answers });
  }));
});

Deno.test("the line is short and of one word", () => {
  const answers = [0, 0, 0, 1, 0, 0, 0, 0, 2, 0];
  assertEquals(writeSeed({ seed: 17, cancels: 1, answers }), "17c1-3=1-8=2");
});
