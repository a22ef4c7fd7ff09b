import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";

import { DeadlockError } from "../../lib/errors/mod.ts";

import { type Deadlock, dumpTasks, findDeadlock } from "../../lib/trace/mod.ts";
import { handLoop, reports } from "../_support.ts";
import { circles, live, livePrograms, planted } from "./_programs.ts";

/** The names of a circle, turned so that the first of `like` is first. */
function turned(names: readonly string[], like: readonly string[]): string[] {
  const start = Math.max(0, names.indexOf(like[0]!));
  return [...names.slice(start), ...names.slice(0, start)];
}

function namesIn({ cycle }: Deadlock): string[] {
  cycle.forEach(({ holder }, i) => {
    assertEquals(holder, cycle[(i + 1) % cycle.length]!.task);
  });
  return cycle.map(({ task }) => task.name);
}

/** Who waits, by the lines of the error's message. */
function namesInMessage(message: string): string[] {
  return [...message.matchAll(/^ {2}(.+?) waits for /gm)].map(([, name]) =>
    name!
  );
}

Deno.test("planted circles of any shape are named exactly, by findDeadlock and by loop.run", async () => {
  await fc.assert(
    fc.asyncProperty(circles, async (circle) => {
      const { loop, clock } = handLoop();
      using told = reports(loop);
      const { main, names } = planted(circle);
      loop.deadlock = "off";
      const run = loop.run(main);
      await clock.advance(10);
      const found = findDeadlock({ loop });
      assert(found !== undefined, "nothing was found");
      assertEquals(turned(namesIn(found), names), names);
      for (const { where, task } of found.cycle) {
        const plain = /^task (\d)$/.exec(task.name);
        const link = plain && circle.ring[Number(plain[1])]!.link;
        assertEquals(where !== undefined, link !== "plain end", task.name);
      }
      loop.deadlock = "reject";
      loop.addCallback(() => {});
      // What is cancelled by that may wait until its grace is over.
      let error: unknown;
      run.catch((reason) => error = reason);
      for (let i = 0; i < 50 && !error; i++) await clock.advance(1000);
      assertInstanceOf(error, DeadlockError, `${dumpTasks({ loop })}`);
      assertEquals(turned(namesInMessage(error.message), names), names);
      assertEquals([told.errors, told.unobserved], [[], []]);
    }),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 200) },
  );
});

Deno.test("programs that can go on are never taken for a deadlock, and end", async () => {
  await fc.assert(
    fc.asyncProperty(livePrograms, async (program) => {
      const { loop, clock } = handLoop();
      let looks = 0;
      const run = loop.run(live(program, () => {
        looks++;
        // What is stuck inside a timeout is found here, as it should be: only
        // the tasks of the program itself must not be in it.
        const { cycle } = findDeadlock({ loop }) ?? { cycle: [] };
        for (const { task } of cycle) assertEquals(task.name, "half");
      }));
      let ended = false;
      const end = run.finally(() => ended = true);
      for (let i = 0; i < 200 && !ended; i++) await clock.advance(20);
      assert(ended, String(dumpTasks({ loop })));
      await end;
      assertEquals(looks, program.flat().length);
    }),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 1000) },
  );
});

Deno.test("a circle that a cancel cannot break for a shield in it is told, too", async () => {
  const { loop, clock } = handLoop();
  const { main } = planted({
    ring: [
      { link: "lock", depth: 0, extras: 0 },
      { link: "race", depth: 0, extras: 0 },
      { link: "shield", depth: 0, extras: 0 },
    ],
    at: 1,
    distance: 0,
    bystanders: 0,
  });
  let error: unknown;
  loop.run(main).catch((reason) => error = reason);
  await clock.advance(10_000);
  assertInstanceOf(error, DeadlockError);
});
