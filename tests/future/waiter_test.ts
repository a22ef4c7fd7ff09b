import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import {
  Callback,
  currentLoop,
  FLAGS,
  INSTANT,
  LOOKS,
  loopOf,
  Waiters,
  wake,
} from "../../lib/future/waiter.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { handLoop, reports, turns } from "../_support.ts";

Deno.test("currentLoop and loopOf give the loop of the running holder", () => {
  const { loop } = handLoop();
  assertStrictEquals(currentLoop(), IOLoop.current());
  loop._within(() => {
    assertStrictEquals(currentLoop(), loop);
    assertStrictEquals(loopOf(new Callback(() => {}, undefined)), loop);
  });
});

Deno.test("wake queues a waiter on its own loop, and runs an instant one", async () => {
  const { loop } = handLoop(), log: string[] = [], future = new Future();
  loop._within(() => {
    wake(new Callback(() => log.push("queued"), undefined), undefined);
    wake(new Callback(() => log.push("instant"), future, INSTANT), future);
  });
  assertEquals(log, ["instant"]);
  await turns(1, loop);
  assertEquals(log, ["instant", "queued"]);
});

Deno.test("the flags of a waiter leave room for its place", () => {
  assertEquals((LOOKS | INSTANT) & ~FLAGS, 0);
});

Deno.test("Waiters runs in the order of adding, also what is added meanwhile", () => {
  const log: string[] = [], future = {};
  const list = new Waiters(
    new Callback(() => log.push("first"), future),
    future,
  );
  list.addBare((given) => {
    log.push(given === future ? "second" : "wrong");
    list.addBare(() => log.push("added"));
  });
  list.add(new Callback(() => log.push("third"), future));
  list._run();
  assertEquals(log, ["first", "second", "third", "added"]);
});

Deno.test("Waiters lets one leave by its place, however many there are", () => {
  const log: number[] = [];
  const all = Array.from(
    { length: 5000 },
    (_, i) => new Callback(() => log.push(i), undefined),
  );
  const list = new Waiters(all[0]!, undefined);
  for (const one of all.slice(1)) list.add(one);
  for (const one of all) if (all.indexOf(one) % 1000 !== 7) list.remove(one);
  assertEquals(list.size, 5);
  assert(list.list.length < 64, `${list.list.length} places for 5`);
  assert(list.has(all[7]!) && !list.has(all[8]!));
  list._run();
  assertEquals(log, [7, 1007, 2007, 3007, 4007]);
});

Deno.test("Waiters does not count one that leaves twice", () => {
  const one = new Callback(() => {}, undefined);
  const list = new Waiters(new Callback(() => {}, undefined), undefined);
  list.add(one);
  list.remove(one);
  list.remove(one);
  assertEquals(list.size, 1);
});

Deno.test("Waiters reports one that throws under its name, and goes on", () => {
  const { loop } = handLoop(), log: string[] = [];
  using told = reports(loop);
  loop._within(() => {
    const list = new Waiters(
      new Callback(function lone() {
        throw new Error("a");
      }, undefined),
      undefined,
    );
    list.addBare(function bare() {
      throw new Error("b");
    });
    list.addBare(() => log.push("last"));
    list._run();
  });
  assertEquals(told.errors.map(({ name }) => name), ["lone", "bare"]);
  assertEquals(log, ["last"]);
});

Deno.test("a done-callback without a name is called so in reports", () => {
  assertEquals(new Callback(() => {}, undefined)._label(), "done-callback");
});

Deno.test("done-callbacks that come and go leave nothing behind", () => {
  const future = new Future<void>();
  for (const stays of [() => {}, () => {}]) future.addDoneCallback(stays);
  for (let i = 0; i < 10_000; i++) {
    const passing = () => {};
    future.addDoneCallback(passing);
    assertEquals(future.removeDoneCallback(passing), 1);
  }
  const link = future._link;
  assert(link instanceof Waiters);
  assertEquals(link.size, 2);
  assert(link.list.length < 64, `${link.list.length} places for 2`);
});
