// deno-lint-ignore-file require-yield -- a body that never waits is one too
/**
 * Programs that fail, for the texts of their errors to be looked at.
 *
 * Each gives the values it failed with. One statement stands on a line, as a
 * golden text quotes the lines that its frames point to. What starts a program
 * stands behind `failing`, so that no frame of a test is on the path.
 *
 * @module
 */
import { runInNewContext } from "node:vm";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import {
  coroutine,
  moment,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";

// deno-lint-ignore no-explicit-any
type Co = Generator<unknown, any, any>;

/** A program: what it failed with, in order. */
export type Program = () => Promise<unknown[]>;

/** What something fails with, started from the loop. */
function failing(start: () => PromiseLike<unknown>): Promise<unknown[]> {
  return new Promise((done) => {
    const failed = (error: unknown): void => done([error]);
    IOLoop.current().addCallback(() => void start().then(failed, failed));
  });
}

/** What is reported to a hook when something is started from the loop. */
function reported(
  hook: "onError" | "onUnobserved",
  start: () => unknown,
): Promise<unknown[]> {
  const loop = IOLoop.current(), before = loop[hook];
  return new Promise((done) => {
    loop[hook] = ({ error }) => {
      loop[hook] = before;
      done([error]);
    };
    loop.addCallback(() => void start());
  });
}

/** The same with `loop.debug`. */
async function debugging(program: Program): Promise<unknown[]> {
  const loop = IOLoop.current();
  const { stackTraceLimit } = Error;
  loop.debug = true;
  try {
    return await program();
  } finally {
    loop.debug = false;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

export const yieldStar: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("yield*");
  });
  const middle = coroutine(function* middle(): Co {
    yield* leaf();
  });
  const top = coroutine(function* top(): Co {
    yield* middle();
  });
  return failing(() => top());
};

export const yieldStarOfGenerators: Program = () => {
  function* leaf(): Co {
    yield* moment;
    throw new Error("yield* of generators");
  }
  function* middle(): Co {
    yield* leaf();
  }
  const top = coroutine(function* top(): Co {
    yield* middle();
  });
  const outer = coroutine(function* outer(): Co {
    yield* top();
  });
  return failing(() => outer());
};

export const yieldStarEightLevels: Program = () => {
  function* level(n: number): Co {
    yield* moment;
    if (n === 8) {
      throw new Error("eight generators deep");
    }
    yield* level(n + 1);
  }
  const top = coroutine(function* top(): Co {
    yield* level(1);
  });
  return failing(() => top());
};

export const eightLevelsAtTheStart: Program = () => {
  function* level(n: number): Co {
    if (n === 8) {
      throw new Error("eight generators deep at the start");
    }
    yield* level(n + 1);
  }
  const top = coroutine(function* top(): Co {
    yield* level(1);
  });
  const outer = coroutine(function* outer(): Co {
    yield* top();
  });
  return new Promise((done) => void outer().catch((error) => done([error])));
};

export const eightLevelsAfterAPromise: Program = () => {
  function* level(n: number): Co {
    if (n === 8) {
      yield Promise.resolve();
      throw new Error("eight generators deep after a promise");
    }
    yield* level(n + 1);
  }
  const top = coroutine(function* top(): Co {
    yield* level(1);
  });
  return failing(() => top());
};

export const waitEightLevels: Program = () => {
  const gate = new Future<never>();
  function* level(n: number): Co {
    if (n === 8) {
      yield* gate;
    }
    yield* level(n + 1);
  }
  const top = coroutine(function* top(): Co {
    yield* level(1);
  });
  function fail(): void {
    gate.setError(new Error("eight generators above"));
  }
  return failing(() => {
    const task = top();
    IOLoop.current().addCallback(fail);
    return task;
  });
};

export const plainYield: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield moment;
    throw new Error("plain yield");
  });
  const middle = coroutine(function* middle(): Co {
    yield leaf();
  });
  const top = coroutine(function* top(): Co {
    yield middle();
  });
  return failing(() => top());
};

