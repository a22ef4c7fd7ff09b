import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { coroutine, moment, spawn } from "../../lib/coroutine/mod.ts";
import { handLoop, rest } from "../_support.ts";
import { caught, type Co, within } from "./_kit.ts";

/** The order of two coroutines of five steps each, started as one. */
async function order(
  forA: () => unknown,
  forB: () => unknown,
): Promise<string> {
  let log = "";
  const five = coroutine(function* (name: string, step: () => unknown): Co {
    for (let i = 0; i < 5; i++) {
      log += name;
      yield step();
    }
  });
  await spawn(function* (): Co {
    yield [five("a", forA), five("b", forB)];
  });
  return log;
}

const ready = Future.resolve(1);

Deno.test("two coroutines over ready things run one after the other", async () => { // G7
  assertEquals(await order(() => ready, () => ready), "aaaaabbbbb");
});

Deno.test("two coroutines over moment take turns, and undefined and null act as moment", async () => { // G7
  assertEquals(await order(() => moment, () => moment), "ababababab");
  assertEquals(await order(() => undefined, () => null), "ababababab");
  assertEquals(await order(() => null, () => moment), "ababababab");
});

Deno.test("one over moment lets one over ready things pass", async () => { // G7
  assertEquals(await order(() => moment, () => ready), "abbbbbaaaa");
});

Deno.test("yield* of moment takes one turn as well, and gives nothing", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  within(loop, () =>
    spawn(function* (): Co {
      loop.addCallback(() => {
        log.push("turn 1");
        loop.addCallback(() => log.push("turn 2"));
      });
      log.push(yield* moment);
    }));
  await rest();
  assertEquals(log, ["turn 1", undefined, "turn 2"]);
});

Deno.test("ten moments are ten turns", async () => {
  const { loop } = handLoop();
  let turn = 0, gone = -1;
  const tick = (): void => {
    if (++turn < 20) loop.addCallback(tick);
  };
  within(loop, () =>
    spawn(function* (): Co {
      loop.addCallback(tick);
      for (let i = 0; i < 10; i++) yield* moment;
      gone = turn;
    }));
  await rest();
  assertEquals(gone, 10);
});

Deno.test("yield* of moment may be used in as many tasks at a time as one likes", async () => {
  const log: string[] = [];
  const three = (name: string) =>
    spawn(function* (): Co {
      for (let i = 0; i < 3; i++) {
        log.push(name);
        yield* moment;
      }
    });
  await Promise.all(["a", "b", "c"].map(three));
  assertEquals(log.join(""), "abcabcabc");
});

Deno.test("a cancel comes to a task that takes a turn, at the moment", async () => {
  for (
    const turn of [
      function* (): Co {
        yield* moment;
      },
      function* (): Co {
        yield moment;
      },
    ]
  ) {
    const log: string[] = [];
    const task = spawn(function* (): Co {
      try {
        yield* turn();
        log.push("not reached");
      } finally {
        log.push("cleaned up");
      }
    });
    task.cancel();
    assertInstanceOf(await caught(task), CancelledError);
    assertEquals(log, ["cleaned up"]);
  }
});

Deno.test("a generator that stands at yield* moment can be closed by its owner", () => {
  const log: string[] = [];
  const generator = (function* (): Co {
    try {
      yield* moment;
    } finally {
      log.push("closed");
    }
  })();
  generator.next();
  assertEquals(generator.return("early"), { done: true, value: "early" });
  assertEquals(log, ["closed"]);
});

Deno.test("moments for ever starve neither the loop's timers nor the host's", async () => {
  let stop = false, host = false;
  const task = spawn(function* (): Co {
    let steps = 0;
    while (!(stop && host) && ++steps < 5_000_000) yield moment;
    return stop && host;
  });
  const timer = setTimeout(() => host = true, 0);
  const { loop, clock } = handLoop();
  loop.callLater(1, () => stop = true);
  await clock.advance(1);
  assert(await task);
  clearTimeout(timer);
});
