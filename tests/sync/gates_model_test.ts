/**
 * Conditions, barriers and events, with those who wait coming and going.
 */
import { assert, assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import type { Future } from "../../lib/future/mod.ts";
import { sleep, type Task } from "../../lib/coroutine/mod.ts";
import { Barrier, Condition, Event, Lock } from "../../lib/sync/mod.ts";
import { type Co, stage } from "../scopes/_kit.ts";
import { end, runs } from "./_kit.ts";

const visitor = fc.record({
  comes: fc.nat(3),
  holds: fc.nat(2),
  timeout: fc.option(fc.nat(6), { nil: undefined }),
  cancelAt: fc.option(fc.nat(8), { nil: undefined }),
  itself: fc.boolean(),
});
const notify = fc.record({ at: fc.nat(8), n: fc.nat(3), holds: fc.nat(2) });

Deno.test("whoever comes out of a condition's wait holds the lock alone, and all give it back", async () => {
  const visitors = fc.array(visitor, { minLength: 1, maxLength: 7 });
  const given = fc.tuple(visitors, fc.array(notify, { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(given, async ([visitors, notifies]) => {
      const on = stage(), lock = new Lock(), changed = new Condition(lock);
      let inside = 0, notified = 0, woken = 0;
      const alone = function* (body: () => Co): Co {
        assertEquals(++inside, 1);
        try {
          return yield* body();
        } finally {
          inside--;
        }
      };
      const visit = function* (
        { comes, holds, timeout, itself }: typeof visitors[number],
        self: () => Task<unknown>,
      ): Co {
        yield* sleep(comes);
        using _permit = yield* lock.acquire();
        if (itself) self().cancel("itself");
        try {
          if (yield* changed.wait({ timeout })) woken++;
        } finally {
          yield* alone(() => sleep(holds) as never);
        }
      };
      const tasks = visitors.map((one) => {
        const task: Task<unknown> = on.spawn(() => visit(one, () => task));
        const { cancelAt } = one;
        if (cancelAt !== undefined) on.at(cancelAt, () => task.cancel());
        return task;
      });
      const tell = function* ({ at, n, holds }: typeof notifies[number]): Co {
        yield* sleep(at);
        using _permit = yield* lock.acquire();
        yield* alone(function* () {
          notified += Math.min(n, changed.statistics().waiting);
          changed.notify(n);
          yield* sleep(holds);
        });
      };
      for (const one of notifies) on.spawn(() => tell(one));
      await on.clock.advance(100);
      assert(woken <= notified, `${woken} woken, ${notified} notified`);
      const cancels = visitors.some(({ cancelAt, itself }) =>
        cancelAt !== undefined || itself
      );
      if (!cancels) assertEquals(woken, notified);
      on.within(() => tasks.forEach((task) => task.cancel()));
      await on.clock.advance(100);
      assert(tasks.every(({ done }) => done));
      assertEquals(lock.statistics().locked, false);
      assertEquals(changed.statistics().waiting + inside, 0);
      assertEquals([on.told.errors, on.told.unobserved], [[], []]);
    }),
    runs(200),
  );
});

const step = fc.oneof(
  fc.constant("wait" as const),
  fc.constantFrom("set" as const, "clear"),
  fc.nat(9),
);

Deno.test("a barrier lets on whom a naive one does, with the same places", () => {
  const steps = fc.array(step, { maxLength: 40 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), steps, (parties, steps) => {
      const barrier = new Barrier(parties), all: Future<unknown>[] = [];
      const naive: unknown[] = [];
      for (const step of steps) {
        if (step === "wait") {
          all.push(barrier.wait());
          naive.push("pending");
          const present = naive.flatMap((one, i) => one === "pending" ? i : []);
          if (present.length === parties) {
            present.forEach((i, place) => naive[i] = place);
          }
        } else if (typeof step === "number" && all[step]?.cancel()) {
          naive[step] = "CancelledError";
        }
        assertEquals(all.map(end), naive);
      }
    }),
    runs(100),
  );
});

Deno.test("an event wakes whom a naive one does", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const event = new Event(), all: Future<unknown>[] = [];
      let naive: unknown[] = [], isSet = false;
      for (const step of steps) {
        if (step === "wait") {
          all.push(event.wait());
          naive.push(isSet ? undefined : "pending");
        } else if (step === "set") {
          event.set();
          isSet = true;
          naive = naive.map((one) => one === "pending" ? undefined : one);
        } else if (step === "clear") {
          event.clear();
          isSet = false;
        } else if (all[step]?.cancel()) naive[step] = "CancelledError";
        assertEquals(all.map(end), naive);
      }
    }),
    runs(100),
  );
});