export const plainYieldOfGenerators: Program = () => {
  function* leaf(): Co {
    yield moment;
    throw new Error("plain yield of generators");
  }
  function* middle(): Co {
    yield leaf();
  }
  const top = coroutine(function* top(): Co {
    yield middle();
  });
  return failing(() => top());
};

export const plainYieldOfArray: Program = () => {
  const leaf = coroutine(function* leaf(name: string): Co {
    yield moment;
    throw new Error(name);
  });
  const top = coroutine(function* top(): Co {
    yield [leaf("first"), { deeper: leaf("second") }];
  });
  return failing(() => top());
};

export const awaitNested: Program = () => {
  const gate = new Future<never>();
  async function inner(): Promise<void> {
    await gate;
  }
  async function middle(): Promise<void> {
    await inner();
  }
  class Page {
    async load(): Promise<void> {
      await middle();
    }
  }
  function fail(): void {
    gate.setError(new Error("await"));
  }
  IOLoop.current().addCallback(fail);
  return failing(() => new Page().load());
};

export const awaitTask: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("await of a task");
  });
  async function inner(): Promise<void> {
    await leaf();
  }
  async function outer(): Promise<void> {
    await inner();
  }
  return failing(() => outer());
};

export const awaitPromiseOfTask: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("await of a task's promise()");
  });
  async function inner(): Promise<void> {
    await leaf().promise();
  }
  async function outer(): Promise<void> {
    await inner();
  }
  return failing(() => outer());
};

export const awaitReady: Program = () => {
  async function inner(failed: Future<never>): Promise<void> {
    await failed;
  }
  async function outer(failed: Future<never>): Promise<void> {
    await inner(failed);
  }
  function make(): Future<never> {
    return Future.reject(new Error("await of what has failed"));
  }
  return failing(() => outer(make()));
};

export const promiseAll: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("Promise.all");
  });
  async function both(): Promise<void> {
    await Promise.all([Future.resolve(1), leaf()]);
  }
  async function outer(): Promise<void> {
    await both();
  }
  return failing(() => outer());
};

export const methods: Program = () => {
  class Page {
    *parse(): Co {
      yield* moment;
      throw new Error("methods");
    }
    @coroutine
    *load(): Co {
      yield* this.parse();
    }
    @coroutine
    *show(): Co {
      yield this.load();
    }
    async open(): Promise<void> {
      await this.show();
    }
  }
  return failing(() => new Page().open());
};

export const loopRun: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("loop.run");
  });
  function* main(): Co {
    yield* leaf();
  }
  async function script(): Promise<void> {
    await IOLoop.current().run(main);
  }
  return failing(() => script());
};

export const doneCallback: Program = () => {
  const gate = new Future<void>();
  function careless(): void {
    throw new Error("done-callback");
  }
  gate.addDoneCallback(function whenDone() {
    careless();
  });
  return reported("onError", () => gate.setResult());
};

export const doneCallbackThatLooks: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("done-callback that looks");
  });
  return reported(
    "onError",
    () =>
      leaf().addDoneCallback(function whenDone(task) {
        task.result();
      }),
  );
};

export const loopCallback: Program = () => {
  function careless(): void {
    throw new Error("callback");
  }
  function onTurn(): void {
    careless();
  }
  return reported("onError", () => IOLoop.current().addCallback(onTurn));
};

export const timer: Program = () => {
  function careless(): void {
    throw new Error("timer");
  }
  function onTime(): void {
    careless();
  }
  return reported("onError", () => IOLoop.current().callLater(0, onTime));
};

export const thenHandler: Program = () => {
  function careless(): never {
    throw new Error("then");
  }
  const top = coroutine(function* top(): Co {
    const derived = Future.resolve(1).then(function onValue() {
      careless();
    });
    yield* derived;
  });
  return failing(() => top());
};

export const unobserved: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("unobserved");
  });
  const lost = coroutine(function* lost(): Co {
    yield* leaf();
  });
  return reported("onUnobserved", () => lost());
};

