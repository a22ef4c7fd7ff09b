/**
 * The combinators against those of promises: the same members, the same
 * outcome, at the same time.
 */
import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import * as combinators from "../../lib/combinators/mod.ts";
import { type Co, ending, stage } from "../scopes/_kit.ts";

/** A member: when it ends, and whether with a value. */
interface Member {
  readonly ms: number;
  readonly good: boolean;
}

/** Few times, so that much falls together; no time is an end before. */
const members: fc.Arbitrary<Member[]> = fc.array(
  fc.record({ ms: fc.nat(5), good: fc.boolean() }),
  { maxLength: 6 },
);

type Name = "multi" | "gather" | "settle" | "race" | "any";

/** How it ended and when, in words that both worlds have. */
type Outcome = { readonly end: unknown; readonly time: number };

/** Plays a combinator on members that are generators, each a task of its own. */
async function ours(
  name: Name,
  given: readonly Member[],
): Promise<Outcome & { stopped: string[]; alarm: number | undefined }> {
  const on = stage(), stopped: string[] = [];
  const begin = ({ ms, good }: Member, i: number): unknown => {
    if (ms === 0) return good ? Future.resolve(i) : Future.reject(error(i));
    return (function* (): Co {
      try {
        yield* sleep(ms);
      } catch (cancel) {
        stopped.push(`${i} at ${on.now()}`);
        throw cancel;
      }
      if (good) return i;
      throw error(i);
    })();
  };
  let time = NaN;
  const combine = combinators[name] as (all: unknown[]) => Future<unknown>;
  const task = on.spawn(function* (): Co {
    try {
      return yield* combine(given.map(begin));
    } finally {
      time = on.now();
    }
  });
  await on.clock.advance(10);
  const { value, error: reason } = ending(task);
  const end = task.state === "fulfilled" ? value : words(reason);
  return { end: entries(end), time, stopped, alarm: on.clock.alarmAt };
}

/** What promises do, and when: their ends are put in order beforehand. */
async function theirs(
  name: Name,
  given: readonly Member[],
): Promise<Outcome> {
  const order = given.map((_, i) => i).sort((a, b) =>
    given[a]!.ms - given[b]!.ms || a - b
  );
  const settlers: (() => void)[] = [];
  const promises = given.map(({ good }, i) =>
    new Promise((resolve, reject) => {
      settlers[i] = () => good ? resolve(i) : reject(error(i));
    })
  );
  const native = {
    multi: () => allAfterAll(promises),
    gather: () => Promise.all(promises),
    settle: () => Promise.allSettled(promises),
    race: () => Promise.race(promises),
    any: () => Promise.any(promises),
  };
  let time = NaN, now = 0, end: unknown;
  const done = native[name]().then(
    (value) => end = value,
    (error) => end = words(error),
  ).then(() => time = now);
  for (const i of order) {
    now = given[i]!.ms;
    settlers[i]!();
    for (let turn = 0; turn < 6; turn++) await undefined;
  }
  if (given.length > 0 || name !== "race") await done;
  return { end: entries(end), time };
}

/** `multi` waits for all, then fails as the first in input order. */
async function allAfterAll(promises: Promise<unknown>[]): Promise<unknown[]> {
  await Promise.allSettled(promises);
  const values = [];
  for (const promise of promises) values.push(await promise);
  return values;
}

function error(i: number): Error {
  return new Error(`error ${i}`);
}

function words(error: unknown): unknown {
  return error instanceof AggregateError
    ? { all: error.errors.map(words) }
    : { error: (error as Error).message };
}

/** Reasons as words, in what `settle` gives. */
function entries(end: unknown): unknown {
  if (!Array.isArray(end)) return end;
  return end.map((one) =>
    one?.status === "rejected" ? { ...one, reason: words(one.reason) } : one
  );
}

for (const name of ["multi", "gather", "settle", "race", "any"] as const) {
  Deno.test(`${name} ends as promises do, at the same time, and leaves nothing running`, async () => {
    await fc.assert(
      fc.asyncProperty(members, async (given) => {
        if (given.length === 0 && (name === "race" || name === "any")) return;
        const { stopped, alarm, ...end } = await ours(name, given);
        assertEquals(end, await theirs(name, given));
        assertEquals(alarm, undefined, "no timer is left");
        const cancels = name === "multi" || name === "settle"
          ? []
          : given.flatMap(({ ms }, i) =>
            ms > end.time ? `${i} at ${end.time}` : []
          );
        assertEquals(stopped, cancels);
      }),
      { numRuns: 60, seed: 4 },
    );
  });
}

Deno.test("whatever fails, each error is thrown, suppressed, told or reported exactly once", async () => {
  const some = fc.array(
    fc.record({
      ms: fc.nat(4),
      end: fc.constantFrom("good", "bad", "breaks"),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const names = fc.constantFrom<Name>("multi", "gather", "race");
  await fc.assert(
    fc.asyncProperty(names, some, fc.nat(6), async (name, given, cancelAt) => {
      const on = stage(), made: Error[] = [];
      const fresh = (i: number): Error => {
        const one = error(i);
        made.push(one);
        return one;
      };
      const begin = (
        { ms, end }: { ms: number; end: string },
        i: number,
      ): Co =>
        (function* (): Co {
          try {
            yield* sleep(ms);
          } catch (cancel) {
            throw end === "breaks" ? fresh(i) : cancel;
          }
          if (end === "bad") throw fresh(i);
        })();
      const combine = combinators[name] as (all: unknown[]) => Future<unknown>;
      const all = on.within(() => combine(given.map(begin)));
      all.addDoneCallback(ending);
      on.at(cancelAt, () => all.cancel());
      await on.clock.advance(20);
      const { error: thrown } = ending(all);
      const seen = [
        ...thrown === undefined || thrown instanceof CancelledError
          ? []
          : [thrown],
        ...suppressed(thrown),
        ...on.told.unobserved.map(({ error }) => error),
      ].map((error) => (error as Error).message);
      assertEquals(seen.sort(), made.map(({ message }) => message).sort());
      assertEquals(on.told.errors, []);
      assertEquals(on.clock.alarmAt, undefined);
    }),
    { numRuns: 120, seed: 4 },
  );
});
