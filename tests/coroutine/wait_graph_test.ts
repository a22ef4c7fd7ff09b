import { assertEquals, assertStrictEquals } from "@std/assert";
import { sleep, spawn, type Task } from "../../lib/coroutine/mod.ts";
import { waitOf } from "../../lib/coroutine/wait_graph.ts";
import { gather, multi, race, withTimeout } from "../../lib/combinators/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { CancelScope, shield, TaskGroup } from "../../lib/scopes/mod.ts";
import { handLoop } from "../_support.ts";

const waiting = (what: unknown, name = "waiting"): Task<unknown> =>
  spawn(function* () {
    yield what;
  }, { name });

Deno.test("a task waits for the Future at its yield", () => {
  const gate = new Future<void>();
  assertEquals(waitOf(waiting(gate)), {
    who: [gate],
    any: false,
    via: undefined,
  });
});

Deno.test("a plain Future, a sleep and a settled one may be ended from elsewhere", () => {
  const { loop } = handLoop();
  loop._within(() => {
    assertEquals(waitOf(new Future()), undefined);
    assertEquals(waitOf(Future.resolve(1)), undefined);
    assertEquals(waitOf(sleep(1)), undefined);
  });
});

Deno.test("a task that waits for a promise or its turn may be ended from elsewhere", async () => {
  const promise = Promise.withResolvers<void>();
  const pumped = waiting(promise.promise), turning = waiting(undefined);
  assertEquals(waitOf(pumped), undefined);
  assertEquals(waitOf(turning), undefined);
  promise.resolve();
  await pumped;
});

Deno.test("gather and race need one end, multi needs all", () => {
  const both = [new Future(), new Future()];
  const wait = (combined: Future<unknown>) => {
    const { who, any, via } = waitOf(combined)!;
    assertEquals(who, both);
    return [via?.kind, any];
  };
  assertEquals(wait(gather(both)), ["gather", true]);
  assertEquals(wait(race(both)), ["race", true]);
  assertEquals(wait(multi(both)), ["multi", false]);
});

Deno.test("a member that is settled already will end the wait of a race", () => {
  const done = new Future<void>(), open = new Future<void>();
  const combined = race([done, open]);
  assertEquals(waitOf(combined)?.who.length, 2);
  done.setResult();
  assertEquals(waitOf(combined), undefined);
});

Deno.test("a timeout ends what it is put around", () => {
  const { loop } = handLoop();
  loop._within(() => {
    const limited = withTimeout(5, new Future());
    assertEquals(waitOf(limited), undefined);
  });
});

Deno.test("shield and then lead to what they stand for", () => {
  const inner = new Future<void>();
  assertEquals(waitOf(shield(inner))?.who, [inner]);
  assertEquals(waitOf(inner.then())?.who, [inner]);
});

Deno.test("the end of a group waits for any of its children", async () => {
  const gate = new Future<void>(), children: Task<unknown>[] = [];
  let group: TaskGroup;
  const parent = spawn(() =>
    TaskGroup.run(function* (made) {
      group = made;
      children.push(made.spawn(() => waiting(gate)));
      children.push(made.spawn(() => waiting(gate)));
      yield* [];
    })
  );
  const join = waitOf(parent)!.who[0]!;
  const { who, any, via } = waitOf(join)!;
  assertEquals(who, children);
  assertEquals([via?.kind, any], ["TaskGroup", true]);
  assertStrictEquals(via?.source, group!);
  gate.setResult();
  await parent;
});

Deno.test("a deadline or a signal around a task may end its wait", () => {
  const { loop } = handLoop();
  const inScope = (scope: CancelScope) =>
    waitOf(spawn(() =>
      scope.run(function* () {
        yield* new Future();
      })
    ));
  loop._within(() => {
    const { signal } = new AbortController();
    assertEquals(inScope(new CancelScope())?.who.length, 1);
    assertEquals(inScope(new CancelScope({ timeout: 5 })), undefined);
    assertEquals(inScope(new CancelScope({ signal })), undefined);
  });
});

Deno.test("a shield keeps the deadline outside of it from a task", () => {
  const { loop } = handLoop();
  loop._within(() => {
    const task = spawn(() =>
      new CancelScope({ timeout: 5 }).run(() =>
        new CancelScope({ shield: true }).run(function* () {
          yield* new Future();
        })
      )
    );
    assertEquals(waitOf(task)?.who.length, 1);
  });
});

Deno.test("the grace of a cleanup may end its wait", async () => {
  const { loop, clock } = handLoop();
  const task = loop._within(() =>
    spawn(function* () {
      try {
        yield* new Future();
      } finally {
        yield* new Future();
      }
    })
  );
  task.cancel();
  await clock.advance(1);
  assertEquals(waitOf(task), undefined);
  await clock.advance(1000);
  assertEquals(task.cancelled, true);
});
