import { assert, assertEquals, assertFalse } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import type { Handle } from "../../lib/loop/mod.ts";
import { handLoop, reports, rest, turns } from "../_support.ts";

Deno.test("Handle.cancel takes a callback back: true, then false", async () => {
  const { loop } = handLoop();
  let runs = 0;
  const handle = loop.addCallback(() => runs++);
  assertEquals([handle.cancel(), handle.cancel()], [true, false]);
  await turns(2, loop);
  assertEquals(runs, 0);
});

Deno.test("Handle.cancel says false once the callback ran", async () => {
  const { loop, clock } = handLoop();
  const handles = [
    loop.addCallback(() => {}),
    loop.callLater(1, () => {}),
  ];
  await clock.advance(1);
  assertEquals(handles.map((handle) => handle.cancel()), [false, false]);
});

Deno.test("Handle.cancel says false from within its own callback", async () => {
  const { loop } = handLoop();
  let told: boolean | undefined;
  const handle: Handle = loop.addCallback(() => told = handle.cancel());
  await turns(1, loop);
  assertEquals(told, false);
});

Deno.test("Handle.done is false until it ran or was taken back", async () => {
  const { loop } = handLoop();
  const runs = loop.addCallback(() => {}), taken = loop.callLater(1, () => {});
  assertEquals([runs.done, taken.done], [false, false]);
  taken.cancel();
  await turns(1, loop);
  assertEquals([runs.done, taken.done], [true, true]);
});

Deno.test("a Handle in a using is taken back at the end of its block", async () => {
  const { loop, clock } = handLoop();
  let runs = 0;
  {
    using handle = loop.callLater(1, () => runs++);
    assertFalse(handle.done);
  }
  await clock.advance(5);
  assertEquals(runs, 0);
});

Deno.test("a Handle gives its name to a report, or says that it has none", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  loop.addCallback(function fetchPage() {
    throw new Error("a");
  });
  loop.addCallback(() => {
    throw new Error("b");
  });
  await turns(1, loop);
  assertEquals(told.errors.length, 2);
  assert(told.errors.every(({ source }) => source !== undefined));
  assertEquals(
    told.errors.map(({ name }) => name),
    ["fetchPage", "callback"],
  );
});

Deno.test("a Handle of a coroutine function drives the generator", async () => {
  const { loop } = handLoop(), log: unknown[] = [];
  const gate = new Future<string>();
  loop.addCallback(function* (first: string): Generator {
    log.push(first);
    log.push(yield gate);
  }, "first");
  await turns(1, loop);
  assertEquals(log, ["first"]);
  gate.setResult("second");
  await turns(2, loop);
  assertEquals(log, ["first", "second"]);
});

Deno.test("the error of a driven generator is reported once, as its task's", async () => {
  const { loop } = handLoop(), error = new Error("in the generator");
  using told = reports(loop);
  loop.spawnCallback(function* fails(): Generator {
    yield;
    throw error;
  });
  await rest();
  assertEquals(told.errors, []);
  assertEquals(
    told.unobserved.map(({ error, name }) => [error, name]),
    [[error, "fails"]],
  );
});

Deno.test("a Handle whose callback returns a task does not drive it twice", async () => {
  const { loop } = handLoop();
  using told = reports(loop);
  let steps = 0;
  loop.addCallback(() =>
    spawn(function* (): Generator {
      steps++;
      yield;
      steps++;
    })
  );
  await rest();
  assertEquals([steps, told.errors.length], [2, 0]);
});
