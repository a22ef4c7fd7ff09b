import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStrictEquals,
} from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { deadlockAmong, deadlockError } from "../../lib/coroutine/deadlock.ts";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { DeadlockError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { race } from "../../lib/combinators/mod.ts";
import { shield } from "../../lib/scopes/mod.ts";
import { caught } from "./_kit.ts";
import { TinyLock } from "./_locks.ts";
import { rest } from "../_support.ts";

/** Two tasks that take two locks in opposite order. */
function crossing(): { one: Task<void>; two: Task<void> } {
  const a = new TinyLock("a"), b = new TinyLock("b");
  const start = (name: string, first: TinyLock, second: TinyLock) =>
    spawn(function* () {
      yield* first.acquire();
      yield* sleep(0);
      yield* second.acquire();
    }, { name });
  return { one: start("one", a, b), two: start("two", b, a) };
}

Deno.test("a circle is named by task, primitive and holder", async () => {
  const { one, two } = crossing();
  await rest();
  const { cycle } = deadlockAmong([one])!;
  assertEquals(cycle.map(({ task }) => task), [one, two]);
  assertEquals(cycle.map(({ holder }) => holder), [two, one]);
  assertEquals(cycle.map(({ what }) => what), ['Lock "b"', 'Lock "a"']);
  for (const { where } of cycle) {
    assertMatch(where!, /deadlock_test\.[jt]s:\d+:\d+\)$/);
  }
});

Deno.test("its error reads as a sentence with a line for each task", async () => {
  const { one } = crossing();
  await rest();
  const error = deadlockError(deadlockAmong([one])!);
  assertInstanceOf(error, DeadlockError);
  const message = error.message.replace(/ at .*/g, " at …");
  assertEquals(
    message,
    "Deadlock: 2 tasks wait in a circle, and nothing else can go on:\n" +
      '  one waits for Lock "b", held by two\n    at …\n' +
      '  two waits for Lock "a", held by one\n    at …',
  );
});

Deno.test("who only waits for a circle is no member of it", async () => {
  const { one } = crossing();
  const waiter = spawn(function* () {
    yield* one;
  });
  await rest();
  const { cycle } = deadlockAmong([waiter])!;
  assertEquals(cycle.map(({ task }) => task.name).sort(), ["one", "two"]);
});

Deno.test("tasks that wait for each other's end are a circle", async () => {
  const tasks: Task<unknown>[] = [];
  const start = (name: string, other: number) =>
    spawn(function* (): Generator {
      yield* sleep(0);
      yield tasks[other];
    }, { name });
  tasks.push(start("first", 1), start("second", 0));
  await rest();
  const { cycle } = deadlockAmong(tasks)!;
  assertEquals(cycle.map(({ what }) => what), [
    "the end of second",
    "the end of first",
  ]);
  assertStrictEquals(cycle[0]!.waitsFor, tasks[1]);
});

Deno.test("a lock that its own holder waits for is a circle of one", async () => {
  const lock = new TinyLock("mine");
  const task = spawn(function* () {
    yield* lock.acquire();
    yield* lock.acquire();
  });
  const { cycle } = deadlockAmong([task])!;
  assertEquals(cycle.map(({ task, holder }) => task === holder), [true]);
  assertMatch(deadlockError({ cycle }).message, /^Deadlock: 1 task waits/);
  task.cancel();
  await task.catch(() => {});
});

Deno.test("a semaphore one of whose holders goes on is no deadlock", async () => {
  const pool = new TinyLock("pool", 2), gate = new Future<void>();
  const { one } = crossing();
  spawn(function* () {
    yield* pool.acquire();
    yield* one;
  });
  const free = spawn(function* () {
    yield* pool.acquire();
    yield* gate;
    pool.release();
  });
  const third = spawn(function* () {
    yield* pool.acquire();
  });
  await rest();
  assertEquals(deadlockAmong([third]), undefined);
  gate.setResult();
  await third;
  await free;
});

Deno.test("a hang on something that others may settle is no deadlock", () => {
  const task = spawn(function* () {
    yield* new Future<void>();
  });
  assertEquals(deadlockAmong([task]), undefined);
});

