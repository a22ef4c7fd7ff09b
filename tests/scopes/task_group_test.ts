// deno-lint-ignore-file require-yield no-unsafe-finally -- bodies that never
// wait and cleanups that fail are some too
import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type CancelledError,
  InvalidStateError,
  TaskGroupError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  currentTask,
  moment,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import { CancelScope, moveOnAfter, TaskGroup } from "../../lib/scopes/mod.ts";
import { reports, rest, turns } from "../_support.ts";
import { cleaning, type Co, ending, never, play, stage } from "./_kit.ts";

const boom = new Error("boom");

function* failing(ms: number, error: unknown = boom): Co {
  yield* sleep(ms);
  throw error;
}

function* giving<T>(ms: number, value: T): Co<T> {
  yield* sleep(ms);
  return value;
}

// The end.

Deno.test("a group ends when all children have ended, also late ones, and gives the body's value", async () => { // N1
  const { value, time, log } = await play(({ log, now }) =>
    TaskGroup.run(function* (group) {
      group.spawn(function* () {
        yield* sleep(5);
        group.spawn(function* () {
          yield* sleep(10);
          log.push(`late child at ${now()}`);
        });
      });
      log.push("body");
      return "value";
    })
  );
  assertEquals([value, time], ["value", 15]);
  assertEquals(log, ["body", "late child at 15"]);
});

Deno.test("a group without children ends with its body, without a turn", async () => {
  const { log } = await play(function* ({ log, loop }): Co {
    loop.addCallback(() => log.push("a turn"));
    log.push(
      yield* TaskGroup.run(function* () {
        return "value";
      }),
    );
  });
  assertEquals(log, ["value", "a turn"]);
});

Deno.test("a child runs at once, to its first wait", async () => {
  const { log } = await play(({ log }) =>
    TaskGroup.run(function* (group) {
      group.spawn(function* () {
        log.push("child");
        yield* moment;
      });
      log.push("body");
    })
  );
  assertEquals(log, ["child", "body"]);
});

Deno.test("spawn gives the child's task, with its name and arguments", async () => {
  const { value } = await play(() =>
    TaskGroup.run(function* (group) {
      const child = group.spawn(
        function* add(a: number, b: number) {
          yield* sleep(1);
          return a + b;
        },
        1,
        2,
      );
      return [child.name, yield* child];
    })
  );
  assertEquals(value, ["add", 3]);
});

Deno.test("the task that spawn gives is the one that the body runs as", async () => {
  const { value } = await play(() =>
    TaskGroup.run(function* (group): Co {
      const inside: unknown[] = [];
      const note = function* (): Co {
        inside.push(currentTask());
        yield* moment;
      };
      const outside = [group.spawn(note), group.spawn(() => note())];
      yield* moment;
      return outside.map((task, i) => task === inside[i]);
    })
  );
  assertEquals(value, [true, true]);
});

Deno.test("results are kept in the order of spawning, where they are asked for", async () => { // N1
  let group!: TaskGroup;
  const { value } = await play(() =>
    TaskGroup.run(function* (made) {
      group = made;
      group.spawn(() => giving(5, "a"));
      const gone = group.spawn(() => giving(5, "b"));
      group.spawn(() => giving(1, "c"));
      gone.cancel();
      yield* sleep(2);
      return group.results;
    }, { keepResults: true })
  );
  assertEquals(value, [undefined, undefined, "c"]);
  assertEquals(group.results, ["a", undefined, "c"]);
});

Deno.test("results that were not kept are an error that says how to keep them", async () => {
  const { error } = await play(() =>
    TaskGroup.run(function* (group) {
      return group.results;
    })
  );
  assertInstanceOf(error, TaskGroupError);
  assertInstanceOf(error.errors[0], InvalidStateError);
  assertStringIncludes(error.errors[0].message, "keepResults");
});

Deno.test("size counts the children that have not ended", async () => {
  const { value } = await play(() =>
    TaskGroup.run(function* (group): Co {
      const sizes = [group.size];
      group.spawn(() => giving(1, 1));
      group.spawn(() => giving(3, 1));
      group.spawn(function* () {});
      sizes.push(group.size);
      yield* sleep(2);
      sizes.push(group.size);
      return sizes;
    })
  );
  assertEquals(value, [0, 2, 1]);
});

Deno.test("a child cancelled by itself does not disturb its siblings", async () => { // N1
  const { value, log } = await play((on) =>
    TaskGroup.run(function* (group) {
      const one = group.spawn(() => cleaning(on, 1, "one"));
      const two = group.spawn(() => giving(5, "two"));
      yield* moment;
      one.cancel();
      return yield* two;
    })
  );
  assertEquals([value, log], ["two", ["one cleaned up at 1"]]);
});

