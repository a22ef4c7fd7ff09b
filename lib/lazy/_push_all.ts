/**
 * Pushes the items of a source into a stage that stays open after them.
 */

import { attempt, type Body, type Failed } from "./_failure.ts";
import type { Feed } from "./_feed.ts";
import type { Stage, Taken } from "./_sink.ts";

/**
 * Pushes all; the source is closed in any case.
 *
 * @param feed The source.
 * @param to The stage.
 * @returns Its last word.
 */
export function* pushAll(feed: Feed, to: Stage<unknown>): Body<Taken> {
  let failed: Failed | undefined, taken: Taken = undefined;
  try {
    feed.open();
    taken = yield* feed.run(to);
  } catch (error) {
    failed = { error };
  }
  failed = yield* attempt(failed, () => feed.close());
  if (failed !== undefined) throw failed.error;
  return taken;
}
