/**
 * Locks and semaphores against a naive model, with every call in any order.
 */
import { assert, assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import type { Future } from "../../lib/future/mod.ts";
import { sleep, type Task } from "../../lib/coroutine/mod.ts";
import { Lock, type Permit, Semaphore } from "../../lib/sync/mod.ts";
import { type Co, stage } from "../scopes/_kit.ts";
import { end, runs } from "./_kit.ts";

type Call =
  | { do: "acquire"; timeout: number | undefined; signal: boolean }
  | { do: "acquireNowait" }
  | { do: "release" }
  | { do: "cancel"; which: number }
  | { do: "abort"; which: number }
  | { do: "dispose"; which: number }
  | { do: "pass"; ms: number };

const which = fc.nat(12);
const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("acquire" as const),
      timeout: fc.option(fc.integer({ min: -1, max: 5 }), { nil: undefined }),
      signal: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constantFrom("acquireNowait" as const, "release") }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("cancel" as const, "abort", "dispose"),
      which,
    }),
  },
  fc.record({
    do: fc.constant("pass" as const),
    ms: fc.integer({ min: 1, max: 3 }),
  }),
);

/** What the model knows of one `acquire`. */
interface Asked {
  state: "pending" | "held" | "given back" | "TimeoutError" | "CancelledError";
  readonly signal: boolean;
  readonly deadline: number;
}

/** The naive semaphore: arrays, looked through from the beginning each time. */
class Model {
  free: number;
  now = 0;
  readonly asked: Asked[] = [];

  constructor(permits: number) {
    this.free = permits;
  }

  get waiting(): Asked[] {
    return this.asked.filter(({ state }) => state === "pending");
  }

  acquire(timeout = Infinity, signal = false): Asked {
    const one: Asked = {
      state: "pending",
      signal,
      deadline: this.now + timeout,
    };
    const late = timeout <= 0 && (this.free === 0 || this.waiting.length > 0);
    if (late) one.state = "TimeoutError";
    this.asked.push(one);
    this.serve();
    return one;
  }

  add(): void {
    this.free++;
    this.serve();
  }

  pass(ms: number): void {
    this.now += ms;
    for (const one of this.waiting) {
      if (one.deadline <= this.now) one.state = "TimeoutError";
    }
  }

  serve(): void {
    for (const one of this.waiting) {
      if (this.free === 0) return;
      this.free--;
      one.state = "held";
    }
  }
}

async function agrees(
  make: () => Lock | Semaphore,
  permits: number,
  calls: readonly Call[],
): Promise<void> {
  const on = stage(), model = new Model(permits), real = make();
  const futures: { future: Future<Permit>; abort: AbortController }[] = [];
  const look = () =>
    assertEquals(
      futures.map(({ future }) => {
        const got = end(future) as string | Permit;
        if (typeof got === "string") return got;
        return got.released ? "given back" : "held";
      }),
      model.asked.map(({ state }) => state),
    );
  for (const one of calls) {
    if (one.do === "pass") {
      await on.clock.advance(one.ms);
      model.pass(one.ms);
    } else on.within(() => play(one));
    look();
    const { waiting } = real.statistics();
    assertEquals(waiting, model.waiting.length);
    if (real instanceof Semaphore) assertEquals(real.value, model.free);
    else assertEquals(real.locked, model.free === 0);
  }
  on.within(() => futures.forEach(({ future }) => future.cancel()));
  assertEquals(real.statistics().waiting, 0);
  assertEquals(on.clock.alarmAt, undefined, "no timer is left");
  assertEquals(on.told.errors, []);

  function play(one: Exclude<Call, { do: "pass" }>): void {
    if (one.do === "acquire") {
      const abort = new AbortController();
      const { timeout, signal } = one;
      const future = real.acquire({
        timeout,
        signal: signal ? abort.signal : undefined,
      });
      future.addDoneCallback((done) => done.cancelled || end(done));
      futures.push({ future, abort });
      model.acquire(timeout, signal);
    } else if (one.do === "acquireNowait") {
      const permit = real.acquireNowait();
      const free = model.free > 0 && model.waiting.length === 0;
      assertEquals(permit !== undefined, free);
      if (permit === undefined) return;
      futures.push({
        future: { state: "fulfilled", result: () => permit } as never,
        abort: new AbortController(),
      });
      (futures.at(-1)!.future as { cancel?: () => void }).cancel = () => {};
      model.acquire();
    } else if (one.do === "release") {
      // Of callbacks nobody knows who holds what: only a lock's is spent.
      if (real instanceof Semaphore) real.release();
      else {
        const held = model.asked.find(({ state }) => state === "held");
        if (held === undefined) return;
        real.release();
        held.state = "given back";
      }
      model.add();
    } else {
      const asked = model.asked[one.which], mine = futures[one.which];
      if (asked === undefined || mine === undefined) return;
      if (one.do === "dispose") {
        if (asked.state !== "held") return;
        for (const _ of "twice") mine.future.result()[Symbol.dispose]();
        asked.state = "given back";
        model.add();
        return;
      }
      if (one.do === "cancel") mine.future.cancel();
      else mine.abort.abort();
      const hears = one.do === "cancel" || asked.signal;
      if (asked.state === "pending" && hears) asked.state = "CancelledError";
    }
  }
}

