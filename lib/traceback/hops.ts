/**
 * The path an error takes through the things that waited for it.
 *
 * Nothing is recorded while things go well. Each time an error reaches a
 * waiter, one hop is put in front of the hops it had when its source failed;
 * lists share their tails, so five waiters of one failed Future have five
 * paths, and none grows when the same frame catches and throws again.
 */

/** Text that V8 makes when, and only when, it is read. */
export interface Capture {
  stack?: unknown;
}

/**
 * One waiter on the path, and the path so far.
 *
 * @internal
 */
export interface Hop {
  /** Frames of the waiter, where they could be had. */
  readonly capture: Capture | undefined;
  /** Where what it waited for was made, in debug. */
  readonly place: Capture | undefined;
  /** The function or task that waited. */
  readonly name: string;
  /** Who waited: the same holder twice in a row is one hop. */
  readonly holder: object | undefined;
  readonly before: Hop | undefined;
  /** How many hops the list holds. */
  readonly length: number;
  /** How many more it passed beyond those kept. */
  readonly more: number;
}

/** Hops kept in full; what fails a thousand levels deep stays readable. */
export const MOST_HOPS = 16;

const MOST_FRAMES = 64;

/** Who waited, when an error reached it. */
export interface Waiting {
  /** The function or task that waits; empty if only frames can tell. */
  name: string;
  /** Who waits, as an identity. */
  holder?: object | undefined;
  /** Our function right above the waiter's frames, where they are there. */
  below?: (...args: never[]) => unknown;
  /** Where what it waits for was made, in debug. */
  place?: Capture | undefined;
}

/** Puts one hop on a path, or only counts it where the path is full. */
export function addHop(before: Hop | undefined, waiting: Waiting): Hop {
  const { name, holder, below, place } = waiting;
  // Caught and thrown on by the same waiter: its new place replaces the old.
  const again = before !== undefined && holder !== undefined &&
    before.holder === holder;
  if (again && before.more > 0) return before;
  const base = again ? before.before : before;
  if (base !== undefined && base.length >= MOST_HOPS) {
    return { ...base, holder, more: base.more + 1 };
  }
  return {
    capture: below && captureBelow(below),
    place,
    name,
    holder,
    before: base,
    length: base === undefined ? 1 : base.length + 1,
    more: 0,
  };
}

/**
 * Captures the frames below a function of ours, unformatted. The host's limit
 * of ten frames is lifted for the moment: each level of a generator takes two.
 */
export function captureBelow(
  below: (...args: never[]) => unknown,
): Capture | undefined {
  const capture: Capture = {};
  return captureInto(capture, MOST_FRAMES, below) ? capture : undefined;
}

/** Has an error hold no frames of the host's any more. */
export function dropFrames(error: object): void {
  // The host takes over what it holds when the new stack is read.
  if (captureInto(error, 0)) void (error as { stack?: unknown }).stack;
}

/** Does nothing where the host cannot, or was told to keep no frames. */
function captureInto(
  target: object,
  most: number,
  below?: (...args: never[]) => unknown,
): boolean {
  const host = Error as unknown as {
    captureStackTrace?: (target: object, below?: unknown) => void;
    stackTraceLimit?: number;
  };
  const limit = host.stackTraceLimit;
  if (host.captureStackTrace === undefined || !(Number(limit) > 0)) {
    return false;
  }
  try {
    host.stackTraceLimit = most;
    host.captureStackTrace(target, below);
    return true;
  } finally {
    host.stackTraceLimit = limit!;
  }
}
