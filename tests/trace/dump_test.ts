import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { gather } from "../../lib/combinators/mod.ts";
import { moment, sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { TaskGroup } from "../../lib/scopes/mod.ts";
import { dumpTasks } from "../../lib/trace/mod.ts";
import { handLoop, rest } from "../_support.ts";
import { live, livePrograms } from "./_programs.ts";
import { type Co, short, waiting } from "./_kit.ts";

Deno.test("a dump shows each task below the one that waits for it, with its line", async () => {
  const { loop, clock } = handLoop();
  const gate = new Future<void>({ name: "gate" });
  const run = loop.run(function* main(): Co {
    const helper = spawn(function* helper(): Co {
      yield* gate;
    });
    yield* TaskGroup.run(function* (group) {
      group.spawn(function* child(): Co {
        yield* sleep(50);
      });
      yield* helper;
    }, { name: "pair" });
  });
  await clock.advance(10);
  assertEquals(short(dumpTasks({ loop }).toString()).split("\n"), [
    "3 tasks: 3 waiting",
    "(those that can be reached; set loop.debug = true before they start to see all)",
    "- main: waits for the end of helper, in pair",
    "    at TaskGroup.run.name (dump_test.ts)",
    "    at main (dump_test.ts)",
    '  - helper: waits for Future "gate"',
    "      at helper (dump_test.ts)",
    "  - child: waits for sleep, 40 ms left, in pair",
    "      at child (dump_test.ts)",
  ]);
  gate.setResult();
  await clock.advance(100);
  await run;
});

Deno.test("parents, children and roots of a dump fit together, and it is plain data as JSON", async () => {
  const gate = new Future<void>();
  const members = [waiting("a", gate), waiting("b", gate)];
  const top = spawn(function* top(): Co {
    yield* gather(members);
  });
  const dump = dumpTasks({ roots: [top] });
  assertEquals(dump.roots.map(({ task }) => task), [top]);
  const [first, ...below] = dump.tasks;
  assertEquals(first!.children, below);
  for (const { parent } of below) assertStrictEquals(parent, first);
  const { complete, tasks } = JSON.parse(JSON.stringify(dump));
  assertEquals(complete, false);
  assertEquals(
    tasks.map(({ parent }: { parent?: number }) => parent),
    [undefined, 0, 0],
  );
  gate.setResult();
  await top;
  assertEquals(first!.state, "waiting");
});

Deno.test("a dump in the middle of a program changes nothing of what it does", async () => {
  await fc.assert(
    fc.asyncProperty(livePrograms, async (program) => {
      const ends = async (look: (() => void) | undefined) => {
        const { loop, clock } = handLoop();
        const log: number[] = [];
        const run = loop.run(live(program, () => {
          log.push(loop.time());
          look?.();
        }));
        let ended = false;
        run.then(() => ended = true);
        for (let i = 0; i < 100 && !ended; i++) {
          await clock.advance(1);
          if (look !== undefined) dumpTasks({ loop }).toString();
          await clock.advance(19);
        }
        assert(ended);
        return log;
      };
      assertEquals(
        await ends(() => dumpTasks().toString()),
        await ends(undefined),
      );
    }),
    { numRuns: 100 },
  );
});

Deno.test("with debug the dump is complete, says so, and tells how old tasks are", async () => {
  const { loop, clock } = handLoop({ debug: true });
  const gate = new Future<void>();
  let task: Task<unknown> | undefined;
  try {
    loop._within(() => task = waiting("forgotten", gate));
    clock.pass(70);
    const dump = dumpTasks({ loop });
    assertEquals(dump.complete, true);
    assertEquals(dump.tasks[0]!.age, 70);
    assertEquals(dump.toString().split("\n")[0], "1 task: 1 waiting");
  } finally {
    loop.debug = false;
  }
  gate.setResult();
  await task;
});

Deno.test("a task that waits for itself by a detour, and tasks in a ring, are each shown once", async () => {
  const tasks: Task<unknown>[] = [];
  for (const i of [0, 1, 2]) {
    tasks.push(spawn(function* (): Co {
      yield* moment;
      yield* tasks[(i + 1) % 3]!;
    }, { name: `ring ${i}` }));
  }
  await rest();
  const dump = dumpTasks({ roots: tasks });
  assertEquals(dump.tasks.length, 3);
  assertEquals(dump.roots.length, 1);
  assertEquals(dump.roots[0]!.children[0]!.children.length, 1);
  tasks[0]!.cancel();
  await rest();
});

Deno.test("ten thousand tasks in a chain are dumped without recursion, in a text that grows no faster", async () => {
  const gate = new Future<void>();
  let last: Task<unknown> = waiting("bottom", gate);
  for (let i = 0; i < 10_000; i++) last = waiting("link", last);
  const dump = dumpTasks({ roots: [last] });
  assertEquals(dump.tasks.length, 10_001);
  assert(dump.toString().length < 200 * 10_001);
  assertEquals(JSON.parse(JSON.stringify(dump)).tasks.length, 10_001);
  gate.setResult();
  await last;
});

Deno.test("of many that look alike only some are looked up, as many as asked for", async () => {
  const gate = new Future<void>();
  const tasks = Array.from({ length: 150 }, () => waiting("many", gate));
  const withLine = (places?: number) => {
    const options = { roots: [gate], ...places !== undefined && { places } };
    return dumpTasks(options).tasks.filter(({ where }) => where.length > 0)
      .length;
  };
  assertEquals([withLine(), withLine(7), withLine(Infinity)], [100, 7, 150]);
  gate.setResult();
  await Promise.all(tasks);
});