/** What waits in a graph of the test's own. */
class Node extends Future<void> {
  who: Node[] = [];
  any = false;
  open = false;

  _settlers() {
    const { who, any, open } = this;
    return open ? undefined : { kind: "Node", source: this, who, any };
  }
}

/** Waits are tasks, too, so that each circle has one. */
interface Planned {
  readonly who: number[];
  readonly any: boolean;
  readonly open: boolean;
}

/** Whether a node goes on, asked over and over until nothing changes. */
function naive(plan: readonly Planned[]): boolean[] {
  const goes = plan.map(({ open, who }) => open || who.length === 0);
  for (let i = 0; i < plan.length; i++) {
    plan.forEach(({ who, any }, at) => {
      const could = any ? who.some((w) => goes[w]) : who.every((w) => goes[w]);
      goes[at] ||= could;
    });
  }
  return goes;
}

Deno.test("what is stuck, and the circle that holds it, agree with a naive search", () => {
  const plans = fc.integer({ min: 1, max: 9 }).chain((n) =>
    fc.array(
      fc.record({
        who: fc.uniqueArray(fc.nat(n - 1), { maxLength: 3 }),
        any: fc.boolean(),
        open: fc.boolean().map((a) => a).chain((a) =>
          fc.boolean().map((b) => a && b)
        ),
      }),
      { minLength: n, maxLength: n },
    )
  );
  fc.assert(
    fc.property(plans, (plan) => {
      const nodes = plan.map(() => new Node());
      // Each arrow leads through a task, which waits for the node behind it.
      const tasks = nodes.map((node, i) =>
        spawn(function* (): Generator {
          yield node;
        }, { name: `t${i}` })
      );
      plan.forEach(({ who, any, open }, i) => {
        Object.assign(nodes[i]!, { who: who.map((w) => tasks[w]), any, open });
      });
      const goes = naive(plan);
      tasks.forEach((task, i) => {
        const found = deadlockAmong([task]);
        assertEquals(found === undefined, goes[i]);
        for (const { task, holder } of found?.cycle ?? []) {
          const from = tasks.indexOf(task as Task<void>);
          const to = tasks.indexOf(holder as Task<void>);
          assert(!goes[from] && plan[from]!.who.includes(to));
        }
        const members = found?.cycle.map(({ task }) => task) ?? [];
        assertEquals(new Set(members).size, members.length);
      });
      for (const node of nodes) node.cancel();
    }),
    { numRuns: 300 },
  );
});

Deno.test("a circle of 10,000 tasks is found without recursion", async () => {
  const tasks: Task<unknown>[] = [];
  for (let i = 0; i < 10_000; i++) {
    tasks.push(spawn(function* (): Generator {
      yield* sleep(0);
      yield tasks[(i + 1) % 10_000];
    }));
  }
  await rest();
  await rest();
  assertEquals(deadlockAmong([tasks[77]!])?.cycle.length, 10_000);
  // Cancelled in order each end frees the next.
  tasks[0]!.cancel("over");
  await caught(tasks[9_999]!);
});

Deno.test("a circle of Futures alone has no task to name, and says so", async () => {
  const start = new Future<void>();
  const first: Future<unknown> = start.then(() => second);
  const second: Future<unknown> = start.then(() => first);
  start.setResult();
  await rest();
  const found = deadlockAmong([first])!;
  assertEquals(found.cycle, []);
  assertMatch(deadlockError(found).message, /a circle of Futures/);
});

Deno.test("a race that is decided still waits for the loser's cleanup", async () => {
  const lock = new TinyLock("mine"), gate = new Future<number>();
  const loser = spawn(function* () {
    yield* lock.acquire();
    try {
      yield* new Future();
    } finally {
      yield* shield(lock.acquire());
    }
  }, { grace: 0 });
  const result = race([loser, gate]);
  gate.setResult(1);
  await rest();
  assertEquals(deadlockAmong([result])?.cycle.length, 1);
  lock.release();
});
