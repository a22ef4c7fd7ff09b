/**
 * The borders of sequences, for the table of borders.
 *
 * @module
 */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { CancelledError } from "../../lib/errors/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  type AsyncSource,
  eventStream,
  fromAsyncIterable,
  fromEvent,
  fromMessagePort,
  fromReadableStream,
  fromWritableStream,
  stream,
  toAsyncIterable,
  toReadableStream,
  toWritableStream,
} from "../../lib/interop/mod.ts";
import { reports, rest } from "../_support.ts";
import type { Border, Cell } from "./_border.ts";
import { leaf, user } from "./_kinds.ts";
import {
  caught,
  type Co,
  CountingTarget,
  errorEvent,
  never,
} from "./_streams_kit.ts";

/** A sequence on the far side of a border. */
interface Far {
  /** What stands on the near side. */
  readonly source: AsyncSource<unknown>;
  /** Makes the next item come. */
  give(item: unknown): void;
  /** Makes it fail. */
  fail?(error: unknown): void;
  /** Why it was told to stop, in an array. */
  stopped(): unknown[];
  /** How many items it has made. */
  made?(): number;
}

/** Settles what waits, as the far side does. */
interface Ends {
  give: PromiseWithResolvers<unknown>;
}

function fromNative(): Far {
  const stops: unknown[] = [], ends: Ends = { give: Promise.withResolvers() };
  let made = 0;
  const iterator = {
    async next() {
      const value = await ends.give.promise;
      ends.give = Promise.withResolvers();
      made++;
      return { done: false as const, value };
    },
    return(reason: unknown) {
      stops.push(reason);
      return Promise.resolve({ done: true as const, value: undefined });
    },
  };
  return {
    source: fromAsyncIterable<unknown>(iterator),
    give: (item) => ends.give.resolve(item),
    fail: (error) => ends.give.reject(error),
    stopped: () => stops,
    made: () => made,
  };
}

function fromStream(): Far {
  const stops: unknown[] = [];
  let made = 0, controller!: ReadableStreamDefaultController<unknown>;
  const ends: Ends = { give: Promise.withResolvers() };
  const readable = new ReadableStream<unknown>({
    start: (given) => void (controller = given),
    async pull() {
      const item = await ends.give.promise;
      ends.give = Promise.withResolvers();
      if (stops.length > 0) return;
      made++;
      controller.enqueue(item);
    },
    cancel: (reason) => void stops.push(reason),
  }, { highWaterMark: 0 });
  return {
    source: fromReadableStream(readable),
    give: (item) => ends.give.resolve(item),
    fail: (error) => ends.give.reject(error),
    stopped: () => stops,
    made: () => made,
  };
}

function fromProducer(): Far {
  const stops: unknown[] = [], ends: Ends = { give: Promise.withResolvers() };
  let made = 0;
  const source = stream<unknown>(function* produces(emit): Co {
    try {
      for (;;) {
        const item = yield ends.give.promise;
        ends.give = Promise.withResolvers();
        made++;
        yield* emit(item === user ? user.get() : item);
      }
    } catch (error) {
      if ((error as Error).name === "CancelledError") {
        stops.push((error as CancelledError).reason);
      }
      throw error;
    }
  });
  return {
    source,
    give: (item) => ends.give.resolve(item),
    fail: (error) => ends.give.reject(error),
    stopped: () => stops,
    made: () => made,
  };
}

function fromIterable(): Far {
  const stops: unknown[] = [], ends: Ends = { give: Promise.withResolvers() };
  let made = 0;
  function* items(): Generator<unknown, void, unknown> {
    try {
      for (;;) {
        made++;
        yield ends.give.promise;
        ends.give = Promise.withResolvers();
      }
    } finally {
      stops.push("why");
    }
  }
  return {
    source: toAsyncIterable({ [Symbol.iterator]: items }),
    give: (item) => ends.give.resolve(item),
    fail: (error) => ends.give.reject(error),
    stopped: () => stops,
    made: () => made,
  };
}

function fromEvents(): Far {
  const target = new CountingTarget();
  const source = eventStream<CustomEvent>(target, "tick", {
    rejectOn: "error",
  });
  return {
    source: mapped(source, (event) => (event as CustomEvent).detail),
    give: (item) => target.tell(item),
    fail: (error) => void target.dispatchEvent(errorEvent({ error })),
    stopped: () => target.listeners === 0 ? ["why"] : [],
  };
}

function fromPort(): Far {
  const { port1, port2 } = new MessageChannel();
  let closed = false;
  const { close } = port1;
  port1.close = () => {
    closed = true;
    close.call(port1);
    port2.close();
  };
  return {
    source: fromMessagePort(port1),
    give: (item) => port2.postMessage(item),
    stopped: () => closed ? ["why"] : [],
  };
}

