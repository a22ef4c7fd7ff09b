/**
 * What the loop can run.
 */

/**
 * Anything that can stand in the ready queue.
 *
 * @internal
 */
export interface Runnable {
  /**
   * Takes its step. The loop reports what it throws.
   *
   * @internal
   */
  _run(): void;
  /**
   * What to call it in a report.
   *
   * @internal
   */
  _label(): string;
  /** Whether it only runs others, each of which is measured by itself. */
  readonly _many?: boolean;
}

/**
 * Anything that can wait for its time.
 *
 * @internal
 */
export interface Timed extends Runnable {
  /** Whether it needs no run any more. */
  readonly done: boolean;
}

/**
 * The one thing the loop knows of a Future: that it calls back when settled.
 */
export interface Settles<F> {
  /** Has a function called with the future once it is settled. */
  addDoneCallback(fn: (settled: F) => unknown): void;
}
