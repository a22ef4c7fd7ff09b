/**
 * A stream for each key.
 */

import { Hub, type Port } from "./_hub.ts";
import { mapping, type Stage } from "./_links.ts";
import type { Opener } from "./_opening.ts";
import type { Pull } from "./_pull.ts";
import { isWaitable, settled, type Steps } from "./_steps.ts";

/** Puts its key before each item. */
export function keying(fn: (item: unknown, index: number) => unknown): Stage {
  return mapping((item, index) => {
    const key = fn(item, index);
    return isWaitable(key) ? later(key, item) : [key, item];
  });
}

function* later(key: unknown, item: unknown): Steps {
  return [yield* settled(key), item];
}

/**
 * Keys with their groups, as the keys come.
 *
 * @param open Opens the items with their keys.
 * @param streamOf Makes the stream of a group.
 */
export function grouped(open: Opener, streamOf: (port: Port) => unknown): Pull {
  const hub = new Hub(open, Infinity), outer = hub.port();
  const groups = new Map<unknown, Port>();
  outer.onClose = () => hub.close();
  hub.route = (pair) => {
    const [key, item] = pair as [unknown, unknown];
    const known = groups.get(key), port = known ?? hub.port();
    if (known !== undefined) return [[known, item]];
    groups.set(key, port);
    return [[port, item], [outer, [key, streamOf(port)]]];
  };
  return outer;
}
