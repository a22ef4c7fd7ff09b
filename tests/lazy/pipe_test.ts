import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  moment,
  primed,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import {
  CancelledError,
  ClosedError,
  InvalidStateError,
  suppressed,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  collectInto,
  type Emit,
  filter,
  map,
  pipe,
  type Sink,
  type Stage,
  take,
} from "../../lib/lazy/mod.ts";
import { reports, rest, turns } from "../_support.ts";

/** A sink that notes all that it hears. */
function noting(log: unknown[], sink: Partial<Sink<unknown>> = {}) {
  return {
    send(item: unknown) {
      log.push(item);
      return sink.send?.(item);
    },
    throw(error: unknown) {
      log.push(`told ${(error as Error).message}`);
      if (sink.throw === undefined) throw error;
      return sink.throw(error);
    },
    close() {
      log.push("closed");
      return sink.close?.();
    },
  };
}

function endOf(task: Task<void>): Promise<unknown> {
  return task.then(() => "well", (error) => error).promise();
}

Deno.test("pipe() starts at once, and is done where nothing has to wait", () => {
  const log: unknown[] = [];
  const task = pipe([1, 2], map((n) => 2 * n), noting(log));
  assertEquals([task.state, task.name, log], ["fulfilled", "pipe", [
    2,
    4,
    "closed",
  ]]);
});

Deno.test("every kind of source is pushed", async () => {
  const sources = [
    [1, 2],
    new Set([1, 2]),
    (function* () {
      yield* [1, 2];
    })(),
    (async function* () {
      yield* [1, 2];
    })(),
    new ReadableStream<number>({
      start(controller) {
        controller.enqueue(1);
        controller.enqueue(2);
        controller.close();
      },
    }),
    function* () {
      yield* [1, 2];
    },
    async function* () {
      yield* [1, 2];
    },
    () => [1, 2],
    function* (emit: Emit<number>) {
      yield* emit(1);
      yield* moment;
      yield* emit(2);
    },
  ];
  for (const source of sources) {
    const out: unknown[] = [];
    await pipe(source as Iterable<number>, collectInto(out));
    assertEquals(out, [1, 2]);
  }
});

Deno.test("a primed generator is a sink: a return in it ends the pipe", async () => {
  const log: unknown[] = [];
  const two = primed(function* (): Generator<void, void, number> {
    try {
      log.push(yield, yield);
    } finally {
      log.push("closed");
    }
  });
  await pipe([1, 2, 3], two());
  assertEquals(log, [1, 2, "closed"]);
});

Deno.test("a generator function is started, as a sink and as a filter", async () => {
  const log: unknown[] = [];
  const grep = (pattern: RegExp) =>
    function* (next: Stage<string>): Generator<void, void, string> {
      for (;;) {
        const line = yield;
        if (pattern.test(line)) next.send(line);
      }
    };
  await pipe(
    ["a", "ab", "b"],
    grep(/a/),
    function* (): Generator<void, void, string> {
      for (;;) log.push(yield);
    },
  );
  assertEquals(log, ["a", "ab"]);
});

Deno.test("a Future that a primed generator yields holds the source back", async () => {
  const gate = new Future<void>(), log: unknown[] = [];
  const sink = primed(function* (): Generator<unknown, void, number> {
    let wait: unknown;
    for (;;) {
      log.push(yield wait);
      wait = gate;
    }
  });
  const task = pipe([1, 2], sink());
  await turns(3);
  assertEquals(log, [1]);
  gate.setResult();
  await task;
  assertEquals(log, [1, 2]);
});

Deno.test("cleanup that a primed generator yields on close is waited for", async () => {
  const log: unknown[] = [];
  const sink = primed(function* (): Generator<unknown, void, number> {
    try {
      for (;;) log.push(yield);
    } finally {
      log.push(yield Promise.resolve("waited"));
    }
  });
  await pipe([1], sink());
  assertEquals(log, [1, "waited"]);
});

