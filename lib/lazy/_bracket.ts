/**
 * Something that is taken, used and given back.
 */

import { shield } from "../scopes/shield.ts";
import { withCleanup } from "./_cleanup.ts";
import { isNode, type Node } from "./_node.ts";
import { isWaitable, settled, type Steps, steps } from "./_steps.ts";

/**
 * @param acquire Runs without a turn of its own between its last wait and its
 * end: a cancel there would lose what was taken.
 * @param use Gets what was taken.
 * @param release Gets it too, exactly once; it is seen to its end also when
 * the grace of a cancel is over.
 */
export function* bracketed(
  acquire: Node,
  use: (held: unknown) => unknown,
  release: (held: unknown) => unknown,
): Steps {
  const held = yield* steps(acquire, Infinity);
  return yield* withCleanup(used(use, held), () => {
    const made = release(held);
    if (isNode(made)) return guarded(steps(made));
    return isWaitable(made) ? guarded(made) : undefined;
  });
}

function* used(use: (held: unknown) => unknown, held: unknown): Steps {
  return yield* settled(use(held));
}

function* guarded(made: unknown): Steps<void> {
  yield* shield(made);
}