/** A source of what the items of another carry. */
function mapped(
  source: AsyncSource<unknown>,
  fn: (item: unknown) => unknown,
): AsyncSource<unknown> {
  const next = source.next.bind(source);
  source.next = () =>
    next().then((step) =>
      step.done ? step : { done: false, value: fn(step.value) }
    );
  return source;
}

/** A task that waits for one item, in a context of its own. */
function waiting(source: AsyncSource<unknown>) {
  return spawn(function* waits() {
    const { value } = yield* source.next();
    return { value, user: user.get() };
  });
}

const NO_FORWARD = "its end and its errors are all that it tells";

/** The cells of a sequence that is pulled or listened to from a coroutine. */
function sequence(
  make: () => Far,
  pushed?: { readonly pressure: string; readonly forward?: Cell },
): Border["cells"] {
  const probe = make(), fails = probe.fail !== undefined;
  void probe.source.close();
  const noError = "a message carries no errors";
  return {
    async value() {
      const far = make(), task = waiting(far.source), item = { a: 1 };
      await rest();
      far.give(item);
      assertEquals((await task).value, item);
      far.give(0); // for those of it that wait before they can be closed
      await far.source.close();
    },
    error: !fails ? noError : async () => {
      const far = make(), task = waiting(far.source), error = leaf("boom");
      await rest();
      far.fail!(error);
      assertStrictEquals(await caught(task), error);
    },
    stack: !fails ? noError : async () => {
      const far = make(), error = leaf("boom");
      const task = spawn(function* outer() {
        return yield* waiting(far.source);
      });
      await rest();
      far.fail!(error);
      await caught(task);
      const stack = error.stack!;
      const order = ["leaf", "waits", "outer"].map((name) =>
        stack.indexOf(` ${name} `)
      );
      assert(order.every((at, i) => at > (order[i - 1] ?? 0)), stack);
      assert(!stack.includes("/lib/"), stack);
    },
    forward: pushed?.forward ?? NO_FORWARD,
    async backward() {
      using told = reports();
      const far = make(), task = waiting(far.source);
      await rest();
      task.cancel("why");
      if (pushed !== undefined) {
        await rest();
        assertEquals(far.stopped(), []);
        await far.source.close("why");
      }
      const { reason } = await caught(task) as CancelledError;
      await rest();
      assertEquals([reason, far.stopped()], ["why", ["why"]]);
      assertEquals([told.unobserved, told.errors], [[], []]);
    },
    duty: !fails ? noError : async () => {
      using told = reports();
      const far = make(), error = leaf("boom");
      void far.source.next();
      await rest();
      far.fail!(error);
      await rest();
      assertEquals(told.unobserved.map((report) => report.error), [error]);
      await far.source.close();
    },
    pressure: pushed?.pressure ?? (async () => {
      const far = make(), task = waiting(far.source);
      await rest();
      far.give(1);
      await task;
      far.give(2);
      await rest();
      assertEquals(far.made!(), 1);
      await far.source.close();
    }),
    async context() {
      const far = user.run("eve", make);
      const task = user.run("ada", () => waiting(far.source));
      await rest();
      user.run("bob", () => far.give(1));
      assertEquals((await task).user, "ada");
      far.give(0);
      await far.source.close();
    },
  };
}

/** An abort of a signal, as the cancel that comes with events. */
function aborted(
  make: (signal: AbortSignal) => AsyncSource<unknown>,
): () => Promise<void> {
  return async () => {
    const controller = new AbortController();
    const task = waiting(make(controller.signal));
    await rest();
    controller.abort("why");
    assertEquals((await caught(task) as CancelledError).reason, "why");
  };
}

/** One event, as a Future. */
const event: Border["cells"] = {
  async value() {
    const target = new CountingTarget(), future = fromEvent(target, "tick");
    const given = new Event("tick");
    target.dispatchEvent(given);
    assertStrictEquals(await future, given);
  },
  async error() {
    const target = new CountingTarget(), error = leaf("boom");
    const future = fromEvent(target, "tick", { rejectOn: "error" });
    target.dispatchEvent(errorEvent({ error }));
    assertStrictEquals(await caught(future), error);
  },
  async stack() {
    const target = new CountingTarget(), error = leaf("boom");
    const task = spawn(function* waits() {
      yield* fromEvent(target, "tick", { rejectOn: "error" });
    });
    target.dispatchEvent(errorEvent({ error }));
    await caught(task);
    assert(/ at leaf .*\n(?:.*\n)*.* at async waits/.test(error.stack!));
  },
  async forward() {
    const signal = AbortSignal.abort("why");
    const future = fromEvent(new CountingTarget(), "tick", { signal });
    assertEquals((await caught(future) as CancelledError).reason, "why");
  },
  async backward() {
    const target = new CountingTarget();
    const task = spawn(function* () {
      yield* fromEvent(target, "tick");
    });
    task.cancel("why");
    await caught(task);
    assertEquals(target.listeners, 0);
  },
  async duty() {
    using told = reports();
    const target = new CountingTarget(), error = leaf("boom");
    void fromEvent(target, "tick", { rejectOn: "error" });
    target.dispatchEvent(errorEvent({ error }));
    await rest();
    assertEquals(told.unobserved.map((report) => report.error), [error]);
  },
  pressure: "one value",
  async context() {
    const target = new CountingTarget();
    const task = user.run("ada", () =>
      spawn(function* () {
        yield* fromEvent(target, "tick");
        return user.get();
      }));
    user.run("bob", () => target.tell(1));
    assertEquals(await task, "ada");
  },
};

