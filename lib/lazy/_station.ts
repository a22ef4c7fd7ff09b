/**
 * One sink with all that is known of it, whoever pushes into it.
 *
 * An error travels down from where it happened: the stages behind are told, and
 * where none of them deals with it, it is thrown up to the sender, whose stages
 * pass it on. So each stage hears of an error once, either way. Left out is a
 * list of all stages in the pipe: filters that fork would have no place in it.
 */

import type { CancelledError } from "../errors/cancelled_error.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import type { Coroutine } from "../coroutine/protocol.ts";
import { Future } from "../future/future.ts";
import { isGenerator } from "../loop/driver.ts";
import { thenOf } from "../loop/kinds.ts";
import {
  attempt,
  type Body,
  type Failed,
  firstOf,
  isCancel,
  now,
  wait,
} from "./_failure.ts";
import type { Sink, Taken } from "./_sink.ts";

/** Takes items. */
export const OPEN: number = 0;
/** Still takes the last one; the next must wait. */
const BUSY: number = 1;
/** Takes no more: it said so, failed, or is closed. */
const ENDED: number = 2;

/** The way from one station to the next, as far as that is used here. */
export interface Way {
  readonly _station: Station;
  close(): Future<void>;
}

/** A sink, its state, and the ways to the stations behind it. */
export class Station {
  state: number = OPEN;
  /** How many push into it: it is closed with the last. */
  users: number = 0;
  readonly #sink: Sink<unknown>;
  readonly #behind: readonly Way[];
  /** The last item that takes its time. */
  #pending: Future<Taken> | undefined;
  /** The error that it was told of last, and how it took it. */
  #told: { error: unknown; outcome: Future<void> } | undefined;
  /** Whether it ended by an error. */
  #broken = false;
  #closing: Future<void> | undefined;

  constructor(sink: Sink<unknown>, behind: readonly Way[]) {
    this.#sink = sink;
    this.#behind = behind;
  }

  /** Whether its cleanup has begun. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Sends an item to the sink, which must be open. */
  push(value: unknown): Taken | Future<Taken> {
    let sent: unknown;
    try {
      sent = this.#sink.send(value);
    } catch (error) {
      return this.#fail(error);
    }
    if (sent !== undefined) return this.#settle(sent);
    // A filter need not hand on what the next one said: it is asked here.
    for (const { _station } of this.#behind) {
      if (_station.state !== OPEN) return this.#standing();
    }
  }

  /** The same, to one that may not be open. */
  pushLater(value: unknown): Taken | Future<Taken> {
    if (this.#stillBusy() !== undefined) {
      return this.#goOn(this.#inTurn(this.#pending!, value));
    }
    return this.state === ENDED ? false : this.push(value);
  }

  /** Tells of an error; rejected unless it is dealt with. */
  throw(error: unknown): Future<void> {
    const { error: before, outcome } = this.#told ?? {};
    const again = outcome !== undefined &&
      (Object.is(error, before) || isCancel(error) && isCancel(before));
    if (again) return outcome;
    this.#told = { error, outcome: new Future() };
    return this.#told.outcome = spawn(this.#hear(error), { name: "throw" });
  }

  /** Closes it for all, and goes down the ways behind it. */
  close(): Future<void> {
    return this.#closing ?? this.#close();
  }