Deno.test("async functions may be children too", async () => {
  const { value, log } = await play(({ log }) =>
    TaskGroup.run(function* (group) {
      const child = group.spawn(async (name: string) => {
        await null;
        log.push(name);
        return "value";
      }, "async child");
      return yield* child;
    })
  );
  assertEquals([value, log], ["value", ["async child"]]);
});

Deno.test("an async child that fails fails the group", async () => {
  const { error } = await play(() =>
    TaskGroup.run(function* (group) {
      group.spawn(async () => {
        await null;
        throw boom;
      });
      yield* never();
    })
  );
  assertEquals(error.errors, [boom]);
});

Deno.test("an async child of a cancelled group is left, and its late error is reported", async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  const on = stage();
  const task = on.spawn(() =>
    TaskGroup.run(function* (group) {
      group.spawn(() => promise);
      yield* sleep(1);
      group.cancel();
    })
  );
  await on.clock.advance(1);
  assertEquals(task.state, "fulfilled");
  reject(boom);
  await rest();
  assertEquals(on.told.unobserved.map(({ error }) => error), [boom]);
});

// Failures.

Deno.test("the first failure cancels the others and the body; all are waited for; the group's error has it", async () => { // N2
  const { error, log, time } = await play((on) =>
    TaskGroup.run(function* (group) {
      group.spawn(() => cleaning(on, 10, "sibling"));
      group.spawn(() => failing(2));
      yield* cleaning(on, 5);
    })
  );
  assertInstanceOf(error, TaskGroupError);
  assertInstanceOf(error, AggregateError);
  assertEquals(error.errors, [boom]);
  assertEquals(log, ["body cleaned up at 7", "sibling cleaned up at 12"]);
  assertEquals(time, 12);
});

Deno.test("the siblings are cancelled with the failure as reason, and who failed", async () => {
  const { error, log } = await play(({ log }) =>
    TaskGroup.run(function* (group) {
      group.spawn(function* (): Co {
        try {
          yield* never();
        } catch (error) {
          const { reason, by } = error as CancelledError;
          log.push(reason === boom, by);
          throw error;
        }
      });
      group.spawn(function* bad(): Co {
        yield* failing(1);
      });
    })
  );
  assertEquals([error.errors, log], [[boom], [true, "bad"]]);
});

Deno.test("a child that fails before its first wait is in the group's error, and the next wait of the body throws", async () => { // N8
  const { error, log } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        throw boom;
      });
      log.push("spawned");
      yield* Future.resolve(1);
      log.push("not reached");
    })
  );
  assertEquals(error.errors, [boom]);
  assertEquals(log, ["spawned"]);
});

Deno.test("a child that cancels its group before its first wait is cancelled there", async () => { // N8
  const { log, state } = await play((on) =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        group.cancel();
        yield* cleaning(on, 1, "child");
      });
      yield* cleaning(on, 2);
    })
  );
  assertEquals(state, "fulfilled");
  assertEquals(log, ["child cleaned up at 1", "body cleaned up at 2"]);
});

Deno.test("a child that starts a failing sibling before its first wait is cancelled there", async () => { // N8
  const { log, error } = await play((on) =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        group.spawn(function* (): Co {
          throw boom;
        });
        on.log.push("started it");
        yield* cleaning(on, 1, "child");
      });
    })
  );
  assertEquals(error.errors, [boom]);
  assertEquals(log, ["started it", "child cleaned up at 1"]);
});

Deno.test("errors stand in the order in which they happened, the body's among them", async () => { // N3
  const errors = ["a", "b", "c"].map((name) => new Error(name));
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      for (const [ms, error] of [[9, errors[2]], [1, errors[0]]] as const) {
        group.spawn(function* (): Co {
          try {
            yield* sleep(1);
            if (ms === 1) throw error;
            yield* never();
          } finally {
            yield* sleep(ms === 1 ? 0 : ms);
            if (ms !== 1) throw error;
          }
        });
      }
      try {
        yield* never();
      } finally {
        yield* sleep(5);
        throw errors[1];
      }
    })
  );
  assertEquals(error.errors, errors);
});

Deno.test("the kind of what is thrown does not depend on how many failed, or on who", async () => { // N3
  const bodies: ((group: TaskGroup) => Co)[] = [
    function* () {
      throw boom;
    },
    function* (group) {
      group.spawn(() => failing(1));
    },
    function* (group) {
      group.spawn(() => failing(1));
      group.spawn(() => failing(1));
    },
    function* (group) {
      group.spawn(() => failing(1));
      yield* failing(1);
    },
  ];
  for (const [i, body] of bodies.entries()) {
    const { error } = await play(() => TaskGroup.run(body));
    assertInstanceOf(error, TaskGroupError);
    assertEquals(error.errors.length, i < 2 ? 1 : 2);
  }
});