Deno.test("a generator that goes on when it is closed is told so", async () => {
  const sink = primed(function* (): Generator<unknown, void, number> {
    for (;;) {
      try {
        yield;
      } finally {
        // deno-lint-ignore no-unsafe-finally -- the mistake in question
        continue;
      }
    }
  });
  const error = await endOf(pipe([1], sink())) as Error;
  assert(error instanceof TypeError);
  assert(
    error.message.startsWith("Cannot close a generator that yields undefined"),
    error.message,
  );
});

for (
  const [kind, gate] of [
    ["a Future", () => Future.resolve().then()],
    ["a promise", () => Promise.resolve()],
    ["a coroutine", function* () {
      yield* moment;
    }],
  ] as const
) {
  Deno.test(`a send that gives ${kind} is waited for before the next item is asked for`, async () => {
    const log: unknown[] = [];
    function* source() {
      for (const n of [1, 2]) {
        log.push(`ask ${n}`);
        yield n;
      }
    }
    const send = (n: number) =>
      spawn(function* () {
        yield gate();
        log.push(`took ${n}`);
      });
    await pipe(source, map((n) => n), { send });
    assertEquals(log, ["ask 1", "took 1", "ask 2", "took 2"]);
  });
}

Deno.test("the source is told to stop with the last item that is taken", async () => {
  let asked = 0, cleaned = 0;
  function* source() {
    try {
      for (;;) yield ++asked;
    } finally {
      cleaned++;
    }
  }
  const out: number[] = [];
  await pipe(source, filter((n) => n % 2), take(2), collectInto(out));
  assertEquals([out, asked, cleaned], [[1, 3], 3, 1]);
});

Deno.test("who wants no more is closed at once, with all that is behind it", async () => {
  const log: unknown[] = [];
  const task = pipe(
    function* () {
      try {
        yield* [1, 2, 3];
      } finally {
        log.push("source");
      }
    },
    (next) => noting(log, { send: (item) => next.send(item) }) as Sink<number>,
    take(1),
    noting(log),
  );
  await task;
  assertEquals(log, [1, 1, "closed", "closed", "source"]);
});

Deno.test("a filter that forgets what the next one said still waits and still ends", async () => {
  const log: unknown[] = [];
  await pipe(
    [1, 2, 3, 4],
    (next: Stage<number>) => ({
      send(item: number) {
        next.send(item);
        next.send(10 * item);
      },
    }),
    take(3),
    {
      *send(item: number) {
        log.push(`begin ${item}`);
        yield* moment;
        log.push(`end ${item}`);
      },
    },
  );
  assertEquals(log, [
    "begin 1",
    "end 1",
    "begin 10",
    "end 10",
    "begin 2",
    "end 2",
  ]);
});

Deno.test("an error of the source goes through the whole pipe, then all is closed", async () => {
  const error = new Error("source"), up: unknown[] = [], down: unknown[] = [];
  const task = pipe(
    function* () {
      yield 1;
      throw error;
    },
    (next) => noting(up, { send: (item) => next.send(item) }) as Sink<number>,
    noting(down),
  );
  assertStrictEquals(await endOf(task), error);
  assertEquals(up, [1, "told source", "closed"]);
  assertEquals(down, [1, "told source", "closed"]);
});

Deno.test("an error within goes down from there, and up as the task's", async () => {
  const error = new Error("middle"), up: unknown[] = [], down: unknown[] = [];
  let cleaned = 0;
  const task = pipe(
    function* () {
      try {
        yield* [1, 2];
      } finally {
        cleaned++;
      }
    },
    (next) => noting(up, { send: (item) => next.send(item) }) as Sink<number>,
    map((): number => {
      throw error;
    }),
    noting(down),
  );
  assertStrictEquals(await endOf(task), error);
  assertEquals(up, [1, "closed"]);
  assertEquals(down, ["told middle", "closed"]);
  assertEquals(cleaned, 1);
});

Deno.test("a sink that throws mid-way is not told of its own error, but closed", async () => {
  const error = new Error("sink"), log: unknown[] = [];
  const task = pipe(
    [1, 2],
    noting(log, {
      send() {
        throw error;
      },
    }),
  );
  assertStrictEquals(await endOf(task), error);
  assertEquals(log, [1, "closed"]);
});

