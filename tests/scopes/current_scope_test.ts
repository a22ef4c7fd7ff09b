// deno-lint-ignore-file require-yield -- a body that never waits is one too
import { assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError, TimeoutError } from "../../lib/errors/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  CancelScope,
  currentScope,
  moveOnAfter,
  TaskGroup,
  throwIfCancelled,
} from "../../lib/scopes/mod.ts";
import { type Co, never, play } from "./_kit.ts";

Deno.test("currentScope is the innermost scope, restored after each wait and on the way out", async () => {
  const outer = new CancelScope(), inner = new CancelScope();
  const { log } = await play(function* ({ log }): Co {
    const note = () => {
      const scope = currentScope();
      log.push(scope === outer ? "outer" : scope === inner ? "inner" : scope);
    };
    note();
    yield* outer.run(function* () {
      note();
      yield* sleep(1);
      yield* inner.run(function* () {
        note();
        yield* sleep(1);
        note();
      });
      note();
      yield* moment;
      note();
    });
    note();
  });
  assertEquals(log, [
    undefined,
    "outer",
    "inner",
    "inner",
    "outer",
    "outer",
    undefined,
  ]);
});

Deno.test("currentScope is undefined outside of coroutines, and in callbacks", async () => {
  assertEquals(currentScope(), undefined);
  const { log } = await play(({ loop, log }) =>
    new CancelScope().run(function* () {
      loop.addCallback(() => log.push(currentScope()));
      yield* sleep(1);
    })
  );
  assertEquals(log, [undefined]);
});

Deno.test("currentScope of interleaved tasks is each one's own", async () => {
  const scopes = [new CancelScope(), new CancelScope()];
  const { log } = await play(function* ({ log }): Co {
    yield scopes.map((scope) =>
      spawn(() =>
        scope.run(function* () {
          for (let i = 0; i < 3; i++) {
            log.push(currentScope() === scope);
            yield* moment;
          }
        })
      )
    );
  });
  assertEquals(log, new Array(6).fill(true));
});

Deno.test("currentScope of a child is its group's scope", async () => {
  const { log } = await play(({ log }) =>
    TaskGroup.run(function* (group) {
      log.push(currentScope() === group.scope);
      group.spawn(function* () {
        log.push(currentScope() === group.scope);
        yield* sleep(1);
        log.push(currentScope() === group.scope);
      });
    })
  );
  assertEquals(log, [true, true, true]);
});

Deno.test("currentScope after a scope that was left by an error is the outer one", async () => {
  const outer = new CancelScope();
  const { value } = await play(() =>
    outer.run(function* (): Co {
      try {
        yield* new CancelScope().run(function* (): Co {
          throw new Error("boom");
        });
      } catch {
        return currentScope() === outer;
      }
    })
  );
  assertEquals(value, true);
});

Deno.test("throwIfCancelled throws nothing outside of coroutines, and none where nothing is cancelled", async () => {
  throwIfCancelled();
  const { value } = await play(function* (): Co {
    throwIfCancelled();
    return yield* new CancelScope({ timeout: 5 }).run(function* () {
      throwIfCancelled();
      return "calm";
    });
  });
  assertEquals(value, "calm");
});

Deno.test("throwIfCancelled throws in a cancelled scope, and the scope keeps it", async () => {
  const scope = new CancelScope();
  const { value } = await play(function* (): Co {
    let steps = 0;
    yield* scope.run(function* () {
      for (;;) {
        throwIfCancelled();
        if (++steps === 3) scope.cancel();
      }
    });
    return steps;
  });
  assertEquals(value, 3);
});

Deno.test("throwIfCancelled throws in a cancelled task, with its reason", async () => {
  const { error, state } = await play(function* (on): Co {
    const task = on.spawn(function* (): Co {
      yield* sleep(1);
      task.cancel("why");
      throwIfCancelled();
      on.log.push("not reached");
    });
    yield* task;
  });
  assertEquals([state, error.reason], ["cancelled", "why"]);
});

Deno.test("throwIfCancelled is quiet in the cleanup, as a wait would be", async () => {
  const { log } = await play(function* ({ log, at }): Co {
    const scope = new CancelScope();
    at(1, () => scope.cancel());
    yield* scope.run(function* (): Co {
      try {
        yield* never();
      } finally {
        throwIfCancelled();
        yield* sleep(1);
        throwIfCancelled();
        log.push("cleaned up");
      }
    });
  });
  assertEquals(log, ["cleaned up"]);
});

Deno.test("throwIfCancelled throws past the grace, the same error each time", async () => {
  const { value } = await play(function* (): Co {
    const scope = new CancelScope({ grace: 0 });
    const errors = new Set<unknown>();
    yield* scope.run(function* (): Co {
      scope.cancel();
      for (let i = 0; i < 3; i++) {
        try {
          if (i === 0) yield* sleep(1);
          else throwIfCancelled();
          errors.add(undefined);
        } catch (error) {
          errors.add(error);
        }
        // The grace of zero ends when the loop comes to it.
        try {
          yield;
        } catch (error) {
          errors.add(error);
        }
      }
    });
    return [...errors];
  });
  assertEquals(value.length, 1);
  assertInstanceOf(value[0], CancelledError);
});

Deno.test("throwIfCancelled starts the grace, as a throw at a wait does", async () => {
  const { log } = await play(
    ({ log, now }) =>
      moveOnAfter(50, function* (scope): Co {
        scope.cancel();
        try {
          throwIfCancelled();
        } catch {
          try {
            yield* sleep(5000);
          } finally {
            log.push(now());
          }
        }
      }),
    { grace: 30 },
  );
  assertEquals(log, [30]);
});

Deno.test("throwIfCancelled is quiet behind a shield, and throws when that is left", async () => {
  const outer = new CancelScope();
  const { log } = await play(({ log }) =>
    outer.run(function* (): Co {
      yield* new CancelScope({ shield: true }).run(function* () {
        outer.cancel();
        throwIfCancelled();
        yield* sleep(1);
        log.push("shielded");
      });
      throwIfCancelled();
      log.push("not reached");
    })
  );
  assertEquals(log, ["shielded"]);
});

Deno.test("throwIfCancelled after a swallowed cancel throws no second time within the grace", async () => {
  const { value } = await play(function* (): Co {
    return yield* new CancelScope().run(function* (scope) {
      scope.cancel();
      let count = 0;
      for (let i = 0; i < 3; i++) {
        try {
          throwIfCancelled();
        } catch {
          count++;
        }
      }
      return count;
    });
  });
  assertEquals(value, 1);
});

Deno.test("throwIfCancelled sees a deadline that passes while the body computes", async () => {
  let time = 0;
  const clock = { grain: 0, now: () => time, alarm() {} };
  let steps = 0;
  const late = new IOLoop({ clock }).run(function* () {
    yield* new CancelScope({ timeout: 5 }).run(function* () {
      for (;;) {
        steps++;
        time++;
        throwIfCancelled();
      }
    });
  });
  const error = await late.catch((error: unknown) => error);
  assertInstanceOf(error, TimeoutError);
  assertEquals(steps, 5);
});