Deno.test("a body that fails cancels the children and waits for them", async () => { // N3
  const { error, log } = await play((on) =>
    TaskGroup.run(function* (group): Co {
      group.spawn(() => cleaning(on, 7, "child"));
      yield* failing(1);
    })
  );
  assertEquals([error.errors, log], [[boom], ["child cleaned up at 8"]]);
});

Deno.test("a child that failed fails its group also where the body catches it", async () => {
  const { error, log } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      const child = group.spawn(() => failing(1));
      try {
        yield* child;
      } catch (error) {
        log.push(error === boom);
      }
      return "value";
    })
  );
  assertEquals([error.errors, log], [[boom], [true]]);
});

Deno.test("falsy errors are errors", async () => {
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      for (const falsy of [undefined, null, 0, ""]) {
        group.spawn(function* (): Co {
          yield* sleep(1);
          throw falsy;
        });
      }
    })
  );
  assertEquals(error.errors, [undefined, null, 0, ""]);
});

Deno.test("the message tells the group's name, how many failed of how many, and each error", async () => {
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      group.spawn(() => failing(1));
      group.spawn(() => failing(1, "text"));
      group.spawn(() => failing(1, Object.create(null)));
      group.spawn(() => giving(1, 1));
    }, { name: "crawl" })
  );
  assertMatch(
    error.message,
    /^crawl failed with 3 errors in 4 tasks and its body: Error: boom; "text"; /,
  );
});

Deno.test("each error in a group has the way through the child and the group in its stack", async () => {
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* innermost(): Co {
        yield* sleep(1);
        throw new Error("deep");
      });
    }, { name: "crawl" })
  );
  assertMatch(error.errors[0].stack, /innermost[^]*at async crawl/);
});

Deno.test("the errors of a cleanup are in the group's error, cancels are not", async () => {
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        try {
          yield* never();
        } finally {
          throw "cleanup";
        }
      });
      group.spawn(never);
      yield* sleep(1);
      group.cancel();
    })
  );
  assertInstanceOf(error, TaskGroupError);
  assertEquals(error.errors, ["cleanup"]);
});

Deno.test("a child that ends with a cancel of something else does not fail the group", async () => {
  const { value } = await play(() =>
    TaskGroup.run(function* (group): Co {
      const future = new Future();
      const child = group.spawn(() => future[Symbol.iterator]());
      future.cancel("not the task");
      yield* sleep(1);
      return child.state;
    })
  );
  assertEquals(value, "cancelled");
});

Deno.test("a body that ends with a cancel of something else cancels the children and throws that", async () => {
  const { error, state, log } = await play((on) =>
    TaskGroup.run(function* (group): Co {
      const future = new Future();
      group.spawn(() => cleaning(on, 3, "child"));
      on.at(1, () => future.cancel("not the task"));
      yield* future;
    })
  );
  assertEquals([state, error.reason], ["cancelled", "not the task"]);
  assertEquals(log, ["child cleaned up at 4"]);
});

// Cancels.

Deno.test("group.cancel ends body and children with the reason; run gives undefined", async () => {
  const { value, log } = await play(function* (on): Co {
    const got = yield* TaskGroup.run(function* (group): Co {
      on.at(1, () => on.log.push(group.cancel("enough"), group.cancel()));
      group.spawn(function* (): Co {
        try {
          yield* never();
        } catch (error) {
          on.log.push((error as CancelledError).reason);
          throw error;
        }
      });
      yield* cleaning(on, 5);
      return "value";
    });
    on.log.push(got);
    return "went on";
  });
  assertEquals(value, "went on");
  assertEquals(log, [
    true,
    false,
    "enough",
    "body cleaned up at 6",
    undefined,
  ]);
});

Deno.test("a group cancelled when its body has ended gives undefined", async () => {
  const { value, log } = await play((on) =>
    TaskGroup.run(function* (group): Co {
      on.at(1, () => group.cancel());
      group.spawn(() => cleaning(on, 5, "child"));
      return "value";
    })
  );
  assertEquals([value, log], [undefined, ["child cleaned up at 6"]]);
});