Deno.test("a send that is rejected later fails the pipe in the same way", async () => {
  const error = new Error("late"), log: unknown[] = [];
  const send = () => Promise.reject(error);
  const task = pipe([1, 2], map((n) => n), noting(log, { send }));
  assertStrictEquals(await endOf(task), error);
  assertEquals(log, [1, "closed"]);
});

Deno.test("a stage whose throw returns has dealt with the error: the pipe ends well", async () => {
  const log: unknown[] = [];
  const task = pipe(
    function* (): Generator<number> {
      yield 1;
      throw new Error("source");
    },
    (next: Stage<number>) => ({
      send: (item: number) => next.send(item),
      throw: () => next.send(-1),
    }),
    noting(log),
  );
  assertEquals(await endOf(task), "well");
  assertEquals(log, [1, -1, "closed"]);
});

Deno.test("an error is dealt with by stages behind it only", async () => {
  const error = new Error("sink");
  const deals = (next: Stage<number>) => ({
    send: (item: number) => next.send(item),
    throw() {},
  });
  const bad = () => {
    throw error;
  };
  assertStrictEquals(
    await endOf(pipe([1], deals, map((n: number) => n), { send: bad })),
    error,
  );
  const good = pipe([1], map(bad), deals, { send() {} });
  assertEquals(await endOf(good), "well");
});

Deno.test("errors of closing stand beside the first, and no stage stays open", async () => {
  const first = new Error("send"), second = new Error("close");
  const log: unknown[] = [];
  const close = () => {
    throw second;
  };
  const task = pipe(
    [1],
    (next: Stage<number>) => ({ send: (n: number) => next.send(n), close }),
    noting(log, {
      send() {
        throw first;
      },
    }),
  );
  assertStrictEquals(await endOf(task), first);
  assertEquals(suppressed(first), [second]);
  assertEquals(log, [1, "closed"]);
});

Deno.test("what a filter sends on close still arrives", async () => {
  const out: number[] = [];
  const sum = (next: Stage<number>) => {
    let total = 0;
    return {
      send: (n: number) => void (total += n),
      close: () => next.send(total),
    };
  };
  await pipe([1, 2, 3], sum, collectInto(out));
  assertEquals(out, [6]);
});

Deno.test("next.close() by a filter closes it once, and late sends are refused", async () => {
  const log: unknown[] = [];
  let late: () => unknown = () => {};
  await pipe([1], (next: Stage<number>) => {
    late = () => next.send(2);
    return {
      send: (n: number) => next.send(n),
      close: async () => {
        await next.close();
        await next.close();
      },
    };
  }, noting(log));
  assertEquals(log, [1, "closed"]);
  assertThrows(late, ClosedError, "Cannot send 2: this stage was closed");
});

Deno.test("a cancel stops the source, tells every stage and closes it once", async () => {
  const log: unknown[] = [];
  let cleaned = 0;
  const task = pipe(
    function* (emit: Emit<number>) {
      try {
        yield* emit(1);
        yield* sleep(60_000);
      } finally {
        cleaned++;
      }
    },
    (next) => noting(log, { send: (item) => next.send(item) }) as Sink<number>,
    noting(log),
  );
  await turns(2);
  task.cancel("enough");
  const error = await endOf(task);
  assert(error instanceof CancelledError && error.reason === "enough");
  assertEquals(log.filter((said) => said === "closed").length, 2);
  assertEquals(log.filter((said) => `${said}`.startsWith("told")).length, 2);
  assertEquals([task.cancelled, cleaned], [true, 1]);
});

Deno.test("a cancel reaches the send that is waited for, and cannot be dealt with", async () => {
  const log: unknown[] = [];
  const task = pipe(
    [1, 2],
    map((n) => n),
    noting(log, {
      *send() {
        try {
          yield* sleep(60_000);
        } finally {
          log.push("cleaned up");
        }
      },
      throw() {},
    }),
  );
  await turns(1);
  task.cancel("enough");
  assert(await endOf(task) instanceof CancelledError);
  assertEquals([log[0], log[1], log.length], [1, "cleaned up", 4]);
  assertEquals(log.at(-1), "closed");
});

