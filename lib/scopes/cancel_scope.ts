import { running } from "../context/running.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { checkFunction, checkTime } from "../errors/check.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { currentTask } from "../coroutine/current_task.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import type { Task } from "../coroutine/task.ts";
import {
  type Delivery,
  type Enclosing,
  endDelivery,
  type Member,
  reachMembers,
} from "../coroutine/task_record.ts";
import { Cancellation } from "../future/cell.ts";
import { newAbortController } from "../loop/abort.ts";
import type { Handle } from "../loop/handle.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { markOurs, stitch } from "../traceback/stitch.ts";

/** Options of a {@linkcode CancelScope}. */
export interface CancelScopeOptions {
  /** Milliseconds from entry until the scope is cancelled by itself. */
  timeout?: number;
  /** The same as a point on the loop's clock. The earlier of both counts. */
  deadline?: number;
  /** Cancels the scope when it aborts, with its reason. */
  signal?: AbortSignal;
  /** Milliseconds for the cleanup, if not those of the task or loop. */
  grace?: number;
  /** Whether cancels from outside wait until the scope is left. */
  shield?: boolean;
  /** A name for messages. */
  name?: string;
}

/** Where a scope is in its life. */
type Phase = "new" | "entered" | "left";

/**
 * A part of a coroutine that can be cancelled by itself, or be given a
 * deadline. Scopes nest; a cancel of an outer one passes through the inner
 * ones, unless a shield stops it. After trio's CancelScope.
 *
 * A scope keeps its own cancel: `run` then gives `undefined`. If its deadline
 * passed, it throws {@linkcode TimeoutError}, after the cleanup.
 *
 * @example
 * ```ts
 * import { CancelScope } from "@twister/async/scopes";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const scope = new CancelScope();
 * const task = spawn(function* () {
 *   yield* scope.run(function* () {
 *     yield* sleep(60_000);
 *   });
 *   return "went on";
 * });
 * scope.cancel("enough");
 * assertEquals(await task, "went on");
 * ```
 */
export class CancelScope implements Enclosing, Disposable {
  /** The name in messages. */
  readonly name: string;
  /** @internal */
  _outer: Enclosing | undefined = undefined;
  /** @internal */
  _cancellation: Cancellation | undefined = undefined;
  /** @internal */
  readonly _shield: boolean;
  /** @internal */
  readonly _grace: number | undefined;
  /** @internal */
  _parked: Delivery | undefined = undefined;
  /** @internal */
  _members: Iterable<Member> | undefined = undefined;
  readonly #timeout: number;
  readonly #outerSignal: AbortSignal | undefined;
  /** That of its maker, then that of the task which enters it. */
  #loop: IOLoop = IOLoop.current();
  readonly #onAbort: () => void = () => this.cancel(this.#outerSignal!.reason);
  #deadline: number;
  #phase: Phase = "new";
  #task: Task<unknown> | undefined;
  #timer: Handle | undefined;
  #listens = false;
  #controller: AbortController | undefined;

  /**
   * Makes a scope; `run` enters it.
   *
   * @param options Its deadline, signal, grace, shield and name.
   * @throws {TypeError} If an option has the wrong type.
   * @throws {RangeError} If a time is NaN.
   */
  constructor(options: CancelScopeOptions = {}) {
    const { timeout = Infinity, deadline = Infinity, grace } = options;
    this.#timeout = checkTime(timeout, "make a CancelScope({ timeout })");
    this.#deadline = checkTime(deadline, "make a CancelScope({ deadline })");
    if (grace !== undefined) checkTime(grace, "make a CancelScope({ grace })");
    this._grace = grace;
    this._shield = options.shield === true;
    this.name = options.name ?? "CancelScope";
    const signal = options.signal;
    checkFunction(
      signal === undefined ? this.#onAbort : signal?.addEventListener,
      "make a CancelScope({ signal }), whose addEventListener is used",
    );
    this.#outerSignal = signal;
  }

  /** Whether it was cancelled: by `cancel`, its deadline or its signal. */
  get cancelled(): boolean {
    return this._cancellation !== undefined;
  }

  /** The point on the loop's clock at which it is cancelled. */
  get deadline(): number {
    return this.#deadline;
  }