Deno.test("a cancel from outside reaches five children, and the group throws it on", async () => { // N4
  const on = stage();
  const task = on.spawn(() =>
    TaskGroup.run(function* (group): Co {
      for (let i = 0; i < 5; i++) {
        group.spawn(() => cleaning(on, i, `child ${i}`));
      }
    })
  );
  on.at(1, () => task.cancel("outside"));
  await on.clock.advance(10);
  assertEquals(ending(task).error.reason, "outside");
  assertEquals(
    on.log,
    [0, 1, 2, 3, 4].map((i) => `child ${i} cleaned up at ${1 + i}`),
  );
});

Deno.test("errors of the cleanup win over a cancel from outside", async () => { // N4
  const on = stage();
  const task = on.spawn(() =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        try {
          yield* never();
        } finally {
          throw boom;
        }
      });
      yield* never();
    })
  );
  task.cancel();
  await rest();
  const { state, error } = ending(task);
  assertEquals([state, error.errors], ["rejected", [boom]]);
});

Deno.test("a cancel reaches the grandchildren in nested groups at once, not after their parents' cleanup", async () => {
  const { log } = await play(function* (on): Co {
    const nested = function* (depth: number): Co {
      yield* TaskGroup.run(function* (group): Co {
        if (depth > 0) group.spawn(nested, depth - 1);
        try {
          yield* never();
        } finally {
          on.log.push(`${depth} at ${on.now()}`);
          yield* sleep(10);
        }
      });
    };
    const task = spawn(() => nested(3));
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals(log.toSorted(), ["0 at 1", "1 at 1", "2 at 1", "3 at 1"]);
});

Deno.test("a cancel reaches the grandchildren of a body that has ended", async () => {
  const { log, time } = await play(function* (on): Co {
    const task = spawn(() =>
      TaskGroup.run(function* (outer): Co {
        outer.spawn(() =>
          TaskGroup.run(function* (inner): Co {
            inner.spawn(() => cleaning(on, 1, "grandchild"));
          })
        );
      })
    );
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([log, time], [["grandchild cleaned up at 2"], 2]);
});

Deno.test("a shielded child of a cancelled group is waited for, and cancelled when its shield ends", async () => {
  const { log } = await play(function* ({ log, now }): Co {
    yield* TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        yield* new CancelScope({ shield: true }).run(() => sleep(20));
        log.push(`shield ended at ${now()}`);
        yield* sleep(1);
        log.push("not reached");
      });
      yield* sleep(1);
      group.cancel();
    });
    log.push(`left at ${now()}`);
  });
  assertEquals(log, ["shield ended at 20", "left at 20"]);
});

Deno.test("children of a group behind a shield hear nothing of a cancel from outside", async () => {
  const { log, state } = await play(function* (on): Co {
    const task = spawn(() =>
      new CancelScope({ shield: true }).run(() =>
        TaskGroup.run(function* (group): Co {
          group.spawn(() => giving(20, 1)).addDoneCallback((child) => {
            on.log.push(child.state, on.now());
          });
        })
      )
    );
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([log, state], [["fulfilled", 20], "fulfilled"]);
});

Deno.test("children that ignore their cancel are interrupted at the end of their grace", async () => {
  const { time } = await play(() =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        try {
          yield* never();
        } finally {
          yield* sleep(50_000);
        }
      });
      yield* moment;
      group.cancel();
    })
  );
  assertEquals(time, 1000);
});

Deno.test("spawning into a cancelled group that is still open gives a cancelled task, and runs nothing", async () => { // N6
  const { log } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      group.cancel("why");
      const child = group.spawn(function* (): Co {
        log.push("ran");
      });
      child.addDoneCallback(() => log.push(ending(child).error.reason));
      yield* never();
    })
  );
  assertEquals(log, ["why"]);
});

Deno.test("a child spawned in the cleanup of a cancel from outside is cancelled with the rest when the body is done", async () => { // N6
  const { log, time } = await play(function* (on): Co {
    const task = spawn(() =>
      TaskGroup.run(function* (group): Co {
        try {
          yield* never();
        } finally {
          group.spawn(() => cleaning(on, 1, "late child"));
        }
      })
    );
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([log, time], [["late child cleaned up at 2"], 2]);
});

Deno.test("the same where the body swallows the cancel and ends", async () => {
  const { log, time } = await play(function* (on): Co {
    const task = spawn(() =>
      TaskGroup.run(function* (group): Co {
        try {
          yield* never();
        } catch { /* swallowed */ }
        group.spawn(() => cleaning(on, 1, "late child"));
      }), { grace: 10 });
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals([log, time], [["late child cleaned up at 12"], 12]);
});

Deno.test("the same where the task had cancelled itself before it entered the group", async () => {
  const { log } = await play(function* (on): Co {
    const task: Task<unknown> = spawn(function* (): Co {
      yield* sleep(1);
      task.cancel();
      yield* TaskGroup.run(function* (group): Co {
        group.spawn(() => cleaning(on, 1, "child"));
      });
    });
    yield* task;
  });
  assertEquals(log, ["child cleaned up at 2"]);
});

Deno.test("a group in a cleanup is not cancelled by what is cleaned up after", async () => {
  const { log } = await play(function* (on): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* TaskGroup.run(function* (group): Co {
          group.spawn(() => giving(20, 1)).addDoneCallback((child) => {
            on.log.push(child.state);
          });
        });
        on.log.push(on.now());
      }
    });
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals(log, ["fulfilled", 21]);
});

Deno.test("a group in a cleanup is cancelled at the end of the grace", async () => {
  const { log, time } = await play(function* (on): Co {
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* TaskGroup.run(function* (group): Co {
          group.spawn(() => cleaning(on, 5, "child"));
        });
      }
    }, { grace: 50 });
    task.cancel();
    yield* task;
  });
  assertEquals([log, time], [["child cleaned up at 55"], 55]);
});

