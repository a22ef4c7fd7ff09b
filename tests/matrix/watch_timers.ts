/**
 * Counts the host's timers while a scenario is played.
 *
 * @module
 */

/** The `forever` of the scenarios; whatever is set for longer is one too. */
export const FOREVER = 60_000;

/** The timers set since the watch began. */
export interface TimerWatch extends Disposable {
  /** How many of the long ones stand. */
  readonly standing: number;
  /** Sets a timer that is not counted. */
  later(ms: number, fn: () => void): void;
}

/** Watches until it is disposed; then the timers that were left are cleared. */
export function watchTimers(): TimerWatch {
  const { setTimeout, clearTimeout } = globalThis;
  const standing = new Map<unknown, number>();
  const uncounted: unknown[] = [];
  const set = (
    fn: (...args: unknown[]) => void,
    ms = 0,
    ...args: unknown[]
  ) => {
    const timer = setTimeout(() => {
      standing.delete(timer);
      fn(...args);
    }, ms);
    standing.set(timer, ms);
    return timer;
  };
  const clear = (timer: never) => {
    standing.delete(timer);
    clearTimeout(timer);
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  return {
    get standing() {
      return [...standing.values()].filter((ms) => ms >= FOREVER).length;
    },
    later: (ms, fn) => void uncounted.push(setTimeout(fn, ms)),
    [Symbol.dispose]() {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      for (const timer of [...standing.keys(), ...uncounted]) {
        clearTimeout(timer as never);
      }
    },
  };
}
