// The done-callbacks of a Future, which `future_test.ts` leaves out.
import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";

const noop = () => {};

// F1
Deno.test("callbacks run in the next turn, in order, with the Future alone", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  const future = new Future<number>();
  loop._within(() => {
    future.addDoneCallback((...args) =>
      log.push(["a", args.length, args[0] === future])
    );
    future.addDoneCallback((...args) =>
      log.push(["b", args.length, args[0] === future])
    );
    future.setResult(1);
  });
  assertEquals(log, []);
  await turns(1, loop);
  assertEquals(log, [["a", 1, true], ["b", 1, true]]);
});

// F2
Deno.test("a callback of a settled Future runs once, never inside the call", async () => {
  const failed = Future.reject("x"), cancelled = new Future();
  failed.error();
  cancelled.cancel();
  for (const future of [Future.resolve(1), failed, cancelled]) {
    let runs = 0;
    future.addDoneCallback(() => runs++);
    assertEquals(runs, 0);
    await turns(1);
    assertEquals(runs, 1);
    await rest();
    assertEquals(runs, 1);
  }
});

Deno.test("callbacks run when a Future fails or is cancelled", async () => {
  const seen: string[] = [];
  const failed = new Future(), cancelled = new Future();
  for (const future of [failed, cancelled]) {
    future.addDoneCallback(({ state }) => seen.push(state));
  }
  failed.setError("x");
  failed.error();
  cancelled.cancel();
  assertEquals(seen, []);
  await turns(1);
  assertEquals(seen, ["rejected", "cancelled"]);
});

// F3
Deno.test("a callback that throws is reported once, and the others run", async () => {
  const { loop } = handLoop(), error = new Error("thrown");
  using told = reports(loop);
  const future = new Future<number>(), log: string[] = [];
  loop._within(() => {
    future.addDoneCallback(function fails() {
      throw error;
    });
    future.addDoneCallback(() => log.push("ok"));
    future.setResult(1);
  });
  await rest();
  assertEquals(
    told.errors.map((report) => [report.error, report.name]),
    [[error, "fails"]],
  );
  assertEquals([log, future.result(), told.unobserved], [["ok"], 1, []]);
});

// F3
Deno.test("a callback that throws is reported also where it was added late or alone", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const alone = new Future<void>();
  loop._within(() => {
    Future.resolve().addDoneCallback(() => {
      throw "late";
    });
    alone.addDoneCallback(() => {
      throw "alone";
    });
    alone.setResult();
  });
  await rest();
  assertEquals(told.errors.map(({ error }) => error), ["late", "alone"]);
});

Deno.test("onCancel that throws is reported once, and the cancel goes on", async () => {
  const { loop } = handLoop(), error = new Error("in onCancel");
  using told = reports(loop);
  const future = loop._within(() => {
    const future = new Future({
      name: "page",
      onCancel: () => {
        throw error;
      },
    });
    assertEquals(future.cancel(), true);
    return future;
  });
  await rest();
  assertEquals(future.state, "cancelled");
  assertEquals(told.errors, [{ error, source: future, name: "page" }]);
  assertEquals(told.unobserved, []);
});

// F4
Deno.test("a callback added by a callback runs after those queued already", async () => {
  const future = new Future<void>(), log: string[] = [];
  future.addDoneCallback(() => {
    log.push("a1");
    future.addDoneCallback(() => log.push("n"));
  });
  future.addDoneCallback(() => log.push("a2"));
  future.setResult();
  await rest();
  assertEquals(log, ["a1", "a2", "n"]);
});

// F5
Deno.test("a callback that a callback removes does not run", async () => {
  const future = new Future<void>(), log: string[] = [];
  const removed = () => log.push("removed");
  future.addDoneCallback(() => {
    log.push("removes");
    assertEquals(future.removeDoneCallback(removed), 2);
  });
  future.addDoneCallback(removed);
  future.addDoneCallback(() => log.push("stays"));
  future.addDoneCallback(removed);
  future.setResult();
  await rest();
  assertEquals(log, ["removes", "stays"]);
});

// F5
Deno.test("a callback that settles other Futures: each callback runs once", async () => {
  const a = new Future<number>(), b = new Future<number>(), log: string[] = [];
  a.addDoneCallback(() => {
    log.push("a1");
    b.setResult(2);
  });
  a.addDoneCallback(() => log.push("a2"));
  b.addDoneCallback(() => log.push("b"));
  a.setResult(1);
  await rest();
  assertEquals(log, ["a1", "a2", "b"]);
});

