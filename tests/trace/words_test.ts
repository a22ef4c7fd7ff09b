import { assertEquals } from "@std/assert";
import { any, gather, race, withTimeout } from "../../lib/combinators/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { shield } from "../../lib/scopes/mod.ts";
import { Event, Lock } from "../../lib/sync/mod.ts";
import { cellWords, namesOf } from "../../lib/trace/words.ts";
import { handLoop } from "../_support.ts";
import { type Co, waiting } from "./_kit.ts";

Deno.test("what is waited for is said as its user wrote it", async () => {
  const gate = new Future<void>({ name: "gate" }), plain = new Future<void>();
  const task = waiting("task", gate), lock = new Lock({ name: "l" });
  const holder = spawn(function* holder(): Co {
    using _permit = yield* lock.acquire();
    yield* gate;
  });
  const event = new Event({ name: "e" }), never = new Future<void>();
  const said = {
    "the end of task": task,
    'Future "gate"': gate,
    "a Future": plain,
    "gather of task, a Future": gather([task, plain]),
    "race of gather, task": race([gather([task]), task]),
    "any of gate": any([gate]),
    "withTimeout of task": withTimeout(60_000, task),
    "then of task": task.then(() => {}),
    "shield of task": shield(task),
    "acquire() of Lock l, held by holder": lock.acquire(),
    "wait() of Event e": event.wait(),
  };
  for (const [words, cell] of Object.entries(said)) {
    assertEquals(cellWords(cell as Future<unknown>), words);
  }
  gate.setResult();
  plain.setResult();
  event.set();
  for (const cell of Object.values(said)) await (cell as Future<unknown>);
  await holder;
  assertEquals(never.done, false);
});

Deno.test("a sleep tells how long it still takes, if the time is given", async () => {
  const { loop, clock } = handLoop();
  const nap = loop._within(() => sleep(100));
  assertEquals(cellWords(nap, loop.time() + 30), "sleep, 70 ms left");
  assertEquals(cellWords(nap, loop.time() + 300), "sleep, 0 ms left");
  assertEquals(cellWords(nap), "sleep");
  await clock.advance(100);
});

Deno.test("of many names the first ones are told", () => {
  const named = (name: string) => new Future({ name });
  const cells = ["a", "b", "c", "d", "e"].map(named);
  assertEquals(namesOf(cells), "a, b, c and 2 more");
  assertEquals(namesOf(cells.slice(0, 3)), "a, b, c");
});
