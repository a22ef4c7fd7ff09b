/**
 * Random programs: such as hang in a circle that is known, and such as end.
 */
import fc from "fast-check";
import { gather, multi, race, withTimeout } from "../../lib/combinators/mod.ts";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { TimeoutError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { CancelScope, shield, TaskGroup } from "../../lib/scopes/mod.ts";
import { Lock, Semaphore } from "../../lib/sync/mod.ts";

/** How one task of a circle waits for the next. */
export const LINKS = [
  "lock",
  "semaphore",
  "end",
  "plain end",
  "gather",
  "multi",
  "race",
  "group",
  "sub-task",
  "shield",
  "then",
] as const;

/** One task of the circle. */
export interface Planted {
  readonly link: (typeof LINKS)[number];
  /** Generators in which it stands. */
  readonly depth: number;
  /** Others that are stuck beside it: holders, members, siblings. */
  readonly extras: number;
}

/** A circle, and by what chain main hangs on which of its tasks. */
export interface Circle {
  readonly ring: readonly Planted[];
  readonly at: number;
  readonly distance: number;
  readonly bystanders: number;
}

export const circles: fc.Arbitrary<Circle> = fc.record({
  ring: fc.array(
    fc.record({
      link: fc.constantFrom(...LINKS),
      depth: fc.nat(3),
      extras: fc.nat(2),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  at: fc.nat(5),
  distance: fc.nat(3),
  bystanders: fc.nat(3),
});

// deno-lint-ignore no-explicit-any -- what a wait gives does not matter here
type Co = Generator<unknown, any, unknown>;

function* nested(depth: number, fn: () => Co): Co {
  return depth === 0 ? yield* fn() : yield* nested(depth - 1, fn);
}

/** A main that plants a circle; `names` tells who is in it, in order. */
export function planted(circle: Circle): { main(): Co; names: string[] } {
  const { ring } = circle, count = ring.length;
  const locks = ring.map((_, i) => new Lock({ name: `lock ${i}` }));
  const tasks: Task<unknown>[] = [], all = new Future<void>();
  const before = (i: number) => ring[(i + count - 1) % count]!;
  const pools = ring.map((_, i) =>
    new Semaphore(1 + before(i).extras, { name: `pool ${i}` })
  );
  /** Waits for the next one, as the plan says. */
  function* wait(i: number): Co {
    const { link, extras } = ring[i]!, to = (i + 1) % count;
    const next = tasks[to]!;
    const stuck = Array.from(
      { length: extras },
      () =>
        spawn(function* extra(): Co {
          yield* next;
        }),
    );
    const members = [next, ...stuck];
    switch (link) {
      case "lock":
        return yield* locks[to]!.acquire();
      case "semaphore":
        return yield* pools[to]!.acquire();
      case "end":
        return yield* next;
      case "plain end":
        return yield next;
      case "gather":
        return yield* gather(members);
      case "multi":
        return yield* multi(members);
      case "race":
        return yield* race(members);
      case "group":
        return yield* TaskGroup.run(function* (group) {
          group.spawn(child);
        });
      case "sub-task":
        return yield* spawn(child);
      case "shield":
        return yield* shield(next);
      case "then":
        return yield* next.then((value) => value);
    }
    function* child(): Co {
      yield* next;
    }
  }
  function start(i: number): Task<unknown> {
    return spawn(function* (): Co {
      yield* nested(ring[i]!.depth, function* () {
        if (before(i).link === "lock") yield* locks[i]!.acquire();
        if (before(i).link === "semaphore") {
          yield* pools[i]!.acquire();
          for (let n = before(i).extras; n > 0; n--) holder(i);
        }
        yield* all;
        yield* wait(i);
      });
    }, { name: `task ${i}` });
  }
  /** Another who holds a permit, and never gives it back. */
  function holder(i: number): void {
    spawn(function* holder(): Co {
      yield* pools[i]!.acquire();
      yield* all;
      yield* tasks[i]!;
    });
  }
  return {
    *main(): Co {
      ring.forEach((_, i) => tasks.push(start(i)));
      for (let n = circle.bystanders; n > 0; n--) {
        spawn(function* bystander() {
          yield* sleep(n);
        });
      }
      yield* sleep(1);
      all.setResult();
      let on: Task<unknown> = tasks[circle.at % count]!;
      for (let n = circle.distance; n > 0; n--) {
        const inner = on;
        on = spawn(function* between(): Co {
          yield* inner;
        });
      }
      yield* on;
    },
    names: ring.flatMap(({ link }, i) =>
      link === "group" || link === "sub-task"
        ? [`task ${i}`, "child"]
        : [`task ${i}`]
    ),
  };
}

/** What a task does that will end. */
export type Act =
  | { readonly kind: "sleep"; readonly ms: number }
  | { readonly kind: "promise" }
  | { readonly kind: "locks"; readonly ms: number; readonly from: number }
  | { readonly kind: "pool"; readonly ms: number }
  | { readonly kind: "timed crossing"; readonly ms: number }
  | { readonly kind: "earlier"; readonly how: number }
  | { readonly kind: "timeout"; readonly ms: number }
  | { readonly kind: "scope"; readonly ms: number }
  | { readonly kind: "race"; readonly ms: number }
  | { readonly kind: "group"; readonly ms: number; readonly size: number };

const ms = fc.integer({ min: 0, max: 30 });

/** Programs that end: each task is a list of acts. */
export const livePrograms: fc.Arbitrary<Act[][]> = fc.array(
  fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("sleep" as const), ms }),
      fc.record({ kind: fc.constant("promise" as const) }),
      fc.record({ kind: fc.constant("locks" as const), ms, from: fc.nat(2) }),
      fc.record({ kind: fc.constant("pool" as const), ms }),
      fc.record({ kind: fc.constant("timed crossing" as const), ms }),
      fc.record({ kind: fc.constant("earlier" as const), how: fc.nat(4) }),
      fc.record({ kind: fc.constant("timeout" as const), ms }),
      fc.record({ kind: fc.constant("scope" as const), ms }),
      fc.record({ kind: fc.constant("race" as const), ms }),
      fc.record({ kind: fc.constant("group" as const), ms, size: fc.nat(3) }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 1, maxLength: 6 },
);

/** A main that runs such a program; `look` is called between all acts. */
export function live(program: readonly Act[][], look: () => void): () => Co {
  const locks = [0, 1, 2].map((i) => new Lock({ name: `lock ${i}` }));
  const left = new Lock({ name: "left" }), right = new Lock({ name: "right" });
  const pool = new Semaphore(2, { name: "pool" });
  const tasks: Task<unknown>[] = [];
  /** Two tasks that wait for each other: stuck, but for what is around. */
  function* stuck(): Co {
    const pair: Task<unknown>[] = [];
    const one = (other: number) =>
      spawn(function* half(): Co {
        yield* sleep(0);
        yield* pair[other]!;
      });
    pair.push(one(1), one(0));
    yield* pair[0]!;
  }
  function* act(it: Act, place: number): Co {
    switch (it.kind) {
      case "sleep":
        return yield* sleep(it.ms);
      case "promise":
        return yield new Promise<void>((done) => setImmediate(done));
      case "locks":
        for (let i = it.from; i < locks.length; i++) yield* locks[i]!.acquire();
        yield* sleep(it.ms);
        for (let i = it.from; i < locks.length; i++) locks[i]!.release();
        return;
      case "pool": {
        using _permit = yield* pool.acquire();
        return yield* sleep(it.ms);
      }
      case "timed crossing":
        return yield* crossing(place % 2 === 0, it.ms);
      case "earlier":
        return yield* earlier(it.how, tasks.slice(0, place));
      case "timeout":
        try {
          yield* withTimeout(it.ms, spawn(stuck));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
        }
        return;
      case "scope":
        try {
          yield* new CancelScope({ timeout: it.ms }).run(stuck);
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
        }
        return;
      case "race":
        return yield* race([spawn(stuck), sleep(it.ms)]);
      case "group":
        return yield* TaskGroup.run(function* (group) {
          for (let i = 0; i < it.size; i++) group.spawn(() => sleep(it.ms + i));
        });
    }
  }
  /** Two locks in either order; who waits in vain tries again, or gives up. */
  function* crossing(turned: boolean, ms: number): Co {
    const [first, second] = turned ? [right, left] : [left, right];
    for (let patience = 1; patience < 30; patience += turned ? 12 : 7) {
      using _first = yield* first.acquire();
      yield* sleep(ms);
      try {
        using _second = yield* second.acquire({ timeout: patience });
        return yield* sleep(1);
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
  }
  function* earlier(how: number, others: Task<unknown>[]): Co {
    if (others.length === 0) return;
    if (how === 0) yield* others.at(-1)!;
    else if (how === 1) yield* gather(others);
    else if (how === 2) yield* race(others.map((task) => shield(task)));
    else if (how === 3) yield others;
    else yield* shield(others[0]!);
  }
  return function* main(): Co {
    program.forEach((acts, place) => {
      tasks.push(spawn(function* (): Co {
        for (const it of acts) {
          yield* act(it, place);
          look();
        }
      }, { name: `task ${place}` }));
    });
    yield* gather(tasks);
  };
}