export const unobservedWithoutHop: Program = () => {
  const lost = coroutine(function* lost(): Co {
    yield* moment;
    throw new Error("unobserved without a hop");
  });
  return reported("onUnobserved", () => lost());
};

export const beforeFirstYield: Program = () => {
  function check(): never {
    throw new Error("before the first yield");
  }
  const leaf = coroutine(function* leaf(): Co {
    check();
  });
  const middle = coroutine(function* middle(): Co {
    yield* leaf();
  });
  const top = coroutine(function* top(): Co {
    yield middle();
  });
  return failing(() => top());
};

export const fiveHops: Program = () => {
  const fifth = coroutine(function* fifth(): Co {
    yield* moment;
    throw new Error("five hops");
  });
  const fourth = coroutine(function* fourth(): Co {
    yield fifth();
  });
  async function third(): Promise<void> {
    await fourth();
  }
  const second = coroutine(function* second(): Co {
    yield third();
  });
  const first = coroutine(function* first(): Co {
    yield* second();
  });
  return failing(() => first());
};

export const rethrown: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("rethrown");
  });
  const middle = coroutine(function* middle(): Co {
    const task = leaf();
    for (let tries = 0;; tries++) {
      try {
        yield* task;
      } catch (error) {
        if (tries === 9) throw error;
      }
    }
  });
  const top = coroutine(function* top(): Co {
    try {
      yield* middle();
    } catch (error) {
      throw error;
    }
  });
  return failing(() => top());
};

export const thrownThousandTimes: Program = () => {
  function make(): Error {
    return new Error("thrown a thousand times");
  }
  const leaf = coroutine(function* leaf(shared: Error): Co {
    yield* moment;
    throw shared;
  });
  const top = coroutine(function* top(): Co {
    const shared = make();
    for (let i = 0; i < 1000; i++) {
      try {
        yield* leaf(shared);
      } catch { /* and again */ }
    }
    yield* leaf(shared);
  });
  return failing(() => top());
};

/** What each of several waiters sees at the time it catches. */
export const fiveTasks: Program = () => {
  const gate = new Future<never>();
  const one = coroutine(function* one(): Co {
    yield* gate;
  });
  const two = coroutine(function* two(): Co {
    yield gate;
  });
  async function three(): Promise<void> {
    await gate;
  }
  const four = coroutine(function* four(): Co {
    yield* one();
  });
  const five = coroutine(function* five(): Co {
    yield [gate];
  });
  function fail(): void {
    gate.setError(new Error("one future, five tasks"));
  }
  return new Promise((done) => {
    const seen: unknown[] = [];
    const caught = (error: unknown): void => {
      seen.push((error as Error).stack);
      if (seen.length === 5) done(seen);
    };
    IOLoop.current().addCallback(() => {
      const ends = [one(), two(), three(), four(), five()];
      for (const end of ends) void end.then(caught, caught);
      IOLoop.current().addCallback(fail);
    });
  });
};

export const cause: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("the cause");
  });
  const middle = coroutine(function* middle(): Co {
    try {
      yield* leaf();
    } catch (error) {
      throw new Error("with a cause", { cause: error });
    }
  });
  const top = coroutine(function* top(): Co {
    yield* middle();
  });
  return failing(() => top()).then(([error]) => [
    error,
    (error as Error).cause,
  ]);
};