Deno.test("the finished work of a child wins over the cancel of its group", async () => {
  const { value } = await play(() =>
    TaskGroup.run(function* (group): Co {
      const gate = new Future<string>();
      const child = group.spawn(() => gate[Symbol.iterator]());
      gate.setResult("done");
      group.cancel();
      try {
        yield* never();
      } catch {
        return child.result();
      }
    })
  );
  assertEquals(value, "done");
});

Deno.test("a group whose scope is given a deadline ends by TimeoutError", async () => {
  const { error, log } = await play((on) =>
    TaskGroup.run(function* (group): Co {
      group.scope.deadline = 1010;
      group.spawn(() => cleaning(on, 5, "child"));
      yield* never();
    })
  );
  assertInstanceOf(error, TimeoutError);
  assertEquals(log, ["child cleaned up at 15"]);
});

Deno.test("errors win over the deadline of the group's scope", async () => {
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      group.scope.deadline = 1010;
      group.spawn(function* (): Co {
        try {
          yield* never();
        } finally {
          throw boom;
        }
      });
    })
  );
  assertEquals(error.errors, [boom]);
});

Deno.test("the scope of a group is in time with the scopes around it", async () => {
  const { value, time, log } = await play((on) =>
    moveOnAfter(10, () =>
      TaskGroup.run(function* (group): Co {
        group.spawn(() => cleaning(on, 5, "child"));
        yield* moveOnAfter(3, never);
        on.log.push(`body at ${on.now()}`);
        return "value";
      }))
  );
  assertEquals([value, time], [undefined, 15]);
  assertEquals(log, ["body at 3", "child cleaned up at 15"]);
});

Deno.test("a second cancel from further out does not disturb the children of a group in the cleanup of the first", async () => {
  const outer = new CancelScope(), inner = new CancelScope();
  const { log } = await play((on) => {
    on.at(1, () => inner.cancel());
    on.at(5, () => outer.cancel());
    return outer.run(function* (): Co {
      yield* inner.run(function* (): Co {
        try {
          yield* never();
        } finally {
          yield* TaskGroup.run(function* (group): Co {
            group.spawn(() => giving(20, 1)).addDoneCallback((child) => {
              on.log.push(child.state, on.now());
            });
          });
        }
      });
      on.log.push("after the inner scope");
      yield* sleep(1);
      on.log.push("not reached");
    });
  });
  assertEquals(log, ["fulfilled", 21, "after the inner scope"]);
});

// Groups in groups.

Deno.test("the error of an inner group is a member of the outer group's", async () => { // N5
  const { error } = await play(() =>
    TaskGroup.run(function* (outer): Co {
      outer.spawn(() =>
        TaskGroup.run(function* (inner): Co {
          inner.spawn(() => failing(1));
        })
      );
    })
  );
  assertInstanceOf(error.errors[0], TaskGroupError);
  assertEquals(error.errors[0].errors, [boom]);
});

Deno.test("an outer child that fails while an inner group waits gives one group, the outer's", async () => { // N5
  const { error, log } = await play((on) =>
    TaskGroup.run(function* (outer): Co {
      outer.spawn(() => failing(1));
      yield* TaskGroup.run(function* (inner): Co {
        inner.spawn(() => cleaning(on, 1, "inner child"));
      });
      on.log.push("not reached");
    })
  );
  assertEquals(error.errors, [boom]);
  assertEquals(log, ["inner child cleaned up at 2"]);
});