Deno.test("a callback removed after the settle and before its turn does not run", async () => {
  for (const others of [0, 1, 3]) {
    const future = new Future<void>();
    let runs = 0, ran = 0;
    const removed = () => runs++;
    for (let i = 0; i < others; i++) future.addDoneCallback(() => ran++);
    future.addDoneCallback(removed);
    future.setResult();
    assertEquals(future.removeDoneCallback(removed), 1);
    await rest();
    assertEquals([runs, ran], [0, others]);
  }
});

Deno.test("a callback of a settled Future can be removed before its turn", async () => {
  const future = Future.resolve();
  let runs = 0;
  const removed = () => runs++;
  future.addDoneCallback(removed);
  assertEquals(future.removeDoneCallback(removed), 1);
  await rest();
  assertEquals(runs, 0);
});

// F6
Deno.test("removeDoneCallback takes back every copy and counts them", async () => {
  const future = new Future<void>(), log: string[] = [];
  const six = () => log.push("six");
  for (let i = 0; i < 6; i++) future.addDoneCallback(six);
  future.addDoneCallback(() => log.push("other"));
  assertEquals(
    [future.removeDoneCallback(six), future.removeDoneCallback(six)],
    [6, 0],
  );
  future.setResult();
  await rest();
  assertEquals(log, ["other"]);
});

Deno.test("removeDoneCallback counts copies of several contexts", () => {
  const user = new ContextVar<string>("user"), future = new Future();
  const callback = () => {};
  future.addDoneCallback(callback);
  user.run("ada", () => future.addDoneCallback(callback));
  future.addDoneCallback(callback);
  assertEquals(future.removeDoneCallback(callback), 3);
});

Deno.test("removeDoneCallback knows nothing of callbacks that ran, or of others", async () => {
  const future = Future.resolve(), callback = () => {};
  assertEquals(future.removeDoneCallback(callback), 0);
  future.addDoneCallback(callback);
  await rest();
  assertEquals(future.removeDoneCallback(callback), 0);
  assertEquals(future.removeDoneCallback(undefined as never), 0);
});

Deno.test("removing the last callback does not cancel the Future", () => {
  const told: unknown[] = [], callback = () => {};
  const future = new Future({ onCancel: (reason) => told.push(reason) });
  future.addDoneCallback(callback);
  future.removeDoneCallback(callback);
  assertEquals([told, future.state], [[], "pending"]);
});

Deno.test("a callback counts as one who waits: the Future goes on for it", () => {
  const told: unknown[] = [];
  const future = new Future({ onCancel: (reason) => told.push(reason) });
  future.addDoneCallback(noop);
  future.then().cancel("left");
  assertEquals([told, future.state], [[], "pending"]);
});

Deno.test("a callback added twice runs twice", async () => {
  const future = new Future<void>();
  let runs = 0;
  const callback = () => runs++;
  future.addDoneCallback(callback);
  future.addDoneCallback(callback);
  future.setResult();
  await rest();
  assertEquals(runs, 2);
});

Deno.test("callbacks, handlers and promises are served in the order of adding", async () => {
  const future = new Future<void>(), log: number[] = [];
  for (let i = 0; i < 6; i++) {
    if (i % 2 === 0) future.addDoneCallback(() => log.push(i));
    else future.then(() => log.push(i));
  }
  future.setResult();
  await rest();
  assertEquals(log, [0, 1, 2, 3, 4, 5]);
});

Deno.test("each callback sees the context in which it was added", async () => {
  const user = new ContextVar("user", { default: "none" });
  const future = new Future<void>(), seen: unknown[] = [];
  const look = () => {
    seen.push(user.get());
    user.set("changed");
  };
  future.addDoneCallback(look);
  user.run("ada", () => future.addDoneCallback(look));
  future.addDoneCallback(look);
  user.run("bob", () => future.addDoneCallback(look));
  user.run("eve", () => future.setResult());
  await rest();
  assertEquals(seen, ["none", "ada", "none", "bob"]);
  assertEquals(user.get(), "none");
});

Deno.test("addDoneCallback refuses what is no function", () => {
  for (const fn of [undefined, null, 1, "f", {}] as never[]) {
    assertThrows(
      () => new Future().addDoneCallback(fn),
      TypeError,
      "addDoneCallback(fn)",
    );
  }
});

Deno.test("100,000 callbacks of one Future run in order, and let the host go on", async () => {
  const future = new Future<void>();
  let next = 0, inOrder = true;
  for (let i = 0; i < 100_000; i++) {
    future.addDoneCallback(() => inOrder &&= next++ === i);
  }
  future.setResult();
  while (next < 100_000 && inOrder) await rest();
  assert(inOrder);
  assertStrictEquals(next, 100_000);
});
