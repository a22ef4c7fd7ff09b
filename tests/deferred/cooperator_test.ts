import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CancelledError, ClosedError } from "../../lib/errors/mod.ts";
import { cooperate, Cooperator } from "../../lib/deferred/mod.ts";
import { handLoop, rest, turns } from "../_support.ts";
import { caught, NONE } from "./_kit.ts";

/** Logs its name so many times. */
function* work(log: unknown[], name: string, times: number) {
  for (let i = 0; i < times; i++) yield log.push(name);
}

Deno.test("iterators take their steps in turns, those that came first ahead", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  loop._within(() => {
    const cooperator = new Cooperator();
    cooperator.cooperate(work(log, "a", 3));
    cooperator.cooperate(work(log, "b", 1));
    cooperator.cooperate(work(log, "c", 2));
  });
  assertEquals(log, []);
  await rest();
  assertEquals(log, ["a", "b", "c", "a", "c", "a"]);
});

Deno.test("after its slice of time the loop has its turn", async () => {
  const { loop, clock } = handLoop(), log: unknown[] = [];
  loop._within(() => {
    new Cooperator({ slice: 10 }).cooperate(function* () {
      for (let i = 0; i < 6; i++) {
        clock.pass(4);
        yield log.push(i);
      }
    }());
    loop.addCallback(() => log.push("other"));
  });
  await rest();
  assertEquals(log, [0, 1, 2, "other", 3, 4, 5]);
});

Deno.test("an endless iterator holds up nothing", async () => {
  const { loop, clock } = handLoop();
  const task = loop._within(() =>
    new Cooperator().cooperate(function* () {
      for (;;) yield clock.pass(1);
    }())
  );
  const end = caught(task.whenDone());
  await turns(5, loop);
  loop._within(() => task.stop());
  assertEquals(end() instanceof CancelledError, true);
});

Deno.test("on a clock that stands still the loop has its turn all the same", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  loop._within(() => {
    new Cooperator().cooperate(work(log, "a", 1000));
    loop.addCallback(() => log.push("other"));
  });
  await rest();
  const at = log.indexOf("other");
  assertEquals([at > 0, at < 100, log.length], [true, true, 1001]);
});

Deno.test("coiterate() gives a Deferred of the iterator's end", async () => {
  const { loop } = handLoop(), iterator = [1, 2].values();
  const end = loop._within(() => caught(new Cooperator().coiterate(iterator)));
  assertEquals(end(), NONE);
  await rest();
  assertStrictEquals(end(), iterator);
});

Deno.test("one that is not started takes steps when it is", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  const cooperator = loop._within(() => new Cooperator({ started: false }));
  cooperator.cooperate(work(log, "a", 1));
  await rest();
  assertEquals([log, cooperator.running], [[], false]);
  cooperator.start();
  await rest();
  assertEquals([log, cooperator.running], [["a"], true]);
});

Deno.test("stop() stops all tasks, also those that are paused", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  const cooperator = loop._within(() => new Cooperator());
  const tasks = ["a", "b"].map((name) =>
    cooperator.cooperate(work(log, name, 9))
  );
  tasks[0]!.pause();
  const ends = tasks.map((task) => caught(task.whenDone()));
  cooperator.stop();
  await rest();
  assertEquals(log, []);
  for (const end of ends) {
    assertEquals(
      (end() as CancelledError).reason,
      "the Cooperator was stopped",
    );
  }
});

Deno.test("stop() within a step ends the steps", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  const cooperator = loop._within(() => new Cooperator());
  const end = caught(cooperator.coiterate(function* () {
    yield log.push("once");
    cooperator.stop();
    yield log.push("then");
    log.push("never");
  }()));
  await rest();
  assertEquals(log, ["once", "then"]);
  assertEquals(end() instanceof CancelledError, true);
});

Deno.test("what is given to a stopped one has failed with ClosedError", () => {
  const { loop } = handLoop();
  const cooperator = loop._within(() => new Cooperator());
  cooperator.stop();
  const end = loop._within(() => caught(cooperator.coiterate([1].values())));
  assertEquals(end() instanceof ClosedError, true);
});

Deno.test("started again after a stop it takes new iterators", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  const cooperator = loop._within(() => new Cooperator());
  cooperator.stop();
  cooperator.start();
  cooperator.cooperate(work(log, "a", 1));
  await rest();
  assertEquals(log, ["a"]);
});

Deno.test("with nothing to do the loop is left in peace", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  loop._within(() => new Cooperator().cooperate(work(log, "a", 1)));
  await rest();
  assertEquals([...loop._queued()], []);
});

Deno.test("cooperate() shares one Cooperator a loop", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  loop._within(() => {
    cooperate(work(log, "a", 2));
    cooperate(work(log, "b", 2));
  });
  await rest();
  assertEquals(log, ["a", "b", "a", "b"]);
});

Deno.test("wrong use is told at the call", () => {
  const cooperator = new Cooperator();
  assertThrows(
    () => cooperator.cooperate([1] as never),
    TypeError,
    "array.values()",
  );
  assertThrows(() => cooperate(null as never), TypeError, "an iterator");
  assertThrows(() => new Cooperator({ slice: NaN }), RangeError, "slice");
});
