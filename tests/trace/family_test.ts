import { assertEquals } from "@std/assert";
import { gather } from "../../lib/combinators/mod.ts";
import { spawn, type Task } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { TaskGroup } from "../../lib/scopes/mod.ts";
import { Lock } from "../../lib/sync/mod.ts";
import { familyOf } from "../../lib/trace/family.ts";
import { knownTasks } from "../../lib/trace/known.ts";
import { type Co, waiting } from "./_kit.ts";

/** Each known task with its parent. */
function parents(...roots: object[]): Record<string, string | undefined> {
  const { tasks } = knownTasks({ roots }), { parentOf } = familyOf(tasks);
  return Object.fromEntries(
    tasks.map((task) => [task.name, parentOf.get(task)?.name]),
  );
}

Deno.test("the parent is who waits, also through Futures that are made of others", async () => {
  const gate = new Future<void>();
  const one = waiting("one", gate), two = waiting("two", gate);
  const direct = waiting("direct", one);
  const through = spawn(function* through(): Co {
    yield* gather([two.then(() => {})]).then(() => {});
  });
  assertEquals(parents(direct, through), {
    direct: undefined,
    through: undefined,
    one: "direct",
    two: "through",
  });
  gate.setResult();
  await direct;
  await through;
});

Deno.test("the owner of a group goes before others who wait", async () => {
  const gate = new Future<void>();
  const children: Task<unknown>[] = [];
  const owner = spawn(function* owner(): Co {
    yield* TaskGroup.run(function* (group) {
      children.push(group.spawn(function* child(): Co {
        yield* gate;
      }));
      yield* gate;
    });
  });
  const other = waiting("other", children[0]!);
  assertEquals(parents(other, owner)["child"], "owner");
  gate.setResult();
  await owner;
  await other;
});

Deno.test("who waits for a lock is no parent of its holder", async () => {
  const lock = new Lock(), gate = new Future<void>();
  const take = (name: string) =>
    spawn(function* (): Co {
      using _permit = yield* lock.acquire();
      yield* gate;
    }, { name });
  const tasks = [take("holder"), take("waiter")];
  assertEquals(parents(lock), { holder: undefined, waiter: undefined });
  gate.setResult();
  await Promise.all(tasks);
});
