import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
} from "@std/assert";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { DeadlockError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { CancelScope, shield, TaskGroup } from "../../lib/scopes/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { TinyLock } from "../coroutine/_locks.ts";
import { handLoop, reports, rest } from "../_support.ts";

/** Waits for itself through a lock that it holds. */
function* hangs(lock: TinyLock = new TinyLock("mine")): Generator {
  yield* lock.acquire();
  yield* lock.acquire();
}

Deno.test("run rejects with the deadlock in which its main waits", async () => {
  const error = await caught(new IOLoop().run(hangs));
  assertInstanceOf(error, DeadlockError);
  assertMatch(error.message, /hangs waits for Lock "mine", held by hangs/);
});

Deno.test("a deadlocked main is unwound: its cleanup runs, its group is ended", async () => {
  const log: string[] = [], lock = new TinyLock("x");
  const main = () =>
    TaskGroup.run(function* (group) {
      group.spawn(function* () {
        try {
          yield* hangs(lock);
        } finally {
          yield* sleep(0);
          log.push("cleaned up");
        }
      });
      yield* [];
    });
  assertInstanceOf(await caught(new IOLoop().run(main)), DeadlockError);
  assertEquals(log, ["cleaned up"]);
});

Deno.test("nothing heals a deadlock: a value is dropped, an error kept beside it", async () => {
  const main = (end: () => unknown) =>
    function* (): Generator {
      try {
        yield* hangs();
      } catch {
        return end();
      }
    };
  const value = await caught(new IOLoop().run(main(() => 7)));
  assertInstanceOf(value, DeadlockError);
  const own = new Error("of the cleanup");
  const thrown = await caught(new IOLoop().run(main(() => {
    throw own;
  })));
  assertInstanceOf(thrown, DeadlockError);
  assertEquals(suppressed(thrown), [own]);
});

Deno.test("a cleanup that waits in the circle again is left behind", async () => {
  const lock = new TinyLock("mine"), { loop, clock } = handLoop();
  const ended = loop.run(function* (): Generator {
    try {
      yield* hangs(lock);
    } finally {
      yield* shield(lock.acquire());
    }
  });
  const error = caught(ended);
  await clock.advance(2000);
  await rest();
  assertInstanceOf(await error, DeadlockError);
});

Deno.test("while a timer is set, a promise pending or a signal heard, it is no deadlock yet", async () => {
  const { loop, clock } = handLoop();
  let settled = false;
  const main = loop.run(hangs).catch(() => settled = true);
  const held = Promise.withResolvers<void>(),
    controller = new AbortController();
  const timer = loop.callLater(10, () => {});
  loop._within(() => {
    spawn(function* () {
      yield* Future.from(held.promise);
    });
    spawn(function* () {
      yield held.promise;
    });
    spawn(() =>
      new CancelScope({ signal: controller.signal }).run(function* () {
        yield* new Future();
      })
    );
  });
  await rest();
  timer.cancel();
  await rest();
  assertEquals(settled, false);
  held.resolve();
  await rest();
  assertEquals(settled, false);
  controller.abort();
  await clock.advance(0);
  await rest();
  await main;
  assert(settled);
});

Deno.test("a promise that ends into the circle shows the deadlock", async () => {
  const error = await caught(new IOLoop().run(function* (): Generator {
    yield Promise.resolve();
    yield* hangs();
  }));
  assertInstanceOf(error, DeadlockError);
});

Deno.test("loop.deadlock = report tells onError once and lets it hang", async () => {
  const loop = new IOLoop();
  loop.deadlock = "report";
  using told = reports(loop);
  let over = false;
  const lock = new TinyLock("mine");
  const main = loop.run(() => hangs(lock)).finally(() => over = true);
  for (let i = 0; i < 3; i++) {
    await rest();
    loop.addCallback(() => {});
  }
  await rest();
  assertEquals(over, false);
  assertEquals(told.errors.map(({ name }) => name), ["loop.run"]);
  assertInstanceOf(told.errors[0]!.error, DeadlockError);
  loop.deadlock = "reject";
  loop.addCallback(() => {});
  await caught(main);
});

Deno.test("loop.deadlock = off leaves a hang as it is", async () => {
  const loop = new IOLoop();
  loop.deadlock = "off";
  using told = reports(loop);
  let over = false;
  const main = loop.run(hangs).finally(() => over = true);
  await rest();
  assertEquals([over, told.errors], [false, []]);
  loop.deadlock = "reject";
  loop.addCallback(() => {});
  await caught(main);
});

Deno.test("a main that waits for something unknown hangs without a report", async () => {
  const loop = new IOLoop(), gate = new Future<number>();
  using told = reports(loop);
  const main = loop.run(function* () {
    return yield* gate;
  });
  await rest();
  assertEquals(told.errors, []);
  gate.setResult(1);
  assertEquals(await main, 1);
});