Deno.test("an inner group that is cancelled leaves the outer one alone", async () => {
  const { value, log } = await play((on) =>
    TaskGroup.run(function* (outer): Co {
      const child = outer.spawn(() => giving(10, "outer child"));
      yield* TaskGroup.run(function* (inner): Co {
        inner.spawn(() => cleaning(on, 1, "inner child"));
        yield* sleep(1);
        inner.cancel();
      });
      return yield* child;
    })
  );
  assertEquals([value, log], ["outer child", ["inner child cleaned up at 2"]]);
});

// The limit.

Deno.test("no more children run at a time than the limit, in the order of spawning", async () => {
  const { value, time } = await play(() =>
    TaskGroup.run(function* (group): Co {
      const order: number[] = [];
      let running = 0, most = 0;
      for (let i = 0; i < 7; i++) {
        group.spawn(function* (): Co {
          order.push(i);
          most = Math.max(most, ++running);
          yield* sleep(10);
          running--;
        });
      }
      yield* sleep(35);
      return [order, most, running];
    }, { limit: 2 })
  );
  assertEquals(value, [[0, 1, 2, 3, 4, 5, 6], 2, 1]);
  assertEquals(time, 40);
});

Deno.test("a child that waits for its place and is cancelled never runs, and its place goes on", async () => {
  const { log } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      const run = (name: string) =>
        group.spawn(function* (): Co {
          log.push(name);
          yield* sleep(1);
        });
      run("one");
      const two = run("two");
      run("three");
      yield* moment;
      two.cancel();
    }, { limit: 1 })
  );
  assertEquals(log, ["one", "three"]);
});

Deno.test("a failure lets none of those that wait run", async () => {
  const { log, error } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      group.spawn(() => failing(1));
      for (let i = 0; i < 5; i++) {
        group.spawn(function* (): Co {
          log.push(i);
        });
      }
    }, { limit: 1 })
  );
  assertEquals([log, error.errors], [[], [boom]]);
});

Deno.test("a child with a place may spawn more, which wait for theirs", async () => {
  const { log } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        group.spawn(function* (): Co {
          log.push("second");
        });
        yield* sleep(1);
        log.push("first");
      });
    }, { limit: 1 })
  );
  assertEquals(log, ["first", "second"]);
});

Deno.test("a limit that is no whole number above zero is a RangeError, before the body starts", async () => {
  for (const limit of [0, -1, 1.5, NaN, -Infinity, "2", null]) {
    assertThrows(() => new TaskGroup({ limit: limit as never }), RangeError);
    const { error, log } = await play(({ log }) =>
      TaskGroup.run(function* (): Co {
        log.push("started");
      }, { limit: limit as never })
    );
    assertInstanceOf(error, RangeError);
    assertEquals(log, []);
  }
});

Deno.test("a limit may be infinite", async () => {
  const { value } = await play(() =>
    TaskGroup.run(function* (group): Co {
      for (let i = 0; i < 100; i++) group.spawn(() => giving(1, i));
      return group.size;
    }, { limit: Infinity })
  );
  assertEquals(value, 100);
});

// Readiness.

Deno.test("start gives the value with which the child is ready, and the child goes on", async () => { // N7
  const { value, time } = await play(() =>
    TaskGroup.run(function* (group): Co {
      const port = yield* group.start(
        function* serve(ready: (port: number) => void, host: string): Co {
          assertEquals(host, "localhost");
          yield* sleep(3);
          ready(8000);
          yield* sleep(20);
        },
        "localhost",
      );
      return [port, group.size];
    })
  );
  assertEquals([value, time], [[8000, 1], 23]);
});

Deno.test("start gives the error of a child that fails before, and the group goes on", async () => { // N7
  const { value, log } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      const other = group.spawn(() => giving(10, "other"));
      try {
        yield* group.start(() => failing(1));
      } catch (error) {
        log.push(error === boom);
      }
      return yield* other;
    })
  );
  assertEquals([value, log], ["other", [true]]);
});

Deno.test("a child that fails after it was ready fails the group", async () => { // N7
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      yield* group.start(function* (ready: (value: number) => void): Co {
        ready(1);
        yield* failing(1);
      });
      yield* never();
    })
  );
  assertEquals(error.errors, [boom]);
});

Deno.test("a start that is not ready keeps the group open", async () => { // N7
  const { time, log } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      group.start(function* (ready: (value: number) => void): Co {
        yield* sleep(20);
        ready(1);
      }).addDoneCallback((ready) => log.push(ready.result()));
    })
  );
  assertEquals([time, log], [20, [1]]);
});

Deno.test("a child that ends without having been ready is an error of start that says so", async () => { // N7
  const { value } = await play(() =>
    TaskGroup.run(function* (group): Co {
      try {
        yield* group.start(function* forgetful(): Co {
          yield* sleep(1);
        });
      } catch (error) {
        return error;
      }
    })
  );
  assertInstanceOf(value, InvalidStateError);
  assertMatch(value.message, /forgetful was started.*without being ready/);
});

