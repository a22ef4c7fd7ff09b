import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Future } from "../future/future.ts";
import type { Clock } from "../loop/clock.ts";
import { afterReal, hostTurn } from "./_host.ts";

/** Options of a {@linkcode VirtualClock}. */
export interface VirtualClockOptions {
  /** Where it stands at first, in milliseconds: 0. */
  start?: number;
  /** What `date()` gives for a time of 0: the first day of 2000, in UTC. */
  epoch?: Date | number;
  /** Whether it goes to the next timer by itself when all else has to wait. */
  autojump?: boolean;
  /**
   * Real milliseconds to listen to the outside before it jumps, while somebody
   * visibly waits for the outside: 25.
   */
  patience?: number;
}

/**
 * Host turns without any event, after which nothing can run. One is enough for
 * native promises, for their callbacks all run before it ends. The others are
 * for what the loop itself leaves to the next host turn.
 */
const QUIET = 4;

/** Midnight of the first day of 2000, UTC. */
const EPOCH = 946_684_800_000;

/**
 * A clock for a loop that stands still until it is told to go on: by
 * {@linkcode VirtualClock.advance}, or by itself with `autojump`. Timers of
 * one time run in the order of adding. Nothing of the host is patched: who
 * asks the host for the time gets the real one. After Twisted's `Clock` and
 * trio's `MockClock`.
 *
 * Autojump waits until nothing can run: the ready queue is empty, and so are
 * the host's queues of promise callbacks. Real I/O it cannot see in general:
 * {@linkcode VirtualClock.hold} it while such goes on. One clock serves one
 * loop.
 *
 * @example
 * ```ts
 * import { VirtualClock } from "@twister/async/testing";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new VirtualClock(), loop = new IOLoop({ clock });
 * const log: number[] = [];
 * for (const ms of [300, 100, 200]) {
 *   loop.callLater(ms, () => log.push(loop.time()));
 * }
 * await clock.advance(250);
 * assertEquals(log, [100, 200]);
 * assertEquals(clock.now(), 250);
 * ```
 */
export class VirtualClock implements Clock {
  /** Deadlines stay exact. */
  readonly grain = 0;
  readonly #epoch: number;
  readonly #patience: number;
  #now: number;
  #autojump: boolean;
  #ring: (() => void) | undefined;
  #next: number | undefined;
  /** Counts whatever shows that something goes on. */
  #events = 0;
  #holds = 0;
  #watching = false;
  /** The end of the latest `advance`: they follow one another. */
  #moved: Promise<void> = Promise.resolve();
  /** How many of them are not done. */
  #moves = 0;
  #endPause: () => void = () => {};
  /**
   * Whether somebody waits for what is not of this loop. Whoever runs the loop
   * may know.
   *
   * @internal
   */
  _outside: () => boolean = () => false;
  /**
   * Told when nothing can run and there is no timer to jump to.
   *
   * @internal
   */
  _stuck: (() => void) | undefined = undefined;

  /**
   * Makes a clock.
   *
   * @param options Where it starts and how it goes on.
   * @throws {RangeError} If a number is none, or not finite.
   */
  constructor(options: VirtualClockOptions = {}) {
    const { start = 0, epoch = EPOCH, patience = 25 } = options;
    this.#now = finite(start, "make a VirtualClock({ start })");
    this.#epoch = finite(Number(epoch), "make a VirtualClock({ epoch })");
    this.#patience = finite(patience, "make a VirtualClock({ patience })");
    this.#autojump = options.autojump ?? false;
  }

  /**
   * The time.
   *
   * @returns Milliseconds, from `start` on.
   */
  now(): number {
    this.#events++;
    return this.#now;
  }

