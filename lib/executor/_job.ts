/**
 * One job, from its submit to its end.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { Cancellation, type Canceller, type Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { disownLate, isCancel } from "../future/reaction.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { currentLoop } from "../future/waiter.ts";
import type { Handle } from "../loop/handle.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { type Call, nameOfCall } from "./_call.ts";
import { captureAll } from "./carried.ts";

/** How a job ended. */
export type End =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "killed" };

/** Where a job runs. */
export interface Place {
  /** Tells the job of its cancel. */
  cancel(reason: unknown): void;
  /** Stops it, whatever it does. */
  kill(): void;
}

/** Who keeps the jobs. */
interface Keeper {
  _recalled(job: Job): void;
  _ended(job: Job, state: number): void;
}

let count = 0;

/** The job: it waits, then runs at a place, then has ended. */
export class Job implements Canceller {
  readonly id: number = ++count | 0;
  readonly name: string;
  readonly future: Future<unknown>;
  readonly priority: number;
  /** How many jobs, each submitted by the one before, stand around it. */
  readonly depth: number;
  /** What its surroundings were, as plain data. */
  readonly carried: readonly (readonly [name: string, value: unknown])[];
  readonly #loop: IOLoop = currentLoop();
  readonly #keeper: Keeper;
  #call: Call | undefined;
  #place: Place | undefined;
  #cancellation: Cancellation | undefined;
  #grace: Handle | undefined;
  #ended = false;

  constructor(
    call: Call,
    keeper: Keeper,
    depth = 0,
    carried: Job["carried"] = captureAll(),
  ) {
    this.#call = call;
    this.#keeper = keeper;
    this.name = nameOfCall(call);
    this.priority = call.options.priority ?? 0;
    this.depth = depth;
    this.carried = carried;
    this.future = new Future({ name: this.name });
    this.future.value = this;
    // Its end comes from outside of the loop, and releases who waits.
    this.#loop._rest.foreign++;
  }

  /** The call; there is none after the end, for arguments may be large. */
  get call(): Call {
    return this.#call!;
  }

  /** Whether it has a place. */
  get running(): boolean {
    return this.#place !== undefined && !this.#ended;
  }

  /** Whether it has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Milliseconds it has, once cancelled. */
  get grace(): number {
    return this.#call?.options.grace ?? this.#loop.grace;
  }

  /** It starts at a place. */
  start(place: Place): void {
    this.#place = place;
  }

  /**
   * Its Future is cancelled, or left by its last waiter.
   *
   * @internal
   */
  _cancelled(_cell: Cell, reason: unknown): boolean {
    // A further cancel comes here too, and changes nothing.
    this.future.value = this;
    if (this.#ended) return false;
    if (this.#cancellation !== undefined) return true;
    const cancellation = this.#cancellation = new Cancellation(reason);
    if (this.#place === undefined) {
      this.#keeper._recalled(this);
      this.end({ kind: "killed" });
    } else if (this.#call!.options.abandon === true) {
      this.future._settle(cancellation, CANCELLED);
    } else {
      const place = this.#place;
      this.#grace = this.#loop.callLater(this.grace, () => place.kill());
      place.cancel(reason);
    }
    return true;
  }

  /** Cancels it, if its Future is not settled. */
  cancel(reason: unknown): void {
    this.#loop._within(() => void this.future.cancel(reason));
  }

  /** It has its result, but goes on: the result is a sequence. */
  deliver(value: unknown): void {
    this.#grace?.cancel();
    this.#loop._within(() => this.#settle({ kind: "value", value }));
  }

  /** It has ended. Only the first end counts, but a late error is not lost. */
  end(end: End): void {
    if (this.#ended) return this.#endLate(end);
    this.#ended = true;
    this.#grace?.cancel();
    this.#loop._rest.foreign--;
    this.#loop._within(() => {
      this.#settle(end);
      this.#keeper._ended(this, this.future._state);
    });
    this.#call = undefined;
    this.#place = undefined;
  }

  #endLate(end: End): void {
    if (end.kind !== "error") return;
    this.#loop._within(() => disownLate(end.error, this.future, this.name));
  }

  #settle(end: End): void {
    const { future } = this, cancellation = this.#cancellation;
    if (future.done) {
      // A sequence tells its own errors to who reads it.
      const left = future._state === CANCELLED && end.kind === "error";
      if (left) disownLate(end.error, future, this.name);
    } else if (end.kind === "value") future._settle(end.value, FULFILLED);
    else if (
      end.kind === "killed" || (cancellation && isCancel(end.error))
    ) future._settle(cancellation ?? new Cancellation(undefined), CANCELLED);
    else {
      const cancelled = end.error instanceof CancelledError;
      future._settle(end.error, cancelled ? CANCELLED : REJECTED, null);
    }
  }
}