/** What a coroutine emits, read as a stream of the platform. */
const readable: Border["cells"] = {
  async value() {
    const item = { a: 1 };
    const reader = toReadableStream([item]).getReader();
    assertStrictEquals((await reader.read()).value, item);
  },
  async error() {
    const error = leaf("boom");
    const body = toReadableStream<number>(fails(error));
    assertStrictEquals(await caught(body.getReader().read()), error);
  },
  async stack() {
    let error!: Error;
    const body = toReadableStream<number>(function* produces(): Co {
      yield* moment;
      yield* (function* deeper() {
        throw error = leaf("boom");
      })();
    });
    await caught(body.getReader().read());
    assert(/ leaf .*\n.* deeper .*\n.* produces /.test(error.stack!));
  },
  forward: NO_FORWARD,
  async backward() {
    const log: unknown[] = [];
    const reader = toReadableStream<number>(function* () {
      try {
        yield* never();
      } catch (error) {
        log.push((error as CancelledError).reason);
        yield* sleep(1);
        log.push("cleaned up");
      }
    }).getReader();
    void reader.read();
    await rest();
    await reader.cancel("why");
    assertEquals(log, ["why", "cleaned up"]);
  },
  async duty() {
    using told = reports();
    const error = leaf("boom");
    const reader = toReadableStream<number>(fails(error)).getReader();
    assertStrictEquals(await caught(reader.read()), error);
    await rest();
    assertEquals([told.unobserved, told.errors], [[], []]);
  },
  async pressure() {
    let made = 0;
    const reader = toReadableStream<number>(function* (emit) {
      for (;;) yield* emit(++made);
    }).getReader();
    await reader.read();
    await rest();
    assertEquals(made, 1);
    await reader.cancel();
  },
  async context() {
    const reader = user.run(
      "ada",
      () =>
        toReadableStream<unknown>(function* (emit) {
          yield* moment;
          yield* emit(user.get());
        }),
    ).getReader();
    const read = user.run("bob", () => reader.read());
    assertEquals((await read).value, "ada");
    await reader.cancel();
  },
};

/** Writing from a coroutine to a stream of the platform. */
const written: Border["cells"] = {
  async value() {
    const log: unknown[] = [], item = { a: 1 };
    const sink = fromWritableStream(
      new WritableStream({ write: (chunk) => void log.push(chunk) }),
    );
    await sink.write(item);
    assertStrictEquals(log[0], item);
    await sink.close();
  },
  async error() {
    const error = leaf("boom");
    const sink = fromWritableStream(
      new WritableStream({ write: () => Promise.reject(error) }),
    );
    assertStrictEquals(await caught(sink.write(1)), error);
  },
  async stack() {
    const error = leaf("boom");
    const sink = fromWritableStream(
      new WritableStream({ write: () => Promise.reject(error) }),
    );
    await caught(spawn(function* waits() {
      yield* sink.write(1);
    }));
    assert(/ at leaf .*\n(?:.*\n)*.* at async waits/.test(error.stack!));
  },
  forward: NO_FORWARD,
  async backward() {
    const log: unknown[] = [];
    const sink = fromWritableStream(
      new WritableStream({
        write: (_, { signal }) =>
          new Promise((_, reject) => {
            signal.onabort = () => {
              log.push(signal.reason);
              reject(signal.reason);
            };
          }),
      }),
    );
    const task = spawn(function* () {
      yield* sink.write(1);
    });
    await rest();
    task.cancel("why");
    assertEquals((await caught(task) as CancelledError).reason, "why");
    assertEquals(log, ["why"]);
  },
  async duty() {
    using told = reports();
    const error = leaf("boom");
    const sink = fromWritableStream(
      new WritableStream({ write: () => Promise.reject(error) }),
    );
    void sink.write(1);
    await rest();
    assertEquals(told.unobserved.map((report) => report.error), [error]);
  },
  async pressure() {
    const door = Promise.withResolvers<void>();
    const sink = fromWritableStream(
      new WritableStream({ write: () => door.promise }),
    );
    const write = sink.write(1);
    await rest();
    assertEquals(write.done, false);
    door.resolve();
    await write;
  },
  async context() {
    const sink = fromWritableStream(new WritableStream());
    const task = user.run("ada", () =>
      spawn(function* () {
        yield* sink.write(1);
        return user.get();
      }));
    assertEquals(await task, "ada");
    await sink.close();
  },
};