  /**
   * The same time as a date, for what is told in days and hours.
   *
   * @returns A new date.
   */
  date(): Date {
    return new Date(this.#epoch + this.#now);
  }

  /** When the next timer is due; `undefined` without timers. */
  get next(): number | undefined {
    return this.#next;
  }

  /** Whether it goes to the next timer by itself. May be changed. */
  get autojump(): boolean {
    return this.#autojump;
  }

  set autojump(on: boolean) {
    this.#autojump = on;
    this._stir();
  }

  /**
   * Sets the alarm; the loop does.
   *
   * @param time When to ring.
   * @param ring What to call.
   * @throws {InvalidStateError} If another loop has this clock.
   */
  alarm(time: number | undefined, ring: () => void): void {
    this.#ring ??= ring;
    if (this.#ring !== ring) {
      throw new InvalidStateError(
        "Cannot set a timer: this VirtualClock is the clock of another loop. " +
          "Make one for each loop",
      );
    }
    this.#next = time;
    this._stir();
  }

  /**
   * Goes on by some time. What is ready runs first; then the clock stops at
   * each timer on the way, and what becomes ready there runs, native promises
   * as well. Timers that are set on the way are met too. Calls follow one
   * another.
   *
   * @param ms Milliseconds; 0 runs what is due now.
   * @returns A Future of the arrival, to be waited for with `yield*` or
   * `await`.
   * @throws {TypeError} If `ms` is no number.
   * @throws {RangeError} If it is negative, NaN or infinite: time goes forward,
   * and to a point.
   */
  advance(ms: number): Future<void> {
    finite(ms, "advance a VirtualClock by (ms)");
    if (ms < 0) {
      throw new RangeError(
        `Cannot advance a VirtualClock by ${ms} ms: time does not run back. ` +
          "Make a new clock for a new start",
      );
    }
    this.#moves++;
    this.#moved = this.#moved.then(() => this.#move(ms));
    return Future.from(this.#moved);
  }

  /**
   * Advances step by step, from Twisted's `Clock.pump`.
   *
   * @param steps Milliseconds of each step.
   * @returns A Future of the end.
   * @throws {RangeError} As `advance`, before the first step is taken.
   *
   * @example
   * ```ts
   * import { VirtualClock } from "@twister/async/testing";
   * import { assertEquals } from "@std/assert";
   *
   * const clock = new VirtualClock();
   * await clock.pump([1, 2, 3]);
   * assertEquals(clock.now(), 6);
   * ```
   */
  pump(steps: Iterable<number>): Future<void> {
    const all = [...steps];
    for (const ms of all) finite(ms, "pump a VirtualClock by (steps)");
    let last = Future.resolve();
    for (const ms of all) last = this.advance(ms);
    return last;
  }

  /**
   * Keeps autojump from jumping, while something real goes on.
   *
   * @returns What lets it go on; to be had with `using`.
   *
   * @example
   * ```ts
   * import { runVirtual, VirtualClock } from "@twister/async/testing";
   * import { sleep } from "@twister/async/coroutine";
   * import { race } from "@twister/async/combinators";
   * import { assertEquals } from "@std/assert";
   *
   * const clock = new VirtualClock();
   * const first = await runVirtual(function* () {
   *   using _ = clock.hold();
   *   const real = new Promise((done) => setTimeout(done, 5, "real"));
   *   return yield* race([real, sleep(1)]);
   * }, { clock });
   * assertEquals(first, "real");
   * ```
   */
  hold(): Disposable {
    let held = 1;
    this.#holds++;
    return {
      [Symbol.dispose]: () => {
        this.#holds -= held;
        held = 0;
        this._stir();
      },
    };
  }

  /**
   * Goes to the next timer and runs what is due there, within this call.
   *
   * @returns `false` if there is none.
   * @internal
   */
  _jump(): boolean {
    const time = this.#next;
    if (time === undefined) return false;
    this.#events++;
    this.#next = undefined;
    this.#now = Math.max(this.#now, time);
    this.#ring!();
    return true;
  }

  /**
   * Something happened on the loop: autojump has to look again.
   *
   * @internal
   */
  _stir(): void {
    this.#events++;
    this.#endPause();
    if (this.#watching || !this.#autojump) return;
    this.#watching = true;
    void this.#watch();
  }

  /** Moves on from timer to timer. */
  async #move(ms: number): Promise<void> {
    try {
      await this._quiet();
      const end = this.#now + ms;
      while (this.#next !== undefined && this.#next <= end) {
        this._jump();
        await this._quiet();
      }
      this.#now = Math.max(this.#now, end);
    } finally {
      this.#moves--;
      this._stir();
    }
  }

  /** Jumps whenever nothing else can run, until there is nothing to jump to. */
  async #watch(): Promise<void> {
    for (;;) {
      await this._quiet();
      const listens = this.#next === undefined
        ? this._stuck !== undefined
        : this._outside();
      if (listens && this.#mayJump && await this.#heardOutside()) continue;
      if (this.#mayJump && this._jump()) continue;
      // What happens from now on starts it anew.
      this.#watching = false;
      if (this.#mayJump) this._stuck?.();
      return;
    }
  }

  get #mayJump(): boolean {
    return this.#autojump && this.#holds === 0 && this.#moves === 0;
  }

  /** Whether anything happens while the clock is patient. */
  async #heardOutside(): Promise<boolean> {
    const seen = this.#events;
    if (this.#patience > 0) {
      await new Promise<void>((done) => {
        const forget = afterReal(this.#patience, done);
        this.#endPause = () => {
          forget();
          done();
        };
      });
      this.#endPause = () => {};
    }
    return seen !== this.#events;
  }

  /**
   * Waits until nothing has happened for some host turns.
   *
   * @internal
   */
  async _quiet(): Promise<void> {
    for (let left = QUIET, seen = this.#events; left > 0; left--) {
      await hostTurn();
      if (seen !== this.#events) left = QUIET;
      seen = this.#events;
    }
  }
}

function finite(ms: unknown, call: string): number {
  if (typeof ms !== "number") {
    throw new TypeError(
      `Cannot ${call}: expected milliseconds as a number, got ${describe(ms)}`,
    );
  }
  if (Number.isFinite(ms)) return ms;
  throw new RangeError(
    `Cannot ${call}: ${ms} is no point or span of time. Give a finite number`,
  );
}
