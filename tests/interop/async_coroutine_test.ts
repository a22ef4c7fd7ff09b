import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { currentTask, sleep } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { asyncCoroutine } from "../../lib/interop/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { watchedSignal } from "../scopes/_kit.ts";
import { handLoop } from "../_support.ts";

Deno.test("a call starts at once and gives a native promise", async () => {
  const log: string[] = [];
  const load = asyncCoroutine(function* (page: string) {
    log.push(page);
    yield* sleep(0);
    return page.length;
  });
  const promise = load("home");
  assertInstanceOf(promise, Promise);
  assertEquals(log, ["home"]);
  const length: number = await promise;
  assertEquals(length, 4);
});

Deno.test("name, length and this are kept, also by with()", async () => {
  const page = {
    title: "home",
    load: asyncCoroutine(
      // deno-lint-ignore require-yield -- the call is what is tested
      function* load(this: { title: string }, _a: number, _b: number) {
        return [this.title, currentTask()?.name];
      },
    ),
  };
  const { load } = page, bound = load.with({});
  assertEquals([load.name, load.length], ["load", 2]);
  assertEquals([bound.name, bound.length], ["load", 2]);
  assertEquals(await page.load(1, 2), ["home", "load"]);
  assertEquals(await bound.call(page, 1, 2), ["home", "load"]);
  assertEquals(Object.keys(load), []);
});

Deno.test("it rejects with the very error, also one from before the first yield", async () => {
  const boom = new Error("boom");
  // deno-lint-ignore require-yield -- the call is what is tested
  const early = asyncCoroutine(function* () {
    throw boom;
  });
  const late = asyncCoroutine(function* () {
    yield* Future.reject(boom);
  });
  assertStrictEquals(await caught(early()), boom);
  assertStrictEquals(await caught(late()), boom);
});

Deno.test("the stack shows the coroutine and who awaits it", async () => {
  const works = asyncCoroutine(function* works() {
    yield* sleep(0);
    throw new Error("boom");
  });
  async function waits(): Promise<void> {
    await works();
  }
  const { stack } = await caught(waits()) as Error;
  const lines = stack!.split("\n").slice(1);
  assertEquals(lines.map((line) => /works|waits/.exec(line)?.[0]).slice(0, 2), [
    "works",
    "waits",
  ]);
});

Deno.test("an abort cancels that one call, and rejects with the reason after its cleanup", async () => {
  const { loop, clock } = handLoop(), watched = watchedSignal();
  const { signal } = watched, log: unknown[] = [];
  const load = asyncCoroutine(function* (name: string) {
    try {
      yield* sleep(10);
    } finally {
      yield* sleep(5);
      log.push(`${name} cleaned up`);
    }
  });
  loop._within(() => {
    load.with({ signal })("stopped").catch((why) => log.push(why));
    load("other").then(() => log.push("other done"));
  });
  watched.abort("enough");
  await clock.advance(5);
  assertEquals([log, watched.listeners], [["stopped cleaned up", "enough"], 0]);
  await clock.advance(10);
  assertEquals(log.slice(2), ["other cleaned up", "other done"]);
});

Deno.test("with a signal that is aborted already nothing is started", async () => {
  const log: string[] = [];
  const load = asyncCoroutine(function* () {
    log.push("started");
    yield* sleep(0);
  });
  const call = load.with({ signal: AbortSignal.abort("before") });
  assertEquals([await caught(call()), log], ["before", []]);
});

Deno.test("what is no function, or no signal, is refused at once", () => {
  assertThrows(() => asyncCoroutine(42 as never), TypeError, "asyncCoroutine");
  const load = asyncCoroutine(function* () {});
  assertThrows(() => load.with({ signal: 1 as never }), TypeError, "signal");
});
