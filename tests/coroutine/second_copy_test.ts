/**
 * Two copies of the package in one program, as two dependencies may load them:
 * each waits for what the other made.
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { CancelledError, TwisterError } from "../../lib/errors/mod.ts";
import { Future, isFuture } from "../../lib/future/mod.ts";
import {
  coroutine,
  isCoroutineFunction,
  spawn,
} from "../../lib/coroutine/mod.ts";
import { rest } from "../_support.ts";
import { caught, type Co } from "./_kit.ts";

interface Copy {
  readonly future: typeof import("../../lib/future/mod.ts");
  readonly coroutine: typeof import("../../lib/coroutine/mod.ts");
}

/** A copy of the sources, loaded beside the one under test. */
async function load(): Promise<Copy> {
  const to = await Deno.makeTempDir();
  try {
    for (
      const layer of [
        "errors",
        "traceback",
        "context",
        "loop",
        "future",
        "coroutine",
      ]
    ) {
      await Deno.mkdir(`${to}/lib/${layer}`, { recursive: true });
      const from = new URL(`../../lib/${layer}/`, import.meta.url);
      for await (const { name } of Deno.readDir(from)) {
        await Deno.copyFile(new URL(name, from), `${to}/lib/${layer}/${name}`);
      }
    }
    return {
      future: await import(`file://${to}/lib/future/mod.ts`),
      coroutine: await import(`file://${to}/lib/coroutine/mod.ts`),
    };
  } finally {
    await Deno.remove(to, { recursive: true });
  }
}

const theirs = await load();

/** Waits in each of the ways that a coroutine has. */
const WAYS: readonly ((on: Future<unknown>) => Co)[] = [
  function* (on) {
    return yield on;
  },
  function* (on) {
    return yield* on;
  },
  function* (on) {
    return (yield [on])[0];
  },
];

function foreign(): Future<unknown> {
  return new theirs.future.Future<unknown>() as Future<unknown>;
}

Deno.test("the copies are two, and know each other's futures, errors and coroutines", () => {
  const future = foreign();
  assertEquals((future as unknown) instanceof Future, false);
  assert(isFuture(future) && theirs.future.isFuture(new Future()));
  future.cancel();
  const error = assertThrows(() => future.result());
  assertInstanceOf(error, CancelledError);
  assertInstanceOf(error, TwisterError);
  assert(isCoroutineFunction(theirs.coroutine.coroutine(function* () {})));
});

Deno.test("a coroutine waits for the other copy's future, pending or ready", async () => {
  for (const wait of WAYS) {
    const pending = foreign(), ready = foreign();
    const task = spawn(() => wait(pending));
    await rest();
    assertEquals(task.done, false);
    pending.setResult("pending");
    ready.setResult("ready");
    assertEquals(await task, "pending");
    assertEquals(await spawn(() => wait(ready)), "ready");
  }
});

Deno.test("a coroutine goes on waiting for such futures, again and again", async () => {
  const task = spawn(function* (): Co<number> {
    let sum = 0;
    for (let i = 0; i < 20; i++) {
      const one = foreign();
      one.setResult(1);
      sum += yield* one as Future<number>;
      sum += yield one;
    }
    return sum;
  });
  for (let i = 0; i < 100 && !task.done; i++) await rest();
  assertEquals(task.state === "fulfilled" && task.result(), 40);
});

Deno.test("the error of the other copy's future is thrown at the yield, the very same", async () => {
  const boom = new Error("boom");
  for (const wait of WAYS) {
    const pending = foreign(), ready = foreign();
    const task = spawn(() => wait(pending));
    pending.setError(boom);
    ready.setError(boom);
    assert(await caught(task) === boom);
    assert(await caught(spawn(() => wait(ready))) === boom);
  }
});

Deno.test("the other copy's task is waited for, and is cancelled by its last waiter", async () => {
  const log: string[] = [];
  const task = theirs.coroutine.spawn(function* (): Co {
    try {
      yield foreign();
    } finally {
      log.push("theirs");
    }
  });
  const waiter = spawn(function* (): Co {
    yield task;
  });
  waiter.cancel();
  assertInstanceOf(await caught(waiter), CancelledError);
  await rest();
  assertEquals(log, ["theirs"]);
  assertEquals(task.cancelled, true);
});

Deno.test("our futures are waited for by the other copy", async () => {
  const ours = new Future<number>();
  const double = coroutine(function* (): Co<number> {
    return 2 * (yield ours);
  });
  const task = theirs.coroutine.spawn(function* (): Co<number> {
    return 1 + (yield double());
  });
  ours.setResult(21);
  assertEquals(await task, 43);
});
