import { describe } from "../errors/describe.ts";
import { Future } from "../future/future.ts";
import { currentLoop } from "../future/waiter.ts";

/** Options of {@linkcode fromEvent}. */
export interface FromEventOptions {
  /** Gives the wait up when it aborts: CancelledError with its reason. */
  signal?: AbortSignal;
  /** Events of these types fail the wait with the error they carry. */
  rejectOn?: string | readonly string[];
}

/**
 * A Future of the next event of a type. The listeners go when it is settled:
 * by the event, by an error, or by a cancel of it or of who waits for it.
 * After Node's `once`.
 *
 * @typeParam E The type of the event.
 * @param target Where events are dispatched.
 * @param type The type of event to wait for.
 * @param options A signal, and the types that mean failure.
 * @returns A Future of the event. An event that fails it gives the error that
 * it carries, the same object; one without is the `cause` of an error.
 * @throws {TypeError} If `target` is no EventTarget.
 *
 * @example
 * ```ts
 * import { fromEvent } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const target = new EventTarget();
 * const seen = spawn(function* () {
 *   const event = yield* fromEvent(target, "ready");
 *   return event.type;
 * });
 * target.dispatchEvent(new Event("ready"));
 * assertEquals(await seen, "ready");
 * ```
 */
export function fromEvent<E extends Event = Event>(
  target: EventTarget,
  type: string,
  options: FromEventOptions = {},
): Future<E> {
  checkTarget(target, "wait for an event of");
  const { signal, rejectOn = [] } = options, loop = currentLoop();
  const undo: (() => void)[] = [];
  const stop = () => undo.splice(0).forEach((remove) => remove());
  const future = new Future<E>({ name: `event ${type}`, onCancel: stop });
  const hear = (from: EventTarget, on: string, fn: (event: Event) => void) => {
    const listener = (event: Event) => {
      stop();
      loop._within(() => fn(event));
    };
    from.addEventListener(on, listener);
    undo.push(() => from.removeEventListener(on, listener));
  };
  if (signal?.aborted) {
    future.cancel(signal.reason);
    return future;
  }
  hear(target, type, (event) => future.trySetResult(event as E));
  for (const bad of [rejectOn].flat()) {
    hear(target, bad, (event) => future.trySetError(errorOf(event)));
  }
  if (signal) hear(signal, "abort", () => future.cancel(signal.reason));
  return future;
}

/** The error that an event carries; one around the event if there is none. */
export function errorOf(event: Event): unknown {
  const { error } = event as Partial<ErrorEvent>;
  if (error !== undefined && error !== null) return error;
  const { message } = event as Partial<ErrorEvent>;
  const why = typeof message === "string" && message !== ""
    ? message
    : `An event of type "${event.type}" was dispatched`;
  return new Error(why, { cause: event });
}

/**
 * Insists on something that dispatches events.
 *
 * @param target What was given.
 * @param what What is to be done with it, such as `wait for an event of`.
 * @throws {TypeError} If it has no listeners.
 */
export function checkTarget(target: unknown, what: string): void {
  const may = target as Partial<EventTarget> | null | undefined;
  if (
    typeof may?.addEventListener === "function" &&
    typeof may.removeEventListener === "function"
  ) return;
  throw new TypeError(
    `Cannot ${what} ${describe(target)}: expected an EventTarget, with ` +
      "addEventListener() and removeEventListener()",
  );
}
