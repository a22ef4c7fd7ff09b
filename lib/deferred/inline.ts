/**
 * Drives a generator by the Deferreds that it yields.
 */

import { type Context, type Holder, running } from "../context/running.ts";
import { TwisterError } from "../errors/base.ts";
import { DeadlockError } from "../errors/deadlock_error.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { made } from "../traceback/places.ts";
import { hopsThrownBy, markOurs, stitch } from "../traceback/stitch.ts";
import {
  type Chain,
  isReady,
  type Receiver,
  run,
  settle,
  subscribe,
  take,
  waitsOn,
} from "./chain.ts";
import { Deferred } from "./deferred.ts";
import { Failure, isFailure } from "./failure.ts";
import { cancelledError } from "./state_errors.ts";
import { FUTURE } from "./waiting.ts";
import { type Body, convert } from "./yieldables.ts";

/** Generators that may be started inside one another before one has to wait. */
const MOST_NESTED = 128;

/** So that a `yield*` of a settled Future goes on without a turn. */
const BUDGET = 4096;

/** Generators that are driven: a second driver would steal from the first. */
const driven: WeakSet<object> = new WeakSet();

/** Those that were called too deep, in the order of the calls. */
const late: { readonly list: Inline<unknown>[]; starting: boolean } = {
  list: [],
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
    if (running.depth >= MOST_NESTED) late.list.push(this);
    else this.#begin();
    return this;
  }

  /** What it waited for has a result. @internal */
  _receive(result: unknown): Chain | undefined {
    const awaited = this._waitsFor!;
    this._waitsFor = undefined;
    this.#step(result, awaited);
    return this.called ? this : undefined;
  }

  /** The error comes in at the `yield`, by way of what is waited for. */
  override _giveUp(reason: unknown): void {
    if (this.#started) this.#cancel ??= { reason };
    else super._giveUp(reason);
  }

  #begin(): void {
    if (this.called) return;
    this.#started = true;
    this.#step(undefined, undefined);
    if (this.called) run(this);
  }

  #step(result: unknown, awaited: Chain | undefined): void {
    const before = running.by, { budget } = running;
    running.by = this;
    running.depth++;
    this.#drive(result, awaited);
    running.depth--;
    running.budget = budget;
    running.by = before;
  }

  /** Goes on with the generator until it waits for something or is done. */
  #drive(first: unknown, from: Chain | undefined): void {
    let result = first, awaited = from;
    for (;;) {
      let step: IteratorResult<unknown>;
      try {
        running.budget = BUDGET;
        step = result instanceof Failure
          ? this.#throw(this.#errorOf(result, awaited))
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
        result = this.#cancelNow(awaited);
        if (result === undefined && isReady(awaited)) result = take(awaited);
        else if (result === undefined) return this.#park(awaited);
      } catch (error) {
        const ours = error instanceof TwisterError ? markOurs(error) : error;
        result = new Failure(ours)._by(undefined);
      }
    }
  }

  #throw(error: unknown): IteratorResult<unknown> {
    // Its absence is for an iterator that only looks like a generator.
    if (this.#body.throw === undefined) throw error;
    return this.#body.throw(error);
  }

  /** What a step waits for. */
  #awaited(step: IteratorResult<unknown>): Chain {
    const given = isBranded(step) ? futureOf(step) : step.value;
    const awaited = convert(given, startChild);
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
    this._begin(undefined);
    settle(this, result, undefined);
  }
}

/** Starts a generator whose function is not known. */
export function startChild(generator: Body): Inline<unknown> {
  return new Inline(generator, "<anonymous>")._start();
}

/**
 * Starts those that were called too deep. Each may call another one: that one
 * is found by this loop, however deep in calls it stands.
 */
function startLate(): void {
  if (late.starting || late.list.length === 0) return;
  late.starting = true;
  for (const inline of late.list) inline._startNow();
  late.list.length = 0;
  late.starting = false;
}

/** Whether a step of a `yield*` is a Future, which is its own step. */
function isBranded(step: object): step is { value: unknown } {
  return (step as { [FUTURE]?: unknown })[FUTURE] === true;
}

/**
 * The Future that a step stands for. The Runner's sign that a turn is wanted
 * is a Future that holds what was yielded; any other stands for itself.
 */
function futureOf(step: { value: unknown }): unknown {
  const { value } = step;
  return value;
}
