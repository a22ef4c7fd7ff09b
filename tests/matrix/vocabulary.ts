/**
 * The words in which the scenarios of the cancel matrix are written.
 *
 * A scenario is a plain generator with real `try`, `catch` and `finally`. What
 * it does beyond the language it does through these words, which each adapter
 * says in the idiom of its library: so one text runs everywhere.
 *
 * @module
 */

/** Something to be waited for with `yield*`. */
export interface Op<T = void> {
  // deno-lint-ignore no-explicit-any -- what comes in differs by library
  [Symbol.iterator](): Iterator<any, T, any>;
}

/** A running scenario: a generator of whatever the library wants yielded. */
// deno-lint-ignore no-explicit-any -- as above
export type Run<T = unknown> = Generator<any, T, any>;

/** A part of a scenario; it gets the words for the task that it runs in. */
export type Body<T = unknown> = (w: Words) => Run<T>;

/** What a library calls a running task. */
export interface Handle {
  readonly handle: unknown;
}

/** A deadline that is being waited for. */
export interface Limit {
  /** Puts it at so many milliseconds from now. */
  move(ms: number): void;
}

/** A task group, or what comes closest to it. */
export interface Group {
  /** Starts a child. */
  spawn(body: Body): Op<Handle>;
  /** Cancels the body and all children; the group takes that as its end. */
  cancel(reason: string): Op;
}

/** What a body can say. Waits are cancellable but for `shield`. */
export interface Words {
  /** Notes that something happened. */
  log(line: string): void;
  /** Waits. */
  sleep(ms: number): Op;
  /** Waits, by a timer, for longer than any scenario takes. */
  forever(): Op;
  /** Does not give way for that long. */
  block(ms: number): void;
  /** Runs a coroutine of its own and waits for it; `yield*` is the other way. */
  call<T>(body: Body<T>): Op<T>;
  /** Runs several at once, as an array of results. */
  all(bodies: Body[]): Op<unknown>;
  /** Starts a task that nobody owns; `grace` is its time for cleanup. */
  spawn(body: Body, options?: { grace?: number }): Op<Handle>;
  /** Waits for such a task. */
  join(task: Handle): Op<unknown>;
  /** Cancels such a task. */
  stop(task: Handle, reason: string): Op;
  /** Cancels the task that says it. */
  stopSelf(reason: string): Op;
  /** Runs a part to its end, whatever cancel comes. */
  shield<T>(body: Body<T>): Op<T>;
  /** Runs a part for at most so long; throws what `isTimeout` knows. */
  within<T>(ms: number, body: (w: Words, limit: Limit) => Run<T>): Op<T>;
  /** Whether an error says that a `within` took too long. */
  isTimeout(error: unknown): boolean;
  /** Runs a part until the scenario's outer signal aborts. */
  underSignal(body: Body): Op<unknown>;
  /** Runs several at once; a failure is to end the others. */
  together(bodies: Body[]): Op<unknown>;
  /** Runs children that cannot outlive it; at most `limit` at once. */
  group(
    body: (w: Words, group: Group) => Run,
    options?: { limit?: number },
  ): Op<unknown>;
  /** The messages of all errors in what a group or a body threw, in order. */
  errors(error: unknown): string;
  /** Whether an error is the cancel of this body. */
  isCancel(error: unknown): boolean;
  /** The reason that a cancel carries. */
  reasonOf(error: unknown): string;
  /** A signal that aborts when the task is cancelled. */
  signal(): Op<AbortSignal>;
  /** Makes a result that `outside` or anybody settles, under a name. */
  future(name: string): void;
  /** The same, from a producer that wants to hear when nobody waits. */
  producer(name: string, onStop: () => void): void;
  /** Waits for such a result. */
  wait(name: string): Op<unknown>;
  /** Settles one, also from a body. */
  settle(name: string, value: unknown): void;
  /** Holds a resource, whose closing may wait, around a part. */
  using(close: Body, body: Body): Op<unknown>;
}

/** What can be done to a running scenario from a plain callback. */
export interface Outside {
  log(line: string): void;
  /** Cancels the scenario's main task. */
  cancel(reason?: string): void;
  /** Aborts the outer signal. */
  abort(reason: string): void;
  /** Gives a result to those who wait for a name. */
  settle(name: string, value: unknown): void;
  /** Gives an error to those who wait for a name. */
  fail(name: string, error: Error): void;
  /** Has an async function await the main task; logs when it goes on. */
  awaitMain(): void;
  /** How many of the `forever` timers stand. */
  timers(): number;
  /** How many listeners the outer signal has. */
  listeners(): number;
}

/** What not every library has, and the words cannot show by themselves. */
export type Need =
  /** A cancel comes as an error that `catch` can hold. */
  | "catch"
  /** A cancel can carry a reason. */
  | "reason"
  /** A deadline is a point in time, which can be equal to another or moved. */
  | "deadline"
  /** The time for cleanup can be bounded. */
  | "grace";

/** One row of the matrix. */
export interface Scenario {
  /** A sentence that is true of a library that passes. */
  readonly title: string;
  readonly needs?: readonly Need[];
  /** The main task. It sees nothing but its words, and is rewritten by some. */
  main(w: Words): Run;
  /** What happens to it, and after how many milliseconds. */
  readonly outside?: readonly (readonly [
    ms: number,
    act: (o: Outside) => void,
  ])[];
  /** All lines that must be logged, in order. */
  readonly sees: readonly string[];
}

/** Rows about one thing. */
export interface Theme {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
}
