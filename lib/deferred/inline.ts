/**
 * Drives a generator by the Deferreds that it yields.
 */

import type { Frame } from "../context/frame.ts";
import { framesOf, runIn } from "../context/frames.ts";
import { type Context, type Holder, running } from "../context/running.ts";
import { DeadlockError } from "../errors/deadlock_error.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { made } from "../traceback/places.ts";
import { hopsThrownBy, markOurs, stitch } from "../traceback/stitch.ts";
import { isFuture } from "./adopt.ts";
import {
  type Chain,
  chainOf,
  isReady,
  type Receiver,
  run,
  settle,
  subscribe,
  take,
  waitsOn,
} from "./chain.ts";
import { Deferred } from "./deferred.ts";
import { Failure, hasFailed, isFailure } from "./failure.ts";
import { cancelledError } from "./state_errors.ts";
import { disown } from "./unhandled.ts";
import { type Body, convert } from "./yieldables.ts";

/** Generators that may be started inside one another before one has to wait. */
const MOST_NESTED = 128;

/** Generators that are driven: a second driver would steal from the first. */
const driven: WeakSet<object> = new WeakSet();

/** Those that were called too deep, in the order of the calls. */
const late: Inline<unknown>[] = [];

/** What is on the stack: steps of generators, and the loop over `late`. */
const stack: { depth: number; starting: boolean } = {
  depth: 0,
  starting: false,
};

/** The state of one generator's cancel that came while its body ran. */
type Cancel = { readonly reason: unknown };

/**
 * A generator under way, and the Deferred of its result.
 *
 * It goes on inside the call that fires what it waits for, as callbacks do, so
 * what is ready costs no turn however often. One object is the result, the
 * driver, and the link in the chain of what is waited for: the loop that runs
 * chains resumes it, so that recursion has no depth.
 */
export class Inline<R> extends Deferred<R> implements Holder, Receiver {
  /** @internal */
  _context: Context;
  /** @internal */
  declare readonly _suspends: true;
  /** What is entered around each step. */
  readonly #stack: Frame | undefined;
  readonly #body: Body;
  readonly #name: string;
  #started = false;
  #cancel: Cancel | undefined;

  /**
   * @param body The generator.
   * @param name The name of its function.
   * @throws {InvalidStateError} If the generator is driven already.
   */
  constructor(body: Body, name: string) {
    if (driven.has(body)) {
      throw new InvalidStateError(
        "Cannot drive a generator twice: it has a Deferred already. Call its " +
          "function again for a new one, or wait for that Deferred",
      );
    }
    super();
    driven.add(body);
    this._context = running.by._context;
    this.#stack = this._context.stack;
    this.#body = body;
    this.#name = name;
  }

  override _label(): string {
    return this.#name;
  }

  /**
   * Takes the first step. Where calls are nested too deep it is put off until
   * a caller waits, which a caller that recurses does next: so that the stack
   * does not overflow, and all is still done inside the outermost call.
   */
  _start(): this {
    if (stack.depth >= MOST_NESTED) late.push(this);
    else this._startNow();
    return this;
  }

  /** Takes the first step, unless it was cancelled before that. @internal */
  _startNow(): void {
    if (this.called) return;
    this.#started = true;
    this.#step(undefined, undefined);
    if (this.called) run(this);
  }

  /** What it waited for has a result. @internal */
  _receive(result: unknown): Chain | undefined {
    const awaited = this._waitsFor;
    this._waitsFor = undefined;
    this.#step(result, awaited);
    return this.called ? this : undefined;
  }