Deno.test("a pipe that never waits lets the loop have turns, and its cancel come", async () => {
  let count = 0;
  const task = pipe(function* () {
    for (;;) yield 1;
  }, { send: () => void count++ });
  task.cancel();
  assert(await endOf(task) instanceof CancelledError);
  assert(count > 0);
});

Deno.test("an error that nobody looks at is reported once", async () => {
  using told = reports();
  const error = new Error("unseen");
  pipe([1], {
    send() {
      throw error;
    },
  });
  await rest();
  assertEquals(told.unobserved.map((report) => report.error), [error]);
});

Deno.test("falsy errors are errors", async () => {
  for (const error of [undefined, 0, ""]) {
    const task = pipe([1], map((n) => n), {
      send() {
        throw error;
      },
    });
    assertEquals([await endOf(task), task.state], [error, "rejected"]);
  }
});

Deno.test("a filter that throws when it is called fails the task; what is built is closed", async () => {
  const error = new Error("built"), log: unknown[] = [];
  const task = pipe([1], () => {
    throw error;
  }, noting(log));
  assertStrictEquals(await endOf(task), error);
  assertEquals(log, ["told built", "closed"]);
});

Deno.test("a filter that makes no sink is told what one is", async () => {
  const log: unknown[] = [];
  const error = await endOf(pipe([1], () => 42 as never, noting(log)));
  assert(error instanceof TypeError);
  assertEquals(
    error.message,
    "Cannot use what a filter made: expected an object with a method send, " +
      "a primed generator or a generator function, got 42",
  );
  assertEquals(log.at(-1), "closed");
});

Deno.test("what is of no use is refused where it is given, and nothing is started", () => {
  const sink = { send() {} }, revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (
    const [source, stages, message] of [
      [42, [sink], "expected an iterable"],
      [undefined, [sink], "expected an iterable"],
      [Promise.resolve([]), [sink], "expected an iterable"],
      [[1], [], "there is no sink"],
      [[1], [42, sink], "expected a function, got 42"],
      [[1], [undefined], "expected an object with a method send"],
      [[1], [{}], "expected an object with a method send"],
      [[1], [revoked.proxy], "an object that cannot be read"],
      [[1], [() => {}], "use { send: fn }"],
      [[1], [[]], "use collectInto(array)"],
      [[1], [new WritableStream()], "use writeTo(stream)"],
    ] as const
  ) {
    assertThrows(
      () => pipe(source as never, ...stages as never as [never, never]),
      TypeError,
      message,
    );
  }
});

Deno.test("a generator function that never yields is no sink", () => {
  assertThrows(
    () => pipe([1], function* never() {} as never),
    TypeError,
    "generator function never ended before its first yield",
  );
});

Deno.test("a source whose items come once is refused the second time", async () => {
  const once = (function* () {
    yield 1;
  })();
  const log: unknown[] = [];
  await pipe(once, collectInto([]));
  await assertRejects(
    () => pipe(once, noting(log)).promise(),
    InvalidStateError,
    "its items come once",
  );
  assertEquals(log.at(-1), "closed");
});

Deno.test("a sink that was closed by a pipe is refused in the next", async () => {
  const sink = { send() {} };
  await pipe([1], sink);
  assertThrows(() => pipe([1], sink), ClosedError, "Make a new one for each");
});

Deno.test("a sink that two pipes push into gets one item at a time, and is closed by the last", async () => {
  const log: unknown[] = [];
  const sink = noting(log, {
    *send(item) {
      yield* moment;
      log.push(`took ${item}`);
    },
  });
  await Promise.all([pipe([1, 2], sink), pipe([3], sink)]);
  assertEquals(log, [
    1,
    "took 1",
    3,
    "took 3",
    2,
    "took 2",
    "closed",
  ]);
});
