import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { inspect as show } from "node:util";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";

/** A Future of a given outcome, of which no error is reported. */
function failed(error: unknown): Future<unknown> {
  const future = Future.reject(error);
  future.error();
  return future;
}

// F15
Deno.test("a Future prints its state, and its value or error", () => {
  assertEquals(String(new Future()), "Future <pending>");
  assertEquals(String(Future.resolve(42)), "Future <fulfilled: 42>");
  assertEquals(String(Future.resolve()), "Future <fulfilled: undefined>");
  assertEquals(
    String(failed(new TypeError("bad"))),
    'Future <rejected: "TypeError: bad">',
  );
  assertEquals(String(failed(0)), "Future <rejected: 0>");
});

// F15
Deno.test("a cancelled Future prints its reason, before and after one looks", () => {
  const plain = new Future(), why = new Future();
  plain.cancel();
  why.cancel("late");
  for (let i = 0; i < 2; i++) {
    assertEquals(String(plain), "Future <cancelled>");
    assertEquals(String(why), 'Future <cancelled: "late">');
    void plain.catch(() => {});
    why.promise().catch(() => {});
  }
});

// F15
Deno.test("a Future prints its name and its class", () => {
  class Page extends Future<string> {}
  assertEquals(String(new Future({ name: "page" })), "Future page <pending>");
  assertEquals(String(new Page()), "Page Future <pending>");
  assertMatch(
    String(spawn(function* load(): Generator {
      yield new Future();
    })),
    /^Task load <pending/,
  );
});

// F15
Deno.test("with debug a Future prints where it was made", () => {
  const { loop } = handLoop({ debug: true });
  const future = loop._within(function makesIt() {
    return new Future();
  });
  loop.debug = false;
  assertMatch(
    String(future),
    /^Future <pending> made at makesIt \(.*inspect_test\.ts:\d+:\d+\)$/,
  );
});

// F15
Deno.test("a pending Future prints who waits: the first, the last, and how many", () => {
  const future = new Future();
  const printed = () => String(future);
  future.addDoneCallback(function first() {});
  assertEquals(printed(), "Future <pending: waited for by first>");
  future.addDoneCallback(function second() {});
  assertEquals(printed(), "Future <pending: waited for by first, second>");
  for (let i = 0; i < 7; i++) future.addDoneCallback(() => {});
  future.then(function last() {});
  assertEquals(
    printed(),
    "Future <pending: waited for by first, 8 more, last>",
  );
});

Deno.test("a Future does not print those who left", () => {
  const future = new Future(), leaves = () => {};
  future.addDoneCallback(function stays() {});
  future.addDoneCallback(leaves);
  future.removeDoneCallback(leaves);
  assertEquals(String(future), "Future <pending: waited for by stays>");
});

Deno.test("waiters without a name are told by their kind", () => {
  const future = new Future<void>();
  future.addDoneCallback(() => {});
  void future.promise();
  assertEquals(
    String(future),
    "Future <pending: waited for by done-callback, promise()>",
  );
});

// F15
Deno.test("a Future whose result holds it does not print for ever", () => {
  const future = new Future<unknown>(), holds = { future };
  future.setResult(holds);
  assertEquals(String(future), "Future <fulfilled: { future: … }>");
  const self = new Future<unknown>();
  self.setResult(self);
  assert(String(self).length < 200);
});

Deno.test("a Future prints whatever it holds", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile = Object.defineProperty(new Error(), "message", {
    get: () => {
      throw new Error("touched");
    },
  });
  for (const value of [proxy, hostile, Object.create(null), Symbol("s"), 1n]) {
    const kept = new Future<unknown>(), left = new Future<unknown>();
    kept._settle(value, 1);
    left.cancel(value);
    assertMatch(String(kept), /^Future <fulfilled: .+>$/);
    assertMatch(String(failed(value)), /^Future <rejected: .+>$/);
    assertMatch(String(left), /^Future <cancelled: .+>$/);
  }
});

Deno.test("printing an error does not count as looking at it", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  const future = loop._within(() => Future.reject(new Error("unseen")));
  assertStringIncludes(String(future), "unseen");
  await rest();
  assertEquals(told.unobserved.length, 1);
});

Deno.test("a Future is shown the same way by the host's console", () => {
  const future = new Future({ name: "page" });
  assertEquals(Deno.inspect(future), "Future page <pending>");
  assertEquals(show(future), "Future page <pending>");
  assertEquals(Object.prototype.toString.call(future), "[object Future]");
});
