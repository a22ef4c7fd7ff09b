import { assert, assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { moment, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { rest, turns } from "../_support.ts";
import type { Co } from "./_kit.ts";

Deno.test("cancel runs no code of the user: neither a catch, a finally, a listener nor an onCancel", async () => {
  const log: string[] = [];
  const owned = new Future({ onCancel: () => log.push("onCancel") });
  const task = spawn(function* (): Co {
    try {
      yield owned;
    } catch {
      log.push("catch");
    } finally {
      log.push("finally");
    }
  });
  task.signal.addEventListener("abort", () => log.push("listener"));
  assertEquals(task.cancel(), true);
  assertEquals(log, []);
  await task;
  assertEquals(log.toSorted(), ["catch", "finally", "listener", "onCancel"]);
});

Deno.test("the throw comes in a turn of the loop, after what was queued before", async () => {
  const log: string[] = [];
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } finally {
      log.push("thrown");
    }
  });
  IOLoop.current().addCallback(() => log.push("queued before"));
  task.cancel();
  IOLoop.current().addCallback(() => log.push("queued after"));
  await rest();
  assertEquals(log, ["queued before", "thrown", "queued after"]);
});

Deno.test("cancels come to their tasks in the order of asking", async () => {
  const log: string[] = [];
  const wait = (name: string) =>
    spawn(function* (): Co {
      try {
        yield new Future();
      } finally {
        log.push(name);
      }
    });
  const [a, b, c] = ["a", "b", "c"].map(wait);
  for (const task of [c!, a!, b!]) task.cancel();
  await rest();
  assertEquals(log, ["c", "a", "b"]);
});

Deno.test("a task that stands in the ready queue takes one step for its wait, not two", async () => {
  const gate = new Future<string>(), log: string[] = [];
  const task = spawn(function* (): Co {
    log.push(yield gate);
    try {
      yield moment;
      log.push("not reached");
    } catch (error) {
      log.push((error as Error).name);
    }
    yield moment;
    log.push("end");
  });
  gate.setResult("ready");
  task.cancel();
  await task;
  assertEquals(log, ["ready", "CancelledError", "end"]);
});

Deno.test("a cancel asked for within a callback of the loop comes in the next turn", async () => {
  let turn = 0, came = -1;
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } finally {
      came = turn;
    }
  });
  const loop = IOLoop.current();
  loop.addCallback(() => {
    turn = 1;
    task.cancel();
    loop.addCallback(() => turn = 2);
  });
  await turns(3);
  assertEquals(came, 1);
  assert(task.cancelled);
});

Deno.test("a task that ends before the loop gets to its cancel keeps its result", async () => {
  const task: Task<string> = spawn(function* (): Co<string> {
    yield moment;
    task.cancel("too late");
    return "end";
  });
  assertEquals(await task, "end");
  assertEquals([task.state, task.cancelRequested], ["fulfilled", true]);
});
