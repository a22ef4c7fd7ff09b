import { assert, assertEquals } from "@std/assert";
import { gather } from "../../lib/combinators/mod.ts";
import { moment, sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { TaskGroup } from "../../lib/scopes/mod.ts";
import {
  Barrier,
  Channel,
  Condition,
  Event,
  Lock,
  Queue,
  Semaphore,
} from "../../lib/sync/mod.ts";
import { knownTasks } from "../../lib/trace/known.ts";
import { handLoop, rest } from "../_support.ts";
import { type Co, waiting } from "./_kit.ts";

function namesFrom(...roots: object[]): string[] {
  return knownTasks({ roots }).tasks.map(({ name }) => name).sort();
}

Deno.test("from a task all are found that it waits for, and that wait for it", async () => {
  const gate = new Future<void>();
  const bottom = waiting("bottom", gate);
  const middle = [waiting("left", bottom), waiting("right", bottom)];
  const top = spawn(function* top(): Co {
    yield* gather(middle).then(() => {});
  });
  const all = ["bottom", "left", "right", "top"];
  for (const root of [bottom, ...middle, top, gate]) {
    assertEquals(namesFrom(root), all);
  }
  gate.setResult();
  await top;
});

Deno.test("from a lock, or one who waits for it, its holder and the whole line are found", async () => {
  const lock = new Lock(), gate = new Future<void>();
  const take = (name: string) =>
    spawn(function* (): Co {
      using _permit = yield* lock.acquire();
      yield* gate;
    }, { name });
  const tasks = ["holder", "second", "third"].map(take);
  for (const root of [lock, tasks[1]!]) {
    assertEquals(namesFrom(root), ["holder", "second", "third"]);
  }
  gate.setResult();
  for (const task of tasks) await task;
});

Deno.test("from any primitive all who wait for it are found", async () => {
  const event = new Event(),
    barrier = new Barrier(2),
    changed = new Condition();
  const queue = new Queue<number>({ maxsize: 1 });
  const [sender, receiver] = Channel.open<number>(0);
  const waits = new Map<object, Future<unknown>>([
    [event, event.wait()],
    [barrier, barrier.wait()],
    [changed, changed.wait()],
    [queue, queue.get()],
    [sender, receiver.receive()],
  ]);
  for (const [primitive, wait] of waits) {
    const task = waiting("waiter", wait);
    assertEquals(namesFrom(primitive), ["waiter"]);
    task.cancel();
    await rest();
  }
  await rest();
  queue.putNowait(1);
  const putter = waiting("putter", queue.put(2));
  const joiner = waiting("joiner", queue.join());
  assertEquals(namesFrom(queue), ["joiner", "putter"]);
  putter.cancel();
  joiner.cancel();
  receiver.close();
  sender.close();
  await rest();
});

Deno.test("from a group, or its owner, its children are found", async () => {
  const gate = new Future<void>();
  let group: TaskGroup | undefined;
  const owner = spawn(function* owner(): Co {
    yield* TaskGroup.run(function* (opened) {
      group = opened;
      opened.spawn(function* child(): Co {
        yield* gate;
      });
      yield* new Future<void>();
    });
  });
  assertEquals(namesFrom(group!), ["child"]);
  assertEquals(namesFrom(owner), ["child", "owner"]);
  owner.cancel();
  await owner.catch(() => {});
});

Deno.test("without roots those are found that a main, the queue, a timer or the running task leads to", async () => {
  const { loop } = handLoop();
  const found: string[] = [];
  const gate = new Future<void>();
  const run = loop.run(function* main(): Co {
    spawn(function* sleeper(): Co {
      yield* sleep(100);
    });
    spawn(function* queued(): Co {
      yield* moment;
      yield* moment;
    });
    waiting("forgotten", gate);
    yield* spawn(function* looker(): Co {
      yield* moment;
      found.push(...knownTasks().tasks.map(({ name }) => name));
    });
  });
  await rest();
  assertEquals(found.sort(), ["looker", "main", "queued", "sleeper"]);
  assert(!knownTasks({ loop }).complete);
  gate.setResult();
  await run;
});

Deno.test("with loop.debug all live tasks of the loop are found, and of no other", async () => {
  const { loop } = handLoop({ debug: true });
  const gates = [new Future<void>(), new Future<void>()];
  const here: Task<unknown>[] = [];
  try {
    loop._within(() => here.push(waiting("here", gates[0]!)));
    waiting("on the realm's loop", gates[1]!);
    const { tasks, complete } = knownTasks({ loop });
    assertEquals(tasks.map(({ name }) => name), ["here"]);
    assertEquals(complete, true);
  } finally {
    loop.debug = false;
    for (const gate of gates) gate.setResult();
  }
  await rest();
  assertEquals(IOLoop.current().debug, false);
});

Deno.test("a task that only its cancel holds is found by that", async () => {
  const { loop } = handLoop();
  const task = loop._within(() => waiting("cancelled", new Future<void>()));
  task.cancel();
  assertEquals(knownTasks({ loop }).tasks, [task]);
  await rest();
});

Deno.test("a root that is hostile is passed over, and its code is not run", () => {
  let touched = 0;
  const hostile = {
    get target() {
      return touched++;
    },
    get task() {
      return touched++;
    },
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertEquals(namesFrom(hostile, proxy, new Semaphore(1), () => {}), []);
  assertEquals(touched, 0);
});
