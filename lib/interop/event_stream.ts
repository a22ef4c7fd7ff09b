import { faultOf } from "./_feed.ts";
import { Pushed } from "./_pushed.ts";
import { checkOverflow, type OverflowOptions } from "./event_overflow.ts";
import { checkTarget, errorOf, type FromEventOptions } from "./from_event.ts";
import type { AsyncSource } from "./source.ts";

/** Options of {@linkcode eventStream}. */
export interface EventStreamOptions extends FromEventOptions, OverflowOptions {
  /** Events of these types end the sequence, behind what lies unread. */
  endOn?: string | readonly string[];
}

/** A sequence of events. */
export interface EventStream<E> extends AsyncSource<E> {
  /** How many events were dropped because of the limit. */
  readonly dropped: number;
}

class Events<E extends Event> extends Pushed<E> implements EventStream<E> {
  constructor(target: EventTarget, type: string, options: EventStreamOptions) {
    super(checkOverflow(options, "make an eventStream"));
    const { endOn = [], rejectOn = [], signal } = options;
    this.obey(signal, `eventStream of ${type}`);
    if (this.ended) return;
    this.hear(target, type, (event) => this.push(event as E));
    for (const last of [endOn].flat()) {
      this.hear(target, last, () => this.end());
    }
    for (const bad of [rejectOn].flat()) {
      this.hear(target, bad, (event) => this.fail(faultOf(errorOf(event))));
    }
  }
}

/**
 * All events of a type, from now on, as a source. An event cannot wait, so
 * those that nobody asked for lie in a buffer with a limit, and a policy says
 * what happens to one more.
 *
 * The listeners stay until it is closed, which leaving {@linkcode each} or
 * `for await` does, or until it ends or fails by an event, the overflow or the
 * signal. The cancel of who waits for an event only gives the place up: so
 * `withTimeout(ms, events.next())` loses nothing. After Node's `on`, whose
 * buffer has no limit.
 *
 * @typeParam E The type of the events.
 * @param target Where they are dispatched.
 * @param type Their type.
 * @param options The limit and policy, a signal, and the types of event that
 * end or fail it.
 * @returns The source; `dropped` counts what the policy has cost.
 * @throws {TypeError} If `target` is no EventTarget, or an option is none.
 * @throws {RangeError} If the limit is negative or no whole number.
 *
 * @example
 * ```ts
 * import { eventStream } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const target = new EventTarget();
 * const events = eventStream(target, "tick", {
 *   limit: 2,
 *   overflow: "drop-oldest",
 *   endOn: "close",
 * });
 * for (const type of ["tick", "tick", "tick", "close"]) {
 *   target.dispatchEvent(new Event(type));
 * }
 * let count = 0;
 * for await (const event of events) count += event.type === "tick" ? 1 : 0;
 * assertEquals([count, events.dropped], [2, 1]);
 * ```
 */
export function eventStream<E extends Event = Event>(
  target: EventTarget,
  type: string,
  options: EventStreamOptions = {},
): EventStream<E> {
  checkTarget(target, "make an eventStream of");
  return new Events<E>(target, type, options);
}
