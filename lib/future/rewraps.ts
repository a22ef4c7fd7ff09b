/**
 * How the engine's `yield*` hands on a step that is not done.
 *
 * The standard has it give the inner result object itself, as V8 does, and so a
 * Future can be its own result. JavaScriptCore, in Bun and Safari, reads
 * `value` off it and makes a new result; there `value` must say which Future.
 */

/** Whether `yield*` makes the result anew. */
export const REWRAPS: boolean = isRewrapping();

function isRewrapping(): boolean {
  const result = { done: false, value: undefined };
  const inner = { [Symbol.iterator]: () => inner, next: () => result };
  const outer = (function* () {
    yield* inner as Iterable<unknown>;
  })();
  return outer.next() as unknown !== result;
}

/** A Future as its own step. */
interface Stepping {
  readonly done: boolean;
  next(): unknown;
}

/**
 * Has a pending Future give its step through `value`: the mark `again`, which
 * then says which Future it is, to a task; the Future itself to other drivers.
 */
export function giveByValue(
  prototype: Stepping,
  again: { value: unknown },
  isDriving: () => boolean,
): void {
  const { next } = prototype, step = { done: false, value: again };
  prototype.next = function (this: Stepping) {
    const given = next.call(this);
    if (given === this && this.done) return this;
    if (!isDriving()) return { done: false, value: this };
    again.value = this;
    return step;
  };
}

/** Takes the mark for the step again, where it came through `value`. */
export function unwrapping<S extends { value?: unknown }>(
  method: (this: unknown, sent: unknown) => S,
  again: S,
): (this: unknown, sent: unknown) => S {
  return function (this: unknown, sent) {
    const step = method.call(this, sent);
    return step.value === again ? again : step;
  };
}
