/**
 * Where things were made or settled, recorded in debug only.
 *
 * A place costs some four microseconds and 200 bytes, so `loop.debug` asks for
 * it. Tables beside the objects keep their shapes free of a debug slot.
 */

import { framesAbove } from "./frames.ts";
import { type Capture, captureBelow } from "./hops.ts";

/** One table: what was recorded of each object. */
export class Places {
  readonly #captures: WeakMap<object, Capture> = new WeakMap();

  /** Records the caller of one of our functions as the place of an object. */
  record(object: object, below: (...args: never[]) => unknown): void {
    const capture = captureBelow(below);
    if (capture !== undefined) this.#captures.set(object, capture);
  }

  /** The recorded frames, unformatted. */
  of(object: object): Capture | undefined {
    return this.#captures.get(object);
  }

  /** The user's nearest frame, for use in a sentence. */
  describe(object: object): string | undefined {
    const stack = this.of(object)?.stack;
    if (typeof stack !== "string") return undefined;
    return framesAbove(stack)[0]?.trim();
  }
}

/** Where futures and tasks were made. */
export const made: Places = new Places();

/** Where futures were settled first. */
export const settledFirst: Places = new Places();