Deno.test("a group cancelled before the child was ready cancels the start", async () => { // N7
  const { log } = await play((on) =>
    TaskGroup.run(function* (group): Co {
      on.at(1, () => group.cancel("enough"));
      try {
        yield* group.start(() => cleaning(on, 5, "child"));
      } catch (error) {
        on.log.push((error as CancelledError).reason);
        throw error;
      }
    })
  );
  assertEquals(log.toSorted(), ["child cleaned up at 6", "enough"]);
});

Deno.test("being ready twice is an error in the child", async () => { // N7
  const { error } = await play(() =>
    TaskGroup.run(function* (group): Co {
      yield* group.start(function* (ready: (value: number) => void): Co {
        ready(1);
        yield* sleep(1);
        ready(2);
      });
      yield* never();
    })
  );
  assertInstanceOf(error.errors[0], InvalidStateError);
});

Deno.test("who waits for a start may be cancelled: the child goes on and is the group's", async () => { // N7
  const { log, time } = await play(({ log }) =>
    TaskGroup.run(function* (group): Co {
      log.push(
        yield* moveOnAfter(
          1,
          () =>
            group.start(function* (ready: (value: number) => void): Co {
              yield* sleep(5);
              ready(1);
              yield* sleep(5);
            })[Symbol.iterator](),
        ),
      );
    })
  );
  assertEquals([log, time], [[undefined], 10]);
});

// After the end.

Deno.test("spawning into a group that has ended is an error, and the function never runs", async () => { // N6
  const ran: string[] = [];
  const late = function* late(): Co {
    ran.push("late");
  };
  let group!: TaskGroup;
  await play(() =>
    TaskGroup.run(function* (made): Co {
      group = made;
    }, { name: "crawl" })
  );
  for (const use of [() => group.spawn(late), () => group.start(late)]) {
    const error = assertThrows(use, InvalidStateError);
    assertStringIncludes(error.message, "generator function late into crawl");
  }
  assertEquals([ran, group.cancel(), group.size], [[], false, 0]);
});

Deno.test("spawning into a group that has failed is an error too", async () => { // N6
  let group!: TaskGroup;
  const { error } = await play(() =>
    TaskGroup.run(function* (made): Co {
      group = made;
      throw boom;
    })
  );
  assertEquals(error.errors, [boom]);
  assertThrows(() => group.spawn(never), InvalidStateError);
});

Deno.test("what is no function is refused, as body and as child", async () => {
  for (const wrong of [undefined, null, 1, {}, never()]) {
    const body = await play(() => TaskGroup.run(wrong as never));
    const child = await play(() =>
      TaskGroup.run(function* (group): Co {
        group.spawn(wrong as never);
      })
    );
    assertInstanceOf(body.error, TypeError);
    assertInstanceOf(child.error.errors[0], TypeError);
  }
});

Deno.test("TaskGroup.run outside of a coroutine is an error that says so", () => {
  const error = assertThrows(
    () => TaskGroup.run(never, { name: "crawl" }).next(),
    InvalidStateError,
  );
  assertMatch(error.message, /enter crawl: no coroutine is running/);
});

// In async functions.

Deno.test("await using waits for the children", async () => {
  const log: string[] = [];
  {
    await using group = new TaskGroup();
    group.spawn(function* (): Co {
      yield* turnsOf(3);
      log.push("child");
      group.spawn(function* (): Co {
        yield* turnsOf(3);
        log.push("late child");
      });
    });
    log.push("body");
  }
  assertEquals(log, ["body", "child", "late child"]);
});

Deno.test("await using throws what failed, when the others have been cancelled and cleaned up", async () => {
  const log: string[] = [];
  const error = await assertRejects(async () => {
    await using group = new TaskGroup();
    group.spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* turnsOf(3);
        log.push("cleaned up");
      }
    });
    group.spawn(function* (): Co {
      yield* turnsOf(1);
      throw boom;
    });
  }, TaskGroupError);
  assertEquals(error.errors, [boom]);
  assertEquals(log, ["cleaned up"]);
});

Deno.test("await using a group that was cancelled throws nothing", async () => {
  const log: string[] = [];
  {
    await using group = new TaskGroup();
    group.spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield* turnsOf(3);
        log.push("cleaned up");
      }
    });
    group.cancel();
  }
  assertEquals(log, ["cleaned up"]);
});

