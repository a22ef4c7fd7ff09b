/**
 * Random broadcasts and branches against what arrays give.
 */

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Coroutine, moment } from "../../lib/coroutine/mod.ts";
import {
  branch,
  broadcast,
  filter,
  pipe,
  type Stage,
  take,
  through,
} from "../../lib/lazy/mod.ts";
import "../_seed.ts";

interface Arm {
  readonly modulus: number;
  readonly count: number;
  readonly turns: number;
}

const arm: fc.Arbitrary<Arm> = fc.record({
  modulus: fc.integer({ min: 1, max: 3 }),
  count: fc.integer({ min: 1, max: 5 }),
  turns: fc.integer({ min: 0, max: 3 }),
});
const items = fc.array(fc.nat(9), { maxLength: 12 });

/** What an arm takes, and with which item it has enough. */
function model({ modulus, count }: Arm, items: readonly number[]) {
  const places = items.map((item, at) => ({ item, at }))
    .filter(({ item }) => item % modulus === 0).slice(0, count);
  return {
    out: places.map(({ item }) => item),
    enough: places.length === count ? places.at(-1)!.at + 1 : items.length,
  };
}

function build({ modulus, count, turns }: Arm) {
  const heard = { out: [] as number[], closed: 0 };
  const send = function* (item: number): Coroutine<void> {
    for (let i = 0; i < turns; i++) yield* moment;
    heard.out.push(item);
  };
  const stage: Stage<number> = through(
    filter((item: number) => item % modulus === 0),
    take(count),
    { send, close: () => void heard.closed++ },
  );
  return { stage, heard };
}

async function pushed(items: readonly number[], sink: Stage<number>) {
  let asked = 0;
  await pipe(function* () {
    for (const item of items) {
      asked++;
      yield item;
    }
  }, sink);
  return asked;
}

Deno.test("each arm of a random broadcast takes what it would alone, and is closed once", async () => {
  await fc.assert(
    fc.asyncProperty(
      items,
      fc.array(arm, { minLength: 1, maxLength: 4 }),
      async (items, arms) => {
        const built = arms.map(build);
        const asked = await pushed(
          items,
          broadcast(...built.map(({ stage }) => stage)),
        );
        const expected = arms.map((one) => model(one, items));
        assertEquals(
          built.map(({ heard }) => heard),
          expected.map(({ out }) => ({ out, closed: 1 })),
        );
        assertEquals(asked, Math.max(...expected.map(({ enough }) => enough)));
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("the arms of a random branch share the items out, and are closed once", async () => {
  await fc.assert(
    fc.asyncProperty(items, arm, arm, async (items, one, other) => {
      const built = [build(one), build(other)] as const;
      const isSmall = (n: number) => n < 5;
      await pushed(
        items,
        branch(isSmall, built[0].stage, built[1].stage),
      );
      const small = items.filter(isSmall);
      const large = items.filter((item) => !isSmall(item));
      assertEquals(built.map(({ heard }) => heard), [
        { out: model(one, small).out, closed: 1 },
        { out: model(other, large).out, closed: 1 },
      ]);
    }),
    { numRuns: 500 },
  );
});
