// deno-lint-ignore-file require-yield -- a body that never waits is one too
import { assert, assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  currentTask,
  moment,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { rest } from "../_support.ts";
import type { Co } from "./_kit.ts";

Deno.test("it is the task whose body runs, at each of its steps", async () => {
  const seen: unknown[] = [];
  function* body(): Co {
    seen.push(currentTask());
    yield moment;
    seen.push(currentTask());
    yield Promise.resolve();
    seen.push(currentTask());
    yield* Future.resolve(1);
    seen.push(currentTask());
  }
  const a = spawn(body), b = spawn(body);
  await Promise.all([a, b]);
  assertEquals(seen.filter((task) => task === a).length, 4);
  assertEquals(seen.filter((task) => task === b).length, 4);
});

Deno.test("it is undefined outside, also right after a task ran", async () => {
  assertEquals(currentTask(), undefined);
  const task = spawn(function* (): Co {
    yield moment;
  });
  assertEquals(currentTask(), undefined);
  await task;
  assertEquals(currentTask(), undefined);
});

Deno.test("it is the parent again when a child has run its first step", async () => {
  let inner: unknown;
  const parent: Task<unknown> = spawn(function* (): Co {
    yield moment;
    const child = spawn(function* (): Co {
      inner = currentTask();
    });
    return [inner === child, currentTask() === parent];
  });
  assertEquals(await parent, [true, true]);
});

Deno.test("it is the parent again also when the child failed at once", async () => {
  const parent: Task<unknown> = spawn(function* (): Co {
    yield moment;
    spawn(function* (): Co {
      throw new Error("caught");
    }).error();
    return currentTask() === parent;
  });
  assert(await parent);
});

Deno.test("a yielded generator is a task of its own", async () => {
  function* sub(): Co {
    yield moment;
    return currentTask();
  }
  const parent: Task<unknown> = spawn(function* (): Co {
    const child = yield sub();
    return child !== undefined && child !== parent;
  });
  assert(await parent);
});

Deno.test("a generator that is delegated to belongs to the task that delegates", async () => {
  function* sub(): Co {
    yield moment;
    return currentTask();
  }
  const parent: Task<unknown> = spawn(function* (): Co {
    return (yield* sub()) === parent;
  });
  assert(await parent);
});

Deno.test("it is undefined in callbacks, timers, done-callbacks and async functions", async () => {
  const seen: unknown[] = [];
  const look = (): void => void seen.push(currentTask());
  const later = async (): Promise<void> => {
    await null;
    look();
  };
  const task = spawn(function* (): Co {
    IOLoop.current().addCallback(look);
    IOLoop.current().callLater(0, look);
    Future.resolve(1).addDoneCallback(look);
    void later();
    yield moment;
    yield moment;
  });
  task.addDoneCallback(look);
  await task;
  await rest();
  assertEquals(seen, [undefined, undefined, undefined, undefined, undefined]);
});

Deno.test("it is the task in its catch and its finally when it is cancelled", async () => {
  const seen: unknown[] = [];
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } catch {
      seen.push(currentTask());
    } finally {
      yield moment;
      seen.push(currentTask());
    }
  });
  task.cancel();
  await task;
  assertEquals(seen.map((one) => one === task), [true, true]);
});
