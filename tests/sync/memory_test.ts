/**
 * What is left of waits that are over: nothing.
 */
import { assert, assertEquals } from "@std/assert";
import type { Future } from "../../lib/future/mod.ts";
import {
  Barrier,
  Channel,
  Condition,
  Event,
  Lock,
  Queue,
  select,
  Semaphore,
  type WaitOptions,
} from "../../lib/sync/mod.ts";
import { stage } from "../scopes/_kit.ts";

const MANY = 100_000;

interface Kind {
  wait(options: WaitOptions): Future<unknown>;
  waiting(): number;
}

function kinds(): Record<string, Kind> {
  const lock = new Lock(), semaphore = new Semaphore(0), event = new Event();
  const condition = new Condition(), barrier = new Barrier(2 * MANY);
  const queue = new Queue<number>(), full = new Queue<number>({ maxsize: 1 });
  const [sender] = Channel.open<number>(0), other = new Queue<number>();
  lock.acquire();
  full.putNowait(1);
  const getters = () => queue.statistics().getters + other.statistics().getters;
  return {
    lock: {
      wait: (options) => lock.acquire(options),
      waiting: () => lock.statistics().waiting,
    },
    semaphore: {
      wait: (options) => semaphore.acquire(options),
      waiting: () => semaphore.statistics().waiting,
    },
    event: {
      wait: (options) => event.wait(options),
      waiting: () => event.statistics().waiting,
    },
    condition: {
      wait: (options) => condition.wait(options),
      waiting: () => condition.statistics().waiting,
    },
    barrier: {
      wait: (options) => barrier.wait(options),
      waiting: () => barrier.statistics().waiting,
    },
    "queue, to get": {
      wait: (options) => queue.get(options),
      waiting: () => queue.statistics().getters,
    },
    "queue, to put": {
      wait: (options) => full.put(1, options),
      waiting: () => full.statistics().putters,
    },
    channel: { wait: (options) => sender.send(1, options), waiting: () => 0 },
    select: {
      wait: (options) => select([queue, other], options),
      waiting: getters,
    },
  };
}

for (const name of Object.keys(kinds())) {
  Deno.test(`waits for a ${name} that time out leave nothing behind`, async () => {
    const on = stage(), { wait, waiting } = kinds()[name]!;
    const many = name === "lock" ? MANY : MANY / 50;
    let ended = 0;
    const seen = (one: Future<unknown>): unknown => {
      ended++;
      return one.state === "rejected" && one.error();
    };
    on.within(() => {
      for (let i = 0; i < many; i++) {
        wait({ timeout: 1 + i % 5 }).addDoneCallback(seen);
      }
    });
    assert(name === "channel" || waiting() >= many);
    await on.clock.advance(5);
    assertEquals([waiting(), ended, on.clock.alarmAt], [0, many, undefined]);
    assertEquals([on.told.errors, on.told.unobserved], [[], []]);
  });
}

Deno.test("waits that come and go behind one that stays take no more and more memory", () => {
  const lock = new Lock();
  lock.acquire();
  lock.acquire();
  const used = () => Deno.memoryUsage().heapUsed / 1e6;
  const churn = () => {
    for (let i = 0; i < MANY; i++) lock.acquire().cancel();
  };
  churn();
  const before = used();
  for (let i = 0; i < 10; i++) churn();
  assert(used() - before < 60, `${used() - before} MB more`);
  assertEquals(lock.statistics().waiting, 1);
});