const calls = fc.array(call, { maxLength: 40 });

Deno.test("a lock grants to whom, and in the order, that a naive one does", async () => {
  await fc.assert(
    fc.asyncProperty(calls, (given) => agrees(() => new Lock(), 1, given)),
    runs(150),
  );
});

Deno.test("a semaphore grants to whom, and in the order, that a naive one does", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(3),
      calls,
      (n, given) => agrees(() => new Semaphore(n), n, given),
    ),
    runs(150),
  );
});

/** A task: when it comes, how long it holds, when it is cancelled and how. */
const visitor = fc.record({
  comes: fc.nat(4),
  holds: fc.nat(3),
  cancelAt: fc.option(fc.nat(8), { nil: undefined }),
  /** Cancels itself before it asks, or before it waits for what it asked. */
  itself: fc.constantFrom("never", "never", "before", "between"),
  how: fc.constantFrom("yield*", "yield", "shared", "grace"),
});

Deno.test("whenever tasks are cancelled, at most so many are inside, and all permits come back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(visitor, { minLength: 1, maxLength: 8 }),
      async (permits, visitors) => {
        const on = stage(), semaphore = new Semaphore(permits);
        let inside = 0;
        const asked: number[] = [], came: number[] = [];
        const visit = function* (
          { comes, holds, itself, how }: typeof visitors[number],
          me: number,
          self: () => Task<unknown>,
        ): Co {
          yield* sleep(comes);
          if (itself === "before") self().cancel("itself");
          const future = semaphore.acquire();
          asked.push(me);
          if (itself === "between" && !future.done) self().cancel("itself");
          if (how === "shared") future.addDoneCallback(() => {});
          using _permit = how === "yield" ? yield future : yield* future;
          came.push(me);
          assert(++inside <= permits);
          try {
            yield* sleep(holds);
          } finally {
            try {
              if (how === "grace") yield* sleep(1);
            } finally {
              inside--;
            }
          }
        };
        visitors.forEach((one, me) => {
          const task: Task<unknown> = on.spawn(() =>
            visit(one, me, () => task)
          );
          const { cancelAt } = one;
          if (cancelAt !== undefined) {
            on.at(cancelAt, () => task.cancel("from outside"));
          }
        });
        await on.clock.advance(200);
        // A shared Future of a visitor that left is granted to nobody there.
        const line = asked.filter((me) => came.includes(me));
        assertEquals(came, line, "first come, first served");
        assertEquals(inside, 0);
        if (visitors.every(({ how }) => how !== "shared")) {
          assertEquals(semaphore.statistics(), { value: permits, waiting: 0 });
        }
        assertEquals(on.told.unobserved, []);
        assertEquals(on.told.errors, []);
      },
    ),
    runs(300),
  );
});
