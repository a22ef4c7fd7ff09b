import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { ignore, reportError, reportSlow } from "../../lib/loop/reports.ts";
import { handLoop, rest, turns } from "../_support.ts";

/** What the host is told while a function runs and everything comes to rest. */
async function host(fn: () => unknown) {
  const printed: string[] = [], warned: string[] = [], rejected: unknown[] = [];
  const { error, warn } = console;
  const listen = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    rejected.push(event.reason);
  };
  console.error = (text: string) => void printed.push(text);
  console.warn = (text: string) => void warned.push(text);
  addEventListener("unhandledrejection", listen);
  try {
    fn();
    await rest();
  } finally {
    removeEventListener("unhandledrejection", listen);
    Object.assign(console, { error, warn });
  }
  return { printed, warned, rejected };
}

Deno.test("reportError prints the stack, then hands the very error to the host", async () => {
  const error = new Error("nobody's");
  const { printed, rejected } = await host(() =>
    reportError({ error, source: undefined, name: "test" })
  );
  assertEquals(printed.length, 1);
  assertMatch(printed[0]!, /^Error: nobody's\n +at .*reports_test\.ts:\d+/);
  assertEquals([rejected.length, rejected[0] === error], [1, true]);
});

Deno.test("reportError tells what was thrown where it is no error", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (
    const error of [undefined, null, 0, "text", Object.create(null), proxy]
  ) {
    const { printed, rejected } = await host(() =>
      reportError({ error, source: undefined, name: "test" })
    );
    assertMatch(printed[0]!, /^Uncaught /);
    assertEquals(rejected.length, 1);
    assertEquals(Object.is(rejected[0], error), true);
  }
});

Deno.test("an unobserved error goes to the host once, with what it printed before", async () => {
  const error = new Error("lost");
  const { printed, rejected } = await host(() => Future.reject(error));
  assertEquals([printed.length, rejected.length], [1, 1]);
  assertStringIncludes(printed[0]!, "Error: lost\n");
  assertEquals(rejected[0] === error, true);
});

Deno.test("a callback that throws goes to the host once where no hook is set", async () => {
  const error = new Error("thrown");
  const { printed, rejected } = await host(() =>
    IOLoop.current().addCallback(() => {
      throw error;
    })
  );
  assertEquals([printed.length, rejected.length], [1, 1]);
  assertEquals(rejected[0] === error, true);
});

Deno.test("a hook that throws is told to the host, and the loop goes on", async () => {
  const { loop } = handLoop(), inHook = new Error("in the hook");
  loop.onError = function myHook() {
    throw inHook;
  };
  let next = false;
  const { printed, rejected } = await host(() => {
    loop.addCallback(() => {
      throw new Error("first");
    });
    loop.addCallback(() => next = true);
  });
  assertEquals([next, printed.length, rejected.length], [true, 1, 1]);
  assertEquals(rejected[0] === inHook, true);
});

Deno.test("whichever hook throws, the host is told and the loop goes on", async () => {
  const { loop, clock } = handLoop(), thrown = ["unobserved", "late", "slow"];
  const [unobserved, late, slow] = thrown;
  loop.onUnobserved = () => {
    throw unobserved;
  };
  loop.onObservedLate = () => {
    throw late;
  };
  loop.onSlowCallback = () => {
    throw slow;
  };
  loop.slowCallbackThreshold = 10;
  const failed = loop._within(() => Future.reject(new Error("lost")));
  const first = await host(() => {});
  const { rejected } = await host(() => {
    failed.error();
    loop.addCallback(() => clock.pass(11));
  });
  assertEquals([...first.rejected, ...rejected], thrown);
});

Deno.test("a late report is told to nobody where no hook is set", async () => {
  const { loop } = handLoop();
  const failed = loop._within(() => Future.reject(new Error("late")));
  loop.onUnobserved = ignore;
  await rest();
  const { printed, rejected } = await host(() => failed.error());
  assertEquals([printed, rejected], [[], []]);
});

Deno.test("reportSlow warns in one line, with the name and whole milliseconds", async () => {
  const { warned } = await host(() =>
    reportSlow({ source: undefined, name: "parse", duration: 12.4 })
  );
  assertEquals(warned, ["parse held the loop for 12 ms"]);
});

Deno.test("a slow callback is warned of where no hook is set", async () => {
  const { loop, clock } = handLoop();
  loop.slowCallbackThreshold = 10;
  const { warned } = await host(() =>
    loop.addCallback(function parse() {
      clock.pass(11);
    })
  );
  assertEquals(warned, ["parse held the loop for 11 ms"]);
});

Deno.test("a hook that is set is called on its loop, outside of any callback", async () => {
  const { loop } = handLoop();
  let self: unknown;
  loop.onError = function () {
    self = this;
  };
  loop.addCallback(() => {
    throw new Error("x");
  });
  await turns(1, loop);
  assertEquals(self === loop, true);
});