/** A coroutine that takes what is written to a stream of the platform. */
const taken: Border["cells"] = {
  async value() {
    const log: unknown[] = [], item = { a: 1 };
    const writer = toWritableStream<unknown>((chunk) => void log.push(chunk))
      .getWriter();
    await writer.write(item);
    assertStrictEquals(log[0], item);
    await writer.close();
  },
  async error() {
    const error = leaf("boom");
    const writer = toWritableStream(fails(error)).getWriter();
    assertStrictEquals(await caught(writer.write(1)), error);
  },
  async stack() {
    let error!: Error;
    const writer = toWritableStream(function* takes(): Co {
      yield* moment;
      throw error = leaf("boom");
    }).getWriter();
    await caught(writer.write(1));
    assert(/ leaf .*\n.* takes /.test(error.stack!), error.stack);
  },
  forward: NO_FORWARD,
  async backward() {
    const log: unknown[] = [];
    const writer = toWritableStream(function* (): Co {
      try {
        yield* never();
      } catch (error) {
        log.push((error as CancelledError).reason);
        throw error;
      }
    }).getWriter();
    const writing = caught(writer.write(1));
    await rest();
    await writer.abort("why");
    await writing;
    assertEquals(log, ["why"]);
  },
  async duty() {
    using told = reports();
    const error = leaf("boom");
    const writer = toWritableStream(fails(error)).getWriter();
    assertStrictEquals(await caught(writer.write(1)), error);
    await rest();
    assertEquals([told.unobserved, told.errors], [[], []]);
  },
  async pressure() {
    const door = Promise.withResolvers<void>();
    const writer = toWritableStream(() => door.promise).getWriter();
    assertEquals(writer.desiredSize, 1);
    const writing = writer.write(1);
    await rest();
    assertEquals(writer.desiredSize, 0);
    door.resolve();
    await writing;
    assertEquals(writer.desiredSize, 1);
    await writer.close();
  },
  async context() {
    const log: unknown[] = [];
    const writer = user.run("ada", () =>
      toWritableStream(function* (): Co {
        yield* moment;
        log.push(user.get());
      })).getWriter();
    await user.run("bob", () => writer.write(1));
    assertEquals(log, ["ada"]);
    await writer.close();
  },
};

/** A coroutine function that only fails. */
function fails(error: unknown): () => Co {
  // deno-lint-ignore require-yield -- it only throws
  return function* () {
    throw error;
  };
}

/** The borders of sequences. */
export const STREAMS: readonly Border[] = [
  {
    name: "async iterator → coroutine",
    how: "`yield* fromAsyncIterable(x).next()`",
    cells: sequence(fromNative),
  },
  {
    name: "iterable of yieldables → coroutine",
    how: "`yield* toAsyncIterable(x).next()`",
    cells: sequence(fromIterable),
  },
  {
    name: "coroutine → sequence",
    how: "`stream(fn)`",
    cells: sequence(fromProducer),
  },
  {
    name: "ReadableStream → coroutine",
    how: "`yield* fromReadableStream(x).next()`",
    cells: sequence(fromStream),
  },
  {
    name: "coroutine → ReadableStream",
    how: "`toReadableStream(fn)`",
    cells: readable,
  },
  {
    name: "coroutine → WritableStream",
    how: "`yield* fromWritableStream(x).write(chunk)`",
    cells: written,
  },
  {
    name: "WritableStream → coroutine",
    how: "`toWritableStream(fn)`",
    cells: taken,
  },
  {
    name: "EventTarget → Future",
    how: "`fromEvent(target, type)`",
    cells: event,
  },
  {
    name: "EventTarget → coroutine",
    how: "`yield* eventStream(target, type).next()`",
    cells: sequence(fromEvents, {
      pressure: "an event cannot wait: a limit and a policy",
      forward: aborted((signal) =>
        eventStream(new EventTarget(), "tick", { signal })
      ),
    }),
  },
  {
    name: "MessagePort → coroutine",
    how: "`yield* fromMessagePort(port).next()`",
    cells: sequence(fromPort, {
      pressure: "a message cannot wait: a limit and a policy",
      forward: aborted((signal) => {
        const { port1, port2 } = new MessageChannel();
        // In Node the other end's closing ends the source before.
        signal.addEventListener("abort", () => port2.close());
        return fromMessagePort(port1, { signal });
      }),
    }),
  },
];
