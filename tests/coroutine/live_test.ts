import { assert, assertEquals } from "@std/assert";
import { liveTasks } from "../../lib/coroutine/live.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";

function* waits(gate: Future<void>) {
  yield* gate;
}

Deno.test("tasks that are made in debug are known until they end", async () => {
  const loop = new IOLoop({ debug: true });
  try {
    const gate = new Future<void>();
    const [first, second] = [1, 2].map(() => spawn(waits(gate)));
    const known = liveTasks();
    assert(known.indexOf(first!) >= 0);
    assert(known.indexOf(first!) < known.indexOf(second!));
    gate.setResult();
    await second;
    assertEquals(liveTasks().includes(first!), false);
  } finally {
    loop.debug = false;
  }
});

Deno.test("tasks that are made without debug are not noted", () => {
  const gate = new Future<void>();
  const task = spawn(waits(gate));
  assertEquals(liveTasks().includes(task), false);
  gate.setResult();
});

Deno.test("those that ended do not pile up", async () => {
  const loop = new IOLoop({ debug: true });
  try {
    const before = liveTasks().length;
    for (let i = 0; i < 5000; i++) {
      await spawn(function* () {});
    }
    assertEquals(liveTasks().length, before);
  } finally {
    loop.debug = false;
  }
});