Deno.test("await using a group without children ends at once", async () => {
  await using group = new TaskGroup();
  assertEquals(group.size, 0);
});

Deno.test("a group that was disposed takes no children any more", async () => {
  const group = new TaskGroup();
  await group[Symbol.asyncDispose]();
  assertThrows(() => group.spawn(never), InvalidStateError);
});

Deno.test("await using with a limit runs so many at a time", async () => {
  let running = 0, most = 0;
  {
    await using group = new TaskGroup({ limit: 2 });
    for (let i = 0; i < 6; i++) {
      group.spawn(async () => {
        most = Math.max(most, ++running);
        await turns(2);
        running--;
      });
    }
  }
  assertEquals(most, 2);
});

Deno.test("the disposal of an AsyncDisposable in a cancelled coroutine is completed within the grace", async () => {
  const { log } = await play(function* ({ log, spawn }): Co {
    const resource: AsyncDisposable = {
      async [Symbol.asyncDispose]() {
        await null;
        await null;
        log.push("disposed");
      },
    };
    const task = spawn(function* (): Co {
      try {
        yield* never();
      } finally {
        yield resource[Symbol.asyncDispose]();
        log.push("left");
      }
    });
    task.cancel();
    yield* task;
  });
  assertEquals(log, ["disposed", "left"]);
});

Deno.test("a group disposed by a cancelled coroutine sees its children to their end", async () => {
  const { log } = await play(function* (on): Co {
    const group = new TaskGroup();
    const task = on.spawn(function* (): Co {
      try {
        group.spawn(() => cleaning(on, 5, "child"));
        yield* never();
      } finally {
        group.cancel();
        yield group[Symbol.asyncDispose]();
        on.log.push("left");
      }
    });
    on.at(1, () => task.cancel());
    yield* task;
  });
  assertEquals(log, ["child cleaned up at 6", "left"]);
});

// Nothing is lost.

Deno.test("no error of a group is reported besides being thrown", async () => {
  using told = reports();
  const task = spawn(() =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        try {
          yield* never();
        } finally {
          throw "cleanup";
        }
      });
      group.spawn(function* (): Co {
        throw boom;
      });
    })
  );
  const error = await task.catch((error) => error);
  await rest();
  assertEquals(error.errors, [boom, "cleanup"]);
  assertEquals([told.unobserved, told.errors], [[], []]);
});

Deno.test("the error of a group that nobody waits for is reported once, whole", async () => {
  using told = reports();
  spawn(() =>
    TaskGroup.run(function* (group): Co {
      group.spawn(function* (): Co {
        throw boom;
      });
    })
  );
  await rest();
  assertEquals(told.unobserved.length, 1);
  assertInstanceOf(told.unobserved[0]!.error, TaskGroupError);
});

// Costs.

Deno.test("cancelling the children of a group costs time in proportion to their number", async () => {
  const few = await cancelling(SOME), many = await cancelling(10 * SOME);
  assertLess(many, 50 * few + 200); // a square would be a hundred times
});

Deno.test("children that wait for their places cost time in proportion to their number", async () => {
  const few = await limited(SOME), many = await limited(10 * SOME);
  assertLess(many, 50 * few + 200);
});

// `TWISTER_RUNS=…` compares ten with a hundred thousand.
const SOME = Deno.env.has("TWISTER_RUNS") ? 10_000 : 2_000;

/** Milliseconds to cancel so many children that wait for one future. */
async function cancelling(count: number): Promise<number> {
  const gate = new Future<void>();
  let group!: TaskGroup;
  const task = spawn(() =>
    TaskGroup.run(function* (made): Co {
      group = made;
      for (let i = 0; i < count; i++) group.spawn(waitFor, gate);
    })
  );
  await rest();
  const began = performance.now();
  group.cancel();
  await task;
  return performance.now() - began;
}

/** Milliseconds to run so many children, two at a time. */
async function limited(count: number): Promise<number> {
  const began = performance.now();
  await spawn(() =>
    TaskGroup.run(function* (group): Co {
      for (let i = 0; i < count; i++) group.spawn(turnsOf, 1);
    }, { limit: 2 })
  );
  return performance.now() - began;
}

function* waitFor(gate: Future<void>): Co {
  yield* gate;
}

function* turnsOf(count: number): Co {
  for (let i = 0; i < count; i++) yield;
}

// What a group is made of, for those who look inside.

Deno.test("a group has a name and a scope of that name", () => {
  const group = new TaskGroup({ name: "crawl" });
  assertEquals([group.name, group.scope.name], ["crawl", "crawl"]);
  assertInstanceOf(group.scope, CancelScope);
  assertEquals(new TaskGroup().name, "TaskGroup");
});