  /** The error comes in at the `yield`, by way of what is waited for. */
  override _giveUp(reason: unknown): void {
    if (this.#started) this.#cancel ??= { reason };
    else super._giveUp(reason);
  }

  /** Fired by somebody else it waits for nothing any more. @internal */
  override _begin(result: unknown): boolean {
    this._waitsFor = undefined;
    return super._begin(result);
  }

  #step(result: unknown, awaited: Chain | undefined): void {
    const before = running.by;
    running.by = this;
    stack.depth++;
    if (this.#stack === undefined) this.#drive(result, awaited);
    else {
      const step = () => this.#drive(result, awaited);
      // One that cannot be entered fails the `yield`, with its own error.
      const refused = (error: unknown) =>
        this.#drive(new Failure(error), undefined);
      runIn(framesOf(this.#stack), step, refused);
    }
    stack.depth--;
    running.by = before;
  }

  /** Goes on with the generator until it waits for something or is done. */
  #drive(first: unknown, from: Chain | undefined): void {
    let result = first, awaited = from;
    for (;;) {
      let step: IteratorResult<unknown>;
      try {
        step = hasFailed(result)
          ? this.#body.throw!(this.#errorOf(result, awaited))
          : this.#body.next(result);
      } catch (error) {
        startLate();
        return this.#end(this.#thrown(error));
      }
      startLate();
      if (step.done === true) return this.#end(step.value);
      awaited = undefined;
      try {
        awaited = this.#awaited(step);
        startLate();
        result = this.#cancelNow(awaited);
        if (result === undefined && isReady(awaited)) result = take(awaited);
        else if (result === undefined) return this.#park(awaited);
      } catch (error) {
        result = new Failure(markOurs(error as Error))._by(undefined);
      }
    }
  }

  /** What a step waits for. */
  #awaited(step: IteratorResult<unknown>): Chain {
    const given = isFuture(step) ? futureOf(step) : step.value;
    const awaited = chainOf(given) ?? convert(given, startChild);
    if (waitsOn(awaited, this)) {
      throw new DeadlockError(
        `${this.#name} waits for its own Deferred, so it could never go on. ` +
          "Let another one wait for it",
      );
    }
    return awaited;
  }

  /** A cancel that came while the body ran: it is due at this `yield`. */
  #cancelNow(awaited: Chain): Failure | undefined {
    const cancel = this.#cancel;
    if (cancel === undefined) return undefined;
    this.#cancel = undefined;
    if (awaited.called) {
      return new Failure(cancelledError(this.#name, cancel.reason));
    }
    awaited.cancel(cancel.reason);
    return undefined;
  }

  #park(awaited: Chain): void {
    this._waitsFor = awaited;
    subscribe(awaited, this);
  }

  /** The error for the `yield`, which notes that it came here. */
  #errorOf(failure: Failure, awaited: Chain | undefined): unknown {
    const place = running.debug && awaited ? made.of(awaited) : undefined;
    const error = failure.value;
    const waiting = { name: this.#name, holder: this, place };
    stitch(error, failure._hops, waiting, running.debug);
    return error;
  }

  #thrown(error: unknown): Failure {
    if (isFailure(error)) return Failure.from(error);
    return new Failure(error)._by(hopsThrownBy(error, this));
  }

  #end(result: unknown): void {
    if (!this.called) {
      this._begin(undefined);
      settle(this, result, undefined);
    } else if (hasFailed(result)) {
      // Somebody else fired it meanwhile: nobody waits for this error.
      disown(result, this, this.#name);
    }
  }
}

Object.defineProperty(Inline.prototype, "_suspends", { value: true });

/** Starts a generator whose function is not known. */
export function startChild(generator: Body): Inline<unknown> {
  return new Inline(generator, "<anonymous>")._start();
}

/**
 * Starts those that were called too deep. Each may call another one: that one
 * is found by this loop, however deep in calls it stands.
 */
function startLate(): void {
  if (stack.starting || late.length === 0) return;
  stack.starting = true;
  for (const inline of late) inline._startNow();
  late.length = 0;
  stack.starting = false;
}

/**
 * What is waited for where a Future came as a step of `yield*`. It is its own
 * step, and holds itself then or who is told of its cancel. One that holds
 * anything else only says that the Runner should take a turn: with another
 * Future, which is ready and needs none here, or with nothing.
 */
function futureOf(step: object): unknown {
  const { value } = step as { value?: unknown };
  if (value === null || typeof value !== "object") return step;
  if (isFuture(value)) return value;
  return "_cancelled" in value ? step : undefined;
}