/** Frozen before it is thrown. */
export const frozen: Program = () => {
  function make(): Error {
    return Object.freeze(new Error("frozen"));
  }
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw make();
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const primitive: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw "a text, thrown";
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const plainObject: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw { code: 7 };
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const otherRealm: Program = () => {
  const theirs = runInNewContext(
    "(function theirs() { throw new TypeError('another realm'); })",
    {},
    { filename: "theirs.js" },
  );
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    theirs();
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const thousandLevels: Program = () => {
  const deep = coroutine(function* deep(n: number): Co {
    if (n === 0) {
      yield* moment;
      throw new Error("a thousand levels");
    }
    yield* next(n - 1);
  });
  const next = deep as (n: number) => Task<unknown>;
  return failing(() => deep(1000));
};

export const thousandLevelsByPlainYield: Program = () => {
  function* deep(n: number): Co {
    if (n === 0) {
      yield moment;
      throw new Error("a thousand levels by plain yield");
    }
    yield deep(n - 1);
  }
  return failing(() => spawn(deep(1000)));
};

export const multiLine: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("line one\n    at fake (fake.ts:1:1)\nline three\n");
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const emptyMessage: Program = () => {
  class Silent extends Error {}
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Silent();
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const overwritten: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw Object.assign(new Error("overwritten"), {
      stack: "text of the user",
    });
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const overwrittenOnTheWay: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("overwritten on the way");
  });
  const middle = coroutine(function* middle(): Co {
    try {
      yield* leaf();
    } catch (error) {
      (error as Error).stack = "text of the user";
      throw error;
    }
  });
  const top = coroutine(function* top(): Co {
    yield* middle();
  });
  return failing(() => top());
};

export const badYield: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    yield 42;
  });
  const top = coroutine(function* top(): Co {
    yield* leaf();
  });
  return failing(() => top());
};

export const waitForItself: Program = () => {
  const narcissus = coroutine(function* narcissus(): Co {
    yield* moment;
    yield* self();
  });
  const self = (): Task<unknown> => task;
  let task: Task<unknown>;
  return failing(() => task = narcissus());
};

export const cancelledByYieldStar: Program = () => {
  function* wait(): Co {
    yield* new Future();
  }
  const top = coroutine(function* top(): Co {
    yield* wait();
  });
  return failing(() => {
    const task = top();
    task.cancel("enough");
    return task;
  });
};

export const cancelledByPlainYield: Program = () => {
  const top = coroutine(function* top(): Co {
    yield new Future();
  });
  return failing(() => {
    const task = top();
    task.cancel("enough");
    return task;
  });
};

export const cancelledAtMoment: Program = () => {
  const top = coroutine(function* top(): Co {
    yield* moment;
  });
  return failing(() => {
    const task = top();
    task.cancel("enough");
    return task;
  });
};

export const cancelledAndAwaited: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* new Future();
  });
  const middle = coroutine(function* middle(task: Task<unknown>): Co {
    yield* task;
  });
  async function outer(task: Task<unknown>): Promise<void> {
    await middle(task);
  }
  return failing(() => {
    const task = leaf();
    const end = outer(task);
    task.cancel("enough");
    return end;
  });
};

export const nativeAsync: Program = () => {
  async function inner(): Promise<void> {
    await null;
    throw new Error("a native async function");
  }
  async function outer(): Promise<void> {
    await inner();
  }
  const top = coroutine(function* top(): Co {
    yield outer();
  });
  const last = coroutine(function* last(): Co {
    yield* top();
  });
  return failing(() => last());
};

export const nativeByName: Program = () => {
  async function native(): Promise<void> {
    await null;
    throw new Error("a function named native");
  }
  const top = coroutine(function* top(): Co {
    yield native();
  });
  return failing(() => top());
};

export const nativeThatAwaitsTasks: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield* moment;
    throw new Error("a native async function that awaits a task");
  });
  async function inner(): Promise<void> {
    await leaf();
  }
  async function outer(): Promise<void> {
    await inner();
  }
  const top = coroutine(function* top(): Co {
    yield outer();
  });
  return failing(() => top());
};

export const debugPlainYieldOfTask: Program = () => {
  const leaf = coroutine(function* leaf(): Co {
    yield moment;
    throw new Error("debug: plain yield of a task");
  });
  const middle = coroutine(function* middle(): Co {
    yield leaf();
  });
  const top = coroutine(function* top(): Co {
    yield middle();
  });
  return debugging(() => failing(() => top()));
};

export const debugPlainYieldOfFuture: Program = () => {
  function fetchPage(): Future<never> {
    const page = new Future<never>();
    IOLoop.current().addCallback(function fail() {
      page.setError(new Error("debug: plain yield of a future"));
    });
    return page;
  }
  const top = coroutine(function* top(): Co {
    yield fetchPage();
  });
  return debugging(() => failing(() => top()));
};
