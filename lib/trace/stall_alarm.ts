import { checkFunction, checkTime } from "../errors/check.ts";
import { suspendedAt } from "../coroutine/suspended.ts";
import { Task } from "../coroutine/task.ts";
import { underWay } from "../coroutine/task_record.ts";
import { IOLoop } from "../loop/io_loop.ts";
import type { SlowReport } from "../loop/reports.ts";
import { everyNowAndThen, print } from "./_host.ts";
import { knownTasks } from "./known.ts";
import { nameFrom } from "./names.ts";
import { frame } from "./place_finder.ts";
import { waitWords } from "./words.ts";

/** What a {@linkcode stallAlarm} tells. */
export interface Stall {
  /** What happened: a step took long, or a cancel had no effect. */
  readonly kind: "held the loop" | "ignores a cancel";
  /** The task; `undefined` where a plain callback held the loop. */
  readonly task: Task<unknown> | undefined;
  /** Its name, or that of the callback, fit to be printed. */
  readonly name: string;
  /** Milliseconds: of the step, or since the cancel was noticed. */
  readonly duration: number;
  /** Where the task is suspended now, innermost first, if it can be known. */
  readonly where: readonly string[];
  /** The whole as a sentence. */
  readonly message: string;
}

/** Options of a {@linkcode stallAlarm}. */
export interface StallAlarmOptions {
  /** Milliseconds that one step may hold the loop: 100. */
  readonly held?: number;
  /** Milliseconds in which a cancelled task has to end: 2000. */
  readonly ignoredCancel?: number;
  /** Told of each; prints a warning by default. */
  readonly onStall?: (stall: Stall) => void;
  /** The loop that is watched; the current one by default. */
  readonly loop?: IOLoop;
}

/** A {@linkcode stallAlarm} at work; it ends with the block of a `using`. */
export interface StallAlarm extends Disposable {
  /**
   * Looks at once for tasks that ignore a cancel. It also looks by itself,
   * twice in each `ignoredCancel`.
   */
  look(): void;
}

/**
 * Warns of a task that holds the loop for long, so that no other can run, and
 * of one that goes on though it was cancelled. For development: while it is at
 * work each step is measured and names its task; when it is not, it costs
 * nothing. After asyncio's `slow_callback_duration`.
 *
 * Of tasks that ignore a cancel it sees those that {@linkcode dumpTasks} knows:
 * all of them with `loop.debug`. It looks in the host's time and sets no timer
 * on the loop, so the search for deadlocks goes on.
 *
 * @param options The two limits, whom to tell, and the loop.
 * @returns The alarm. When it is disposed, the loop's hook and threshold are
 * what they were before.
 * @throws {RangeError} If a limit is NaN.
 * @throws {TypeError} If a limit is no number, or `onStall` no function.
 *
 * @example
 * ```ts
 * import { type Stall, stallAlarm } from "@twister/async/trace";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const stalls: Stall[] = [];
 * {
 *   using _alarm = stallAlarm({
 *     held: 20,
 *     onStall: (stall) => stalls.push(stall),
 *   });
 *   await spawn(function* greedy() {
 *     yield* sleep(1);
 *     const end = performance.now() + 30;
 *     while (performance.now() < end);
 *   });
 * }
 * assertEquals(stalls.map(({ name }) => name), ["greedy"]);
 * ```
 */
export function stallAlarm(options: StallAlarmOptions = {}): StallAlarm {
  const { held = 100, ignoredCancel = 2000 } = options;
  checkTime(held, "set a stallAlarm({ held })");
  checkTime(ignoredCancel, "set a stallAlarm({ ignoredCancel })");
  const { onStall = warn } = options;
  checkFunction(onStall, "set a stallAlarm({ onStall })");
  const loop = options.loop ?? IOLoop.current();
  const tell = (stall: Stall) => loop._tell(onStall, stall);
  const letGo = watchSteps(loop, held, tell);
  const look = watchCancels(loop, ignoredCancel, tell);
  const pause = Math.min(Math.max(10, ignoredCancel / 2), 60_000);
  const stop = ignoredCancel === Infinity
    ? () => {}
    : everyNowAndThen(pause, look);
  return {
    look,
    [Symbol.dispose]: () => {
      stop();
      letGo();
    },
  };
}

/** Puts itself before the loop's hook, which still hears what it wants to. */
function watchSteps(
  loop: IOLoop,
  held: number,
  tell: (stall: Stall) => void,
): () => void {
  const { slowCallbackThreshold: threshold, onSlowCallback: hook } = loop;
  const ours = (report: SlowReport) => {
    if (report.duration > held) tell(heldStall(report));
    if (report.duration > threshold) hook.call(loop, report);
  };
  const least = Math.min(held, threshold);
  loop.slowCallbackThreshold = least;
  loop.onSlowCallback = ours;
  return () => {
    // What somebody else has set meanwhile stays.
    if (loop.onSlowCallback === ours) loop.onSlowCallback = hook;
    if (loop.slowCallbackThreshold === least) {
      loop.slowCallbackThreshold = threshold;
    }
  };
}

function heldStall({ source, name, duration }: SlowReport): Stall {
  const task = source instanceof Task ? source : undefined;
  const kind = "held the loop", shown = nameFrom(() => name);
  const where = task === undefined ? [] : placesOf(task);
  const message = `${shown} ${kind} for ${Math.round(duration)} ms` +
    (where.length === 0 ? "" : `; it is now at ${where[0]}`);
  return { kind, task, name: shown, duration, where, message };
}

/** Notices cancels at a look, and those that had no effect at a later one. */
function watchCancels(
  loop: IOLoop,
  limit: number,
  tell: (stall: Stall) => void,
): () => void {
  const noticed: WeakMap<object, number> = new WeakMap();
  const told: WeakSet<object> = new WeakSet();
  return () => {
    const now = loop.time();
    for (const task of knownTasks({ loop }).tasks) {
      const cancel = cancelOf(task);
      if (cancel === undefined || told.has(cancel)) continue;
      const since = noticed.get(cancel) ?? now;
      noticed.set(cancel, since);
      if (now - since < limit) continue;
      told.add(cancel);
      tell(ignoredStall(task, now - since, now));
    }
  };
}

/** The cancel that a task should end by: its own, or one on its way. */
function cancelOf({ _record: record }: Task<unknown>): object | undefined {
  if (typeof record === "string") return undefined;
  return record.own ?? underWay(record);
}

function ignoredStall(
  task: Task<unknown>,
  duration: number,
  now: number,
): Stall {
  const name = nameFrom(() => task.name), where = placesOf(task);
  const kind = "ignores a cancel", waits = waitWords(task, now);
  const message = `${name} ${kind}, for ${Math.round(duration)} ms` +
    (waits === undefined ? "" : `; it waits for ${waits}`) +
    (where.length === 0 ? "" : ` at ${where[0]}`);
  return { kind, task, name, duration, where, message };
}

function placesOf(task: Task<unknown>): string[] {
  return task.done ? [] : suspendedAt(task).map(frame);
}

function warn({ message }: Stall): void {
  print(message);
}