  /**
   * Moves the deadline, also while inside; the past cancels in the next turn.
   *
   * @throws {RangeError} If it is NaN.
   * @throws {InvalidStateError} If the scope was left or cancelled already.
   */
  set deadline(time: number) {
    checkTime(time, "set scope.deadline");
    if (this.#phase === "left" || this.cancelled) {
      throw new InvalidStateError(
        `Cannot move the deadline of ${this.name}: it was ` +
          `${this.cancelled ? "cancelled" : "left"} already`,
      );
    }
    this.#deadline = time;
    if (this.#phase === "entered") this.#arm();
  }

  /** @internal */
  get _timed(): boolean {
    return this.#deadline < Infinity || this.#listens;
  }

  /** Aborts when the scope is cancelled; made when it is first asked for. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = newAbortController();
      if (this.cancelled) this.#controller.abort(this.#abortReason());
    }
    return this.#controller.signal;
  }

  /**
   * Cancels what runs in the scope, with all inside. The throws come from the
   * loop, in later turns.
   *
   * @param reason Why; any value.
   * @returns `false` if it was cancelled or left before.
   */
  cancel(reason?: unknown): boolean {
    if (this.cancelled || this.#phase === "left") return false;
    this._cancellation = new Cancellation(reason, this);
    this.#disarm();
    if (this.#controller !== undefined) {
      const controller = this.#controller;
      this.#loop.addCallback(() => controller.abort(this.#abortReason()));
    }
    for (const member of this._members ?? []) {
      member._cancelOwn(this._cancellation);
    }
    const task = this.#task;
    if (task === undefined) return true;
    const shielded = reachMembers(task._recorded(), this, this._cancellation);
    if (!shielded) task._hear();
    return true;
  }

  /**
   * Runs a coroutine function in the scope, within the calling coroutine.
   *
   * @param fn A generator function; it gets the scope.
   * @returns What `fn` returns; `undefined` if the scope was cancelled.
   * @throws {TimeoutError} If its deadline passed and the cancel came out.
   * @throws {InvalidStateError} If it is entered twice, or from outside of a
   * coroutine.
   */
  *run<R>(
    fn: (scope: this) => Coroutine<R>,
  ): Generator<unknown, R, unknown> {
    checkFunction(fn, "scope.run(fn)");
    this._enter();
    try {
      if (this.cancelled) return this._cancelledResult() as R;
      return yield* { [Symbol.iterator]: () => fn(this) };
    } catch (error) {
      if (!this._keeps(error)) throw error;
      return this._cancelledResult(error) as R;
    } finally {
      this._exit();
    }
  }

  /** Leaves the scope without a body: its timer and listener are freed. */
  [Symbol.dispose](): void {
    if (this.#phase === "entered") this._exit();
    this.#phase = "left";
  }

  /**
   * Makes it the innermost scope of the running task.
   *
   * @internal
   */
  _enter(): void {
    const task = currentTask();
    if (task === undefined || this.#phase !== "new") {
      throw new InvalidStateError(
        `Cannot enter ${this.name}: ` +
          (task === undefined
            ? "no coroutine is running. Use yield* scope.run(fn) in one"
            : `it was ${this.#phase} before. Make a new scope for each use`),
      );
    }
    this.#phase = "entered";
    const record = task._recorded();
    this._outer = record.scope;
    this.#loop = IOLoop.current();
    this.#begin();
    this.#task = task;
    const { delivery } = record;
    const isCleanup = delivery?.thrown && !delivery.past;
    if (this._shield || isCleanup) this._parked = delivery;
    const carried = this._parked === delivery ? undefined : delivery;
    task._enter(this, carried, this.cancelled);
  }

  /**
   * Gives the task back to the scope outside.
   *
   * @internal
   */
  _exit(): void {
    if (this.#phase !== "entered") return; // disposed inside its body
    this.#phase = "left";
    this.#disarm();
    const task = this.#task!, record = task._recorded();
    if (record.scope !== this) {
      const inner = (record.scope as { name?: string } | undefined)?.name;
      throw new InvalidStateError(
        `Cannot leave ${this.name}: ${inner ?? "another scope"} was entered ` +
          "after it and not left. Leave scopes in the reverse order",
      );
    }
    let carried = record.delivery;
    // What came from outside meanwhile was kept out by a shield, or had to wait
    // for this scope's own cancel. Else it was heard when it came.
    const news = this._shield || this.cancelled || this._parked !== undefined;
    if (carried?.scope === this) {
      endDelivery(carried);
      carried = undefined;
    }
    task._enter(this._outer, carried ?? this._parked, news);
  }

  /**
   * Whether an error is this scope's own cancel coming out.
   *
   * @internal
   */
  _keeps(error: unknown): boolean {
    const delivery = this.#task?._recorded().delivery;
    return delivery?.scope === this && delivery.error === error;
  }

  /**
   * What the scope ends with for its own cancel.
   *
   * @internal
   */
  _cancelledResult(error?: unknown): undefined {
    const { reason } = this._cancellation!;
    if (!(reason instanceof TimeoutError) || reason.scope !== this) return;
    if (error !== undefined) reason.cause = error;
    throwLate(reason, this.#task);
  }

  /** Starts the clock, and hears of what happened before. */
  #begin(): void {
    const signal = this.#outerSignal;
    const end = this.#loop.time() + this.#timeout;
    this.#deadline = Math.min(this.#deadline, end);
    if (signal?.aborted) this.#onAbort();
    else if (this.#deadline <= this.#loop.time()) this.#expire();
    if (this.cancelled) return;
    if (signal !== undefined) {
      signal.addEventListener("abort", this.#onAbort);
      this.#loop._rest.foreign++;
      this.#listens = true;
    }
    this.#arm();
  }

  #arm(): void {
    this.#timer?.cancel();
    if (this.#deadline === Infinity) return;
    this.#timer = this.#loop.callAt(this.#deadline, () => this.#expire());
  }

  #disarm(): void {
    this.#timer?.cancel();
    if (!this.#listens) return;
    this.#listens = false;
    this.#loop._rest.foreign--;
    this.#outerSignal!.removeEventListener("abort", this.#onAbort);
  }

  /**
   * Hears of a deadline that passed while the body did not wait.
   *
   * @internal
   */
  _expireIfDue(): void {
    const due = this.#phase === "entered" &&
      this.#deadline <= this.#loop.time();
    if (due && !this.cancelled) this.#expire();
  }

  #expire(): void {
    const late = this.#loop.time() - this.#deadline;
    this.cancel(
      markOurs(
        new TimeoutError(
          `${this.name} passed its deadline` +
            (this.#timeout < Infinity ? ` of ${this.#timeout} ms` : "") +
            (late >= 1 ? `, ${Math.round(late)} ms ago` : ""),
          { deadline: this.#deadline, scope: this },
        ),
      ),
    );
  }

  #abortReason(): CancelledError {
    const { reason, by } = this._cancellation!;
    return new CancelledError(`${this.name} was cancelled`, {
      reason,
      by,
      scope: this,
    });
  }
}

/** Throws the error of a deadline, which the loop made, at the user's `run`. */
function throwLate(error: TimeoutError, holder: object | undefined): never {
  const waiting = { name: "", holder, below: throwLate };
  stitch(error, undefined, waiting, running.debug);
  throw error;
}
