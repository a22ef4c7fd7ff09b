/**
 * What the compiler must infer, and what it must refuse. Checked, never run.
 *
 * @module
 */
import { ContextVar, snapshot } from "../../lib/context/mod.ts";
import { type CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { chainFuture, Future, isFuture } from "../../lib/future/mod.ts";
import {
  type Handle,
  type IOLoop,
  PeriodicCallback,
} from "../../lib/loop/mod.ts";
import {
  convertYielded,
  coroutine,
  currentTask,
  moment,
  primed,
  sleep,
  spawn,
  type Task,
  trampoline,
} from "../../lib/coroutine/mod.ts";
import { formatTraceback } from "../../lib/traceback/mod.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only where the argument's type is `T`, no wider and no narrower. */
function is<T>(): <X>(
  x: X,
  ...no: Same<X, T> extends true ? [] : [never]
) => void {
  return () => {};
}

/** Compiles only where the argument can be used as a `T`. */
function fits<T>(_x: T): void {}

class User {
  constructor(readonly name: string) {}
}

export function* yieldStarGivesTheExactType(): Generator<
  unknown,
  void,
  unknown
> {
  is<number>()(yield* new Future<number>());
  is<User>()(yield* Future.resolve(new User("ada")));
  is<string | undefined>()(yield* new Future<string | undefined>());
  is<readonly [1, "a"]>()(yield* new Future<readonly [1, "a"]>());
  is<never>()(yield* Future.reject(new Error("no value")));
  is<void>()(yield* sleep(1));
  is<void>()(yield* moment);
  is<number>()(yield* Future.from(Promise.resolve(1)));
  is<string>()(yield* new Future<number>().then(String));
}

export function* yieldStarOfATaskGivesWhatItReturns(): Generator<
  unknown,
  void,
  unknown
> {
  const spawned = spawn(function* () {
    yield* sleep(1);
    return { page: new User("ada") };
  });
  is<{ page: User }>()(yield* spawned);
  const fetchUser = coroutine(function* (name: string) {
    yield* moment;
    return new User(name);
  });
  is<User>()(yield* fetchUser("ada"));
  is<User | undefined>()(
    yield* spawn(function* () {
      yield* sleep(1);
      return Math.random() < 2 ? new User("ada") : undefined;
    }),
  );
}

export function* delegationKeepsTypes(): Generator<unknown, void, unknown> {
  function* inner(): Generator<unknown, number, unknown> {
    return yield* new Future<number>();
  }
  is<number>()(yield* inner());
  const { a, b } = {
    a: yield* Future.resolve(1),
    b: yield* Future.resolve("b"),
  };
  is<number>()(a);
  is<string>()(b);
}

export function* aPlainYieldHasNoTypeOfItsOwn(): Generator<
  unknown,
  void,
  unknown
> {
  const given = yield Future.resolve(1);
  is<unknown>()(given);
  // @ts-expect-error: what it gives must be looked at first
  fits<number>(given);
}

export function coroutineKeepsParametersAndResult(): void {
  const find = coroutine(function* find(_name: string, _limit?: number) {
    yield* sleep(1);
    return [new User("ada")];
  });
  is<[name: string, limit?: number | undefined]>()(
    null as never as Parameters<typeof find>,
  );
  is<Task<User[]>>()(find("ada"));
  is<Task<User[]>>()(find("ada", 1));
  // @ts-expect-error: an argument is missing
  find();
  // @ts-expect-error: a number is no name
  find(1);
  // @ts-expect-error: one argument too many
  find("ada", 1, 2);
}

export function coroutineKeepsRestParametersAndGenerics(): void {
  const all = coroutine(function* (_first: string, ..._more: number[]) {
    yield* moment;
  });
  is<Task<void>>()(all("a", 1, 2, 3));
  // @ts-expect-error: the rest are numbers
  all("a", "b");
}

export function coroutineKeepsThis(): void {
  const title = coroutine(function* (this: { title: string }) {
    yield* moment;
    return this.title;
  });
  is<Task<string>>()(title.call({ title: "home" }));
  // @ts-expect-error: there is no title to be had
  title.call({ name: "home" });
}

export class Decorated {
  title = "home";

  @coroutine
  *plain(): Generator<unknown, string, unknown> {
    yield* moment;
    return this.title;
  }

  @coroutine
  *withArguments(mark: string, times = 1): Generator<unknown, string, unknown> {
    yield* sleep(times);
    return this.title + mark;
  }

  @coroutine
  static *ofTheClass(): Generator<unknown, Decorated, unknown> {
    yield* moment;
    return new Decorated();
  }

  *caller(): Generator<unknown, void, unknown> {
    is<string>()(yield* this.plain());
    is<string>()(yield* this.withArguments("!"));
    is<Decorated>()(yield* Decorated.ofTheClass());
  }
}

export function coroutineRefusesOtherThings(): void {
  // @ts-expect-error: a function is wanted
  coroutine(42);
  // @ts-expect-error: its call makes no generator
  coroutine(() => 42);
}

export function spawnInfersFromFunctionsAndGenerators(): void {
  function* body(): Generator<unknown, number, unknown> {
    yield;
    return 1;
  }
  is<Task<number>>()(spawn(body));
  is<Task<number>>()(spawn(body()));
  is<Task<number>>()(spawn(body, { name: "counter", grace: 5 }));
  is<Task<void>>()(spawn(function* () {
    yield sleep(1);
  }));
  is<Task<never>>()(spawn(function* () {
    yield* moment;
    throw new Error("always");
  }));
  // @ts-expect-error: neither a generator function nor a generator
  spawn(42);
  // @ts-expect-error: it would need an argument
  spawn(function* (_name: string) {});
  // @ts-expect-error: a name is a text
  spawn(body, { name: 1 });
  // @ts-expect-error: there is no such option
  spawn(body, { nmae: "typo" });
}

export function aTaskIsAFuture(): void {
  const task = spawn(function* () {
    yield* moment;
    return 1;
  });
  fits<Future<number>>(task);
  fits<PromiseLike<number>>(task);
  is<string>()(task.name);
  is<boolean>()(task.cancelRequested);
  is<AbortSignal>()(task.signal);
  is<boolean>()(task.cancel());
  is<boolean>()(task.cancel("why", { grace: 0 }));
  is<number>()(task.result());
  is<Task<unknown> | undefined>()(currentTask());
  // @ts-expect-error: tasks are told apart by what they give
  fits<Future<string>>(task);
  // @ts-expect-error: the grace is milliseconds
  task.cancel("why", { grace: "5" });
  // @ts-expect-error: only its own body settles a name
  task.name = "other";
}

export async function futuresInPlainCode(): Promise<void> {
  const future = new Future<number>({ name: "answer", onCancel: () => {} });
  is<number>()(await future);
  is<number>()(await future.promise());
  is<number>()(future.result());
  is<unknown>()(future.error());
  is<"pending" | "fulfilled" | "rejected" | "cancelled">()(future.state);
  is<boolean>()(future.done);
  is<boolean>()(future.cancelled);
  is<boolean>()(future.setResult(1));
  is<boolean>()(future.trySetError("any value is an error"));
  is<Promise<[number, string]>>()(Promise.all([future, Future.resolve("s")]));
  // @ts-expect-error: a text is no number
  future.setResult("1");
  // @ts-expect-error: a number is missing
  future.setResult();
  new Future<void>().setResult();
  // @ts-expect-error: settling is done by methods
  future.done = true;
}

export function thenInfersAsPromisesDo(): void {
  const future = new Future<number>();
  is<Future<string>>()(future.then(String));
  is<Future<number>>()(future.then());
  is<Future<number>>()(future.then((n) => Future.resolve(n)));
  is<Future<number>>()(future.then((n) => Promise.resolve(n)));
  is<Future<string | boolean>>()(future.then(() => "s", () => true));
  is<Future<number | boolean>>()(future.catch(() => true));
  is<Future<number>>()(future.finally(() => "ignored"));
  // @ts-expect-error: the value is a number
  future.then((text: string) => text);
}

export function callbacksGetTheFutureItself(): void {
  const future = new Future<number>();
  future.addDoneCallback((done) => fits<Future<number>>(done));
  is<number>()(future.removeDoneCallback(() => {}));
  const task = spawn(function* () {
    yield* moment;
    return 1;
  });
  task.addDoneCallback((done) => is<boolean>()(done.cancelRequested));
  // @ts-expect-error: a callback is a function
  future.addDoneCallback(42);
}

export function futuresAreMadeWithTheirTypes(
  thenable: PromiseLike<User>,
): void {
  is<Future<void>>()(Future.resolve());
  is<Future<number>>()(Future.resolve(1 as number));
  is<Future<User>>()(Future.resolve(thenable));
  is<Future<User>>()(Future.from(thenable));
  is<Future<never>>()(Future.reject("why"));
  is<Future<User>>()(Future.reject<User>("why"));
  // @ts-expect-error: a plain value is no thenable
  Future.from(1);
  chainFuture(new Future<number>(), new Future<number>(), { cancel: true });
  // @ts-expect-error: a number would come where a text is wanted
  chainFuture(new Future<number>(), new Future<string>());
}

export function whatIsAFutureCanBeWaitedFor(given: unknown): void {
  if (isFuture(given)) {
    fits<PromiseLike<unknown>>(given);
    is<boolean>()(given.done);
  }
  is<Future<unknown>>()(convertYielded(given));
}

export function sleepWantsMilliseconds(): void {
  is<Future<void>>()(sleep(5));
  // @ts-expect-error: a text is no time
  sleep("5");
  // @ts-expect-error: a time is missing
  sleep();
}

export function primedAndTrampolineKeepTypes(): void {
  const adder = primed(
    function* (_base: number): Generator<number, void, string> {
      for (;;) fits<string>(yield 1);
    },
  );
  is<(base: number) => Generator<number, void, string>>()(adder);
  // @ts-expect-error: a text is no base
  adder("1");
  function* sum(): Generator<unknown, number, unknown> {
    return (yield* sum()) + 1;
  }
  is<number>()(trampoline(sum()));
  // @ts-expect-error: a generator is wanted, not its function
  trampoline(function* () {});
}

export function theLoopPassesArguments(loop: IOLoop): void {
  is<Handle>()(loop.addCallback((_a: number, _b: string) => {}, 1, "b"));
  is<Handle>()(loop.callLater(5, () => {}));
  is<Handle>()(
    loop.callAt(loop.time() + 5, (_user: User) => {}, new User("a")),
  );
  // @ts-expect-error: an argument is missing
  loop.addCallback((_a: number) => {});
  // @ts-expect-error: a text is no number
  loop.callLater(5, (_a: number) => {}, "1");
  // @ts-expect-error: a function is wanted
  loop.addCallback(42);
  loop.addFuture(
    new Future<number>(),
    (future) => is<number>()(future.result()),
  );
  is<boolean>()(new PeriodicCallback(() => {}, 5).running);
}

export function runInfersFromAnyMain(loop: IOLoop): void {
  is<Promise<number>>()(loop.run(function* () {
    yield* moment;
    return 1;
  }));
  is<Promise<number>>()(loop.run(() => new Future<number>()));
  is<Promise<User>>()(loop.run(coroutine(function* () {
    yield* moment;
    return new User("ada");
  })));
  is<Promise<string>>()(loop.run(() => Promise.resolve("s")));
  is<Promise<boolean>>()(loop.run(() => true as boolean));
  is<Promise<number>>()(
    loop.run(async () => await sleep(1).then(() => 1), { timeout: 5 }),
  );
  // @ts-expect-error: the timeout is milliseconds
  loop.run(() => 1, { timeout: "5" });
}

export function contextVariablesAreTyped(): void {
  const user = new ContextVar<User>("user");
  is<User | undefined>()(user.get());
  user.set(new User("ada"));
  is<number>()(user.run(new User("ada"), (n: number) => n, 1));
  is<string>()(snapshot()((text: string) => text, "s"));
  // @ts-expect-error: a text is no user
  user.set("ada");
}

export function errorsAreTyped(error: CancelledError): void {
  is<unknown>()(error.reason);
  is<string | undefined>()(error.by);
  is<readonly unknown[]>()(suppressed(error));
  is<string>()(formatTraceback(error));
  fits<Error>(error);
}
