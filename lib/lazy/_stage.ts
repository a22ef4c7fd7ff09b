/**
 * The ends at which stations are pushed into, one for each who pushes.
 */

import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import { Future } from "../future/future.ts";
import { primed } from "../coroutine/primed.ts";
import { isGenerator } from "../loop/driver.ts";
import { GeneratorSink } from "./_generator_sink.ts";
import type { Filter, Pushable, Sink, Stage, Taken } from "./_sink.ts";
import { OPEN, Station, type Way } from "./_station.ts";

const GENERATOR_FUNCTION = Object.getPrototypeOf(function* () {});

/** The stations of sinks: one that several push into is closed with the last. */
const stations: WeakMap<object, Station> = new WeakMap();

/** One's own end of a station: it leaves it by itself. */
export class Inlet<T> implements Stage<T>, Way {
  readonly _station: Station;
  #counts: boolean;
  #left = false;

  constructor(station: Station, counts: boolean) {
    this._station = station;
    this.#counts = counts;
    if (counts) station.users++;
  }

  /** It goes to nobody: others have ends of their own. */
  _release(): void {
    if (this.#counts) this._station.users--;
    this.#counts = false;
  }

  send(value: T): Taken | Future<Taken> {
    const station = this._station;
    if (this.#left) throw closed(value);
    return station.state === OPEN
      ? station.push(value)
      : station.pushLater(value);
  }

  throw(error: unknown): Future<void> {
    return this.#left ? Future.reject(error) : this._station.throw(error);
  }

  close(): Future<void> {
    const station = this._station;
    if (!this.#left) {
      this.#left = true;
      this._release();
    }
    return station.users > 0 && !station.closed
      ? Future.resolve()
      : station.close();
  }
}

/**
 * The strict form of whatever can be pushed into. Who asks for it pushes, and
 * must close it.
 *
 * @param given What a user gave.
 * @param call The call in the user's words.
 * @throws {TypeError} If it cannot be pushed into.
 * @throws {ClosedError} If it was closed already.
 */
export function stageOf<T>(given: Pushable<T>, call: string): Inlet<T> {
  return new Inlet<T>(stationOf(given, call), true);
}

/**
 * A stage that a filter of ours makes, before anybody pushes into it.
 *
 * @param sink What is done with an item.
 * @param behind Where it pushes on.
 */
export function stageBefore<T>(
  sink: Sink<T>,
  ...behind: readonly Way[]
): Stage<T> {
  return new Inlet<T>(new Station(sink as Sink<unknown>, behind), false);
}

/**
 * The stage that a filter makes of the next one.
 *
 * @param filter The filter.
 * @param next The next stage, of which it is the user.
 */
export function filtered<A, B>(filter: Filter<A, B>, next: Inlet<B>): Inlet<A> {
  const call = "use what a filter made";
  // Its generator has yet to come to its first yield.
  const made = isGeneratorFunction<A>(filter)
    ? begin<A>(filter as never, call, next)
    : filter(next);
  if (!(isInlet<A>(made))) {
    return new Inlet<A>(stationOf(made, call, next), true);
  }
  // One of ours has ways of its own to what it was given.
  const stage = new Inlet<A>(stationOf(made, call), true);
  next._release();
  return stage;
}

function isInlet<T>(given: unknown): given is Inlet<T> {
  try {
    return given instanceof Inlet;
  } catch {
    return false; // a proxy that refuses
  }
}

function stationOf<T>(
  given: Pushable<T>,
  call: string,
  ...behind: readonly Way[]
): Station {
  const key = typeof given === "object" && given !== null ? given : undefined;
  const known = isInlet(given) ? given._station : key && stations.get(key);
  if (known !== undefined) return open(known, given, call);
  const station = new Station(sinkOf(given, call) as Sink<unknown>, behind);
  if (key !== undefined) stations.set(key, station);
  return station;
}

function sinkOf<T>(given: Pushable<T>, call: string): Sink<T> {
  if (isGeneratorFunction<T>(given)) {
    return new GeneratorSink(begin(given, call));
  }
  if (isGenerator(given)) return new GeneratorSink(given);
  if (isSink<T>(given)) return given;
  throw new TypeError(
    `Cannot ${call}: expected an object with a method send, a primed ` +
      `generator or a generator function, got ${describe(given)}` +
      advice(given),
  );
}

function isGeneratorFunction<T>(
  given: unknown,
): given is () => Generator<unknown, unknown, T> {
  return typeof given === "function" &&
    Object.getPrototypeOf(given) === GENERATOR_FUNCTION;
}

/** Starts a generator function's generator, which must wait for an item. */
function begin<T>(
  fn: (...args: unknown[]) => Generator<unknown, unknown, T>,
  call: string,
  ...args: unknown[]
): Generator<unknown, unknown, T> {
  let ended = false;
  const generator = primed(function* (): Generator<unknown, unknown, T> {
    try {
      return yield* fn(...args);
    } finally {
      ended = true;
    }
  })();
  if (!ended) return generator;
  throw new TypeError(
    `Cannot ${call}: ${describe(fn)} ended before its first yield, so it can ` +
      "receive nothing. Have it yield in a loop",
  );
}

function isSink<T>(given: unknown): given is Sink<T> {
  try {
    return given !== null && typeof given === "object" &&
      typeof (given as Partial<Sink<T>>).send === "function";
  } catch {
    return false; // a proxy that refuses
  }
}

function advice(given: unknown): string {
  if (typeof given === "function") {
    return ". To call a function with each item use { send: fn }";
  }
  try {
    if (Array.isArray(given)) {
      return ". To fill an array use collectInto(array)";
    }
    const { getWriter } = (given ?? {}) as { getWriter?: unknown };
    if (getWriter !== undefined) {
      return ". To write to a stream use writeTo(stream)";
    }
  } catch { /* a proxy that refuses */ }
  return "";
}

function open(station: Station, given: unknown, call: string): Station {
  if (!station.closed) return station;
  throw new ClosedError(
    `Cannot ${call}: ${describe(given)} was closed at the end of another ` +
      "pipe. Make a new one for each",
  );
}

function closed(value: unknown): ClosedError {
  return new ClosedError(
    `Cannot send ${
      describe(value)
    }: this stage was closed. Send before close()`,
  );
}
