import { assertEquals, assertStrictEquals } from "@std/assert";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { coTest, VirtualClock, waitUntilIdle } from "../../lib/testing/mod.ts";

coTest("waitUntilIdle lets everything run that can", function* () {
  const log: string[] = [], gate = new Future<void>();
  const task = spawn(function* () {
    for (let i = 0; i < 2000; i++) yield* moment;
    for (let i = 0; i < 200; i++) yield Promise.resolve();
    log.push("at the gate");
    yield* gate;
  });
  yield* waitUntilIdle();
  assertEquals(log, ["at the gate"]);
  gate.setResult();
  yield* task;
});

coTest("no virtual time passes meanwhile", function* () {
  let woke = false;
  const task = spawn(function* () {
    yield* sleep(0.001);
    woke = true;
  });
  yield* waitUntilIdle();
  assertEquals([woke, IOLoop.current().time()], [false, 0]);
  yield* task;
});

coTest("several who wait for an idle loop all go on", function* () {
  const log: number[] = [];
  const tasks = [0, 1, 2].map((i) =>
    spawn(function* () {
      yield* waitUntilIdle();
      log.push(i);
    })
  );
  for (const task of tasks) yield* task;
  assertEquals(log.toSorted(), [0, 1, 2]);
});

coTest("a wait for an idle loop can be given up", function* () {
  const task = spawn(function* () {
    yield* waitUntilIdle();
  });
  task.cancel();
  yield* task.catch(() => {});
  assertEquals(task.cancelled, true);
});

Deno.test("waitUntilIdle can be asked of another loop", async () => {
  const loop = new IOLoop({ clock: new VirtualClock() });
  const outside = IOLoop.current();
  let steps = 0;
  const step = () => void (++steps < 50 && loop.addCallback(step));
  loop.addCallback(step);
  await waitUntilIdle(loop);
  assertEquals(steps, 50);
  assertStrictEquals(IOLoop.current(), outside);
});