  #close(): Future<void> {
    const closing = new Future<void>();
    this.#closing = closing; // a sink may close itself
    return this.#closing = spawn(this.#end(), { name: "close" });
  }

  /** What a sink said in other words than nothing. */
  #settle(sent: unknown): Taken | Future<Taken> {
    if (sent === false) return this.#stop();
    for (const { _station } of this.#behind) {
      if (_station.#pending === sent) return this.#busyWith(sent as never);
    }
    if (isWaitable(sent)) return this.#goOn(this.#take(sent));
  }

  *#take(sent: unknown): Body<Taken> {
    let taken: unknown;
    try {
      taken = yield sent;
    } catch (error) {
      if (isCancel(error)) return yield* this.#interrupted(error);
      return yield* waited(this.#fail(error));
    }
    if (taken === false) return yield* waited(this.#stop());
  }

  /** A cancel met it in the middle of an item, of which the sink must hear. */
  *#interrupted(error: unknown): Body<never> {
    this.#pending = undefined;
    this.state = OPEN;
    // One who tells of the cancel already waits for the end of this.
    if (!isCancel(this.#told?.error)) yield* wait(this.throw(error));
    throw error;
  }

  /** What the stations behind say: wait, or no more. */
  #standing(): Taken | Future<Taken> {
    const behind = this.#behind.map((way) => way._station);
    const busy = behind.filter((station) => station.#stillBusy());
    if (busy.length === 1 && behind.length === 1) {
      return this.#busyWith(busy[0]!.#pending!);
    }
    if (busy.length > 0) return this.#goOn(this.#until(busy));
    if (behind.every(({ state }) => state === ENDED)) return this.#stop();
  }

  *#until(busy: readonly Station[]): Body<Taken> {
    try {
      const said = yield busy.map((station) => station.#pending);
      for (const [i, station] of busy.entries()) {
        // It handed on what was said further down, and had no look at it.
        const ends = (said as Taken[])[i] === false && station.state !== ENDED;
        if (ends) yield* waited(station.#stop());
      }
    } catch (error) {
      return yield* waited(this.#fail(error));
    }
    return yield* waited(this.#standing());
  }

  /** No more is wanted, so nothing is kept open. */
  #stop(): Taken | Future<Taken> {
    this.state = ENDED;
    const closing = this.close();
    if (!closing.done) return this.#goOn(stopped(closing));
    now(closing);
    return false;
  }

  *#inTurn(before: Future<Taken>, value: unknown): Body<Taken> {
    if ((yield* before) === false || this.state === ENDED) return false;
    this.state = OPEN;
    return yield* waited(this.push(value));
  }

  /** Goes on in a task, unless it is done at once. */
  #goOn(body: Coroutine<Taken>): Taken | Future<Taken> {
    const task = spawn(body, { name: "send" });
    return task.done ? now(task) : this.#busyWith(task);
  }

  #busyWith(pending: Future<Taken>): Future<Taken> {
    if (this.state === OPEN) this.state = BUSY;
    return this.#pending = pending;
  }

  /** What it is busy with; looked up when asked, so no callback is needed. */
  #stillBusy(): Future<Taken> | undefined {
    if (this.#pending?.done === false) return this.#pending;
    if (this.state === BUSY) this.state = OPEN;
    return this.#pending = undefined;
  }

  /** An error came out of the sink: of its own, or from behind. */
  #fail(error: unknown): false | Future<Taken> {
    this.state = ENDED;
    if (this.#untold().length === 0) {
      this.#broken = true;
      throw error;
    }
    const telling: Task<false> = spawn(this.#tell(error), { name: "throw" });
    return telling.done ? now(telling) : this.#busyWith(telling);
  }

  /** Those behind that can still be told of an error. */
  #untold(): Station[] {
    return this.#behind.map((way) => way._station)
      .filter(({ state }) => state !== ENDED);
  }

  /** Whether an error that comes from behind was thrown there. */
  get #brokenBehind(): boolean {
    return this.#behind.some(({ _station }) =>
      _station.#broken || _station.#brokenBehind
    );
  }

  /** Tells those behind; throws unless all of them deal with it. */
  *#tell(error: unknown): Body<false> {
    const untold = this.#untold();
    const passes = this.#brokenBehind || isCancel(error) || untold.length === 0;
    let first: Failed | undefined = passes ? { error } : undefined;
    for (const station of untold) {
      try {
        yield* wait(station.throw(error));
      } catch (other) {
        first = firstOf(first, other);
      }
    }
    if (first === undefined) return false;
    this.#broken = true;
    throw first.error;
  }

  *#hear(error: unknown): Body<void> {
    const busy = this.state === ENDED ? undefined : this.#stillBusy();
    if (busy !== undefined) {
      if (isCancel(error)) busy.cancel((error as CancelledError).reason);
      const late = yield* attempt(undefined, () => wait(busy));
      if (late !== undefined) firstOf({ error }, late.error);
    }
    if (this.state === ENDED || this.closed) throw error;
    try {
      if (this.#sink.throw !== undefined) {
        yield* settled(this.#sink.throw(error));
        if (!isCancel(error)) return;
      }
    } catch (other) {
      error = other;
    }
    this.state = ENDED;
    yield* this.#tell(error);
  }

  *#end(): Body<void> {
    let first: Failed | undefined;
    // One that has ended is closed by who was told so, maybe within that send.
    const busy = this.state === ENDED ? undefined : this.#stillBusy();
    this.state = ENDED;
    // Somebody sent without waiting: now is the last time to hear of it.
    if (busy !== undefined) first = yield* attempt(first, () => wait(busy));
    try {
      yield* settled(this.#sink.close?.());
    } catch (error) {
      first = yield* attempt(first, () => this.#tell(error));
    }
    for (const way of this.#behind) {
      first = yield* attempt(first, () => wait(way.close()));
    }
    if (first !== undefined) throw first.error;
  }
}

function* stopped(closing: Future<void>): Body<false> {
  yield* closing;
  return false;
}

function* waited(taken: Taken | Future<Taken>): Body<Taken> {
  return taken === undefined || taken === false ? taken : yield* wait(taken);
}

/** Waits for what a sink gave, if that can be waited for. */
function* settled(given: unknown): Body<void> {
  if (isWaitable(given)) yield given;
}

function isWaitable(given: unknown): boolean {
  return thenOf(given) !== undefined || isGenerator(given);
}
