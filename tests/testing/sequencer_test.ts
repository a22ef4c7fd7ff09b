import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { coroutine, moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { gather } from "../../lib/combinators/mod.ts";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { coTest, runVirtual, Sequencer } from "../../lib/testing/mod.ts";

Deno.test("points are passed in their order, whoever waits for them", async () => {
  const points = fc.array(fc.nat(2), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(points, async (owners) => {
      const log: number[] = [];
      await runVirtual(function* () {
        const sequencer = new Sequencer();
        const worker = coroutine(function* (me: number) {
          for (const [point, owner] of owners.entries()) {
            if (owner !== me) continue;
            yield* sequencer.at(point);
            log.push(point);
          }
        });
        yield* gather([worker(2), worker(1), worker(0)]);
      });
      assertEquals(log, [...owners.keys()]);
    }),
    { numRuns: 30 },
  );
});

coTest("who passes a point runs to its next wait first", function* () {
  const sequencer = new Sequencer(), log: string[] = [];
  const second = spawn(function* () {
    yield* sequencer.at(1);
    log.push("second");
  });
  const first = spawn(function* () {
    yield* sequencer.at(0);
    log.push("first");
    yield* moment;
    yield* moment;
    log.push("first goes on");
  });
  yield* gather([first, second]);
  assertEquals(log, ["first", "second", "first goes on"]);
  assertEquals(sequencer.next, 2);
});

coTest("hold keeps the next point closed until it is disposed", function* () {
  const sequencer = new Sequencer(), log: string[] = [];
  const first = spawn(function* () {
    using _ = yield* sequencer.hold(0);
    log.push("first");
    yield* sleep(100);
    log.push("first is done");
  });
  const second = spawn(function* () {
    yield* sequencer.at(1);
    log.push("second");
  });
  yield* gather([first, second]);
  assertEquals(log, ["first", "first is done", "second"]);
});

coTest("a point that was held is passed once only", function* () {
  const sequencer = new Sequencer();
  const held = yield* sequencer.hold(0);
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  assertEquals(sequencer.next, 1);
});

coTest("when a wait is cancelled, later ones fail and say why", function* () {
  const sequencer = new Sequencer();
  const wait = (point: number) =>
    spawn(function* () {
      yield* sequencer.at(point);
      return point;
    });
  const [one, two] = [wait(1), wait(2)];
  one.cancel("given up");
  const error = yield* two.catch((error) => error);
  assertEquals(error instanceof InvalidStateError, true);
  assertEquals(error.cause, "given up");
  assertEquals(yield* wait(0), 0);
  yield* one.catch(() => {});
  const late = sequencer.at(3).catch((error) => error.message);
  assertEquals(
    yield* late,
    "Cannot reach point 3 of a Sequencer: whoever was to pass point 1 was " +
      "cancelled",
  );
});

coTest("points before a cancelled one are still passed", function* () {
  const sequencer = new Sequencer();
  const one = sequencer.at(1);
  const task = spawn(function* () {
    yield* one;
  });
  task.cancel();
  yield* task.catch(() => {});
  yield* sequencer.at(0);
});

Deno.test("a Sequencer refuses what is no point, or was one", async () => {
  const sequencer = new Sequencer();
  for (const bad of [-1, 0.5, NaN, Infinity]) {
    assertThrows(() => sequencer.at(bad), RangeError, "whole number");
  }
  await sequencer.at(0);
  assertThrows(() => sequencer.at(0), InvalidStateError, "somebody did before");
  const two = sequencer.at(2);
  assertThrows(() => sequencer.hold(2), InvalidStateError);
  two.cancel();
  await assertRejects(() => two.promise());
});
