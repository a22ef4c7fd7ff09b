/**
 * What a stream is while it runs: items that are asked for one by one.
 *
 * `next` gives an item itself and no Future of it, so a sequence that need not
 * wait costs no Future a step. One that must wait says `LATER`, and leaves the
 * coroutine of the wait in `pending`: who asked goes through it, in his own
 * task, and so a cancel reaches what is waited for.
 */

import { type Closing, disownAll } from "./_cleanup.ts";
import type { Steps } from "./_steps.ts";

/** There is no further item. */
export const END: unique symbol = Symbol("the end of a stream");
/** The item has to be waited for: `pending` gives it. */
export const LATER: unique symbol = Symbol("a later item");

/** Items that are passed over before the loop gets a turn. */
export const PATIENCE = 10_000;

/** Items, to be asked for by one at a time. */
export abstract class Pull {
  /** The wait for an item, or for `END`; to be gone through once. */
  declare pending: Steps;

  /**
   * An item, `END` or `LATER`. `END` comes when all behind it has ended or was
   * closed; after it, and after an error, comes `END` again.
   */
  abstract next(): unknown;

  /**
   * Gives back what it holds. It may be called at any time and any number of
   * times, and gives the source its one `return`, if that has not ended.
   *
   * @returns What has to be waited for, to be gone through in any case.
   */
  abstract close(): Closing | undefined;
}

/** Asks for an item and waits for it. */
export function* ask(pull: Pull): Steps {
  const item = pull.next();
  return item === LATER ? yield* pull.pending : item;
}

/** Says `END` when what is closed for it has cleaned up. */
export function* thenEnd(rest: Closing): Steps {
  disownAll(yield* rest);
  return END;
}
