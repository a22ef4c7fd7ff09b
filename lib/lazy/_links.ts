/**
 * The stages that make at most one item of each, as links that push.
 *
 * Stages that pull from each other were tried: asking through four of them took
 * twice as long as the language's iterator helpers, pushing through four
 * functions takes half. So a run of such stages is one chain, and what stands
 * behind it pulls one item at a time out of the whole.
 */

import { isWaitable, settled, type Steps } from "./_steps.ts";

/** No further item is wanted; who says so has told those behind it. */
export const STOP: unique symbol = Symbol("no more items");

/** Goes on, stops, or has to be waited for to know which. */
export type Sent = undefined | typeof STOP | Steps<undefined | typeof STOP>;

/** Where items are pushed. */
export interface Link {
  readonly push: (item: unknown) => Sent;
  /** Nothing comes after this: what is held is pushed on. Called once. */
  readonly end: () => Sent;
}

/** Puts itself before a link. It is made anew for each run. */
export type Stage = (down: Link) => Link;

type Fn = (item: unknown, index: number) => unknown;
type Finish = (value: unknown) => Sent;

/** What a function gives for each item. */
export function mapping(fn: Fn): Stage {
  return ({ push, end }) => {
    let index = 0;
    return {
      push(item) {
        const made = fn(item, index++);
        return isWaitable(made) ? later(made, push) : push(made);
      },
      end,
    };
  };
}

/** The items that a function says yes to. */
export function filtering(fn: Fn): Stage {
  return ({ push, end }) => {
    let index = 0;
    return {
      push(item) {
        const yes = fn(item, index++);
        if (isWaitable(yes)) {
          return later(yes, (yes) => yes ? push(item) : undefined);
        }
        return yes ? push(item) : undefined;
      },
      end,
    };
  };
}

/** Each state of a fold. */
export function scanning(
  fn: (state: unknown, item: unknown, index: number) => unknown,
  initial: unknown,
): Stage {
  return ({ push, end }) => {
    let state = initial, index = 0;
    return {
      push(item) {
        const made = fn(state, item, index++);
        if (isWaitable(made)) return later(made, (next) => push(state = next));
        return push(state = made);
      },
      end,
    };
  };
}

/** The first items, at least one of them. */
export function taking(count: number): Stage {
  return ({ push, end }) => {
    let left = count;
    return {
      push(item) {
        const sent = push(item);
        return --left > 0 ? sent : after(sent, () => after(end(), stop));
      },
      end,
    };
  };
}

/** All but the first items. */
export function dropping(count: number): Stage {
  return ({ push, end }) => {
    let left = count;
    return {
      push: (item) => left > 0 ? void left-- : push(item),
      end,
    };
  };
}

/** Arrays of so many items; the last may be shorter. */
export function chunking(size: number): Stage {
  return ({ push, end }) => {
    let chunk: unknown[] = [];
    const give = () => {
      const full = chunk;
      chunk = [];
      return push(full);
    };
    return {
      push: (item) => chunk.push(item) === size ? give() : undefined,
      end: () => chunk.length > 0 ? after(give(), end) : end(),
    };
  };
}

/** The last so many items, at each item, once there are enough. */
export function windowing(size: number): Stage {
  return ({ push, end }) => {
    const window: unknown[] = [];
    return {
      push(item) {
        if (window.length === size) window.shift();
        return window.push(item) === size ? push([...window]) : undefined;
      },
      end,
    };
  };
}

/** The end of a chain: hands items out; what that gives is waited for. */
export function giving(each: (item: unknown) => unknown): Link {
  return {
    push(item) {
      const made = each(item);
      return isWaitable(made) ? later(made, () => undefined) : undefined;
    },
    end: () => undefined,
  };
}

/** Goes on when an item is through, unless no more is wanted. */
function after(sent: Sent, next: () => Sent): Sent {
  if (sent === undefined) return next();
  return sent === STOP ? STOP : goOn(sent, next);
}

function* goOn(
  sent: Steps<undefined | typeof STOP>,
  next: () => Sent,
): Steps<undefined | typeof STOP> {
  if (yield* sent) return STOP;
  return yield* told(next());
}

/** Goes on when something is there. */
function* later(made: unknown, finish: Finish): Steps<
  undefined | typeof STOP
> {
  return yield* told(finish(yield* settled(made)));
}

/** Waits for the answer, if it has to be waited for. */
export function* told(sent: Sent): Steps<undefined | typeof STOP> {
  return sent === undefined || sent === STOP ? sent : yield* sent;
}

function stop(): Sent {
  return STOP;
}
