import type { Future } from "../future/future.ts";
import { convert } from "./convert.ts";
import { spawn } from "./spawn.ts";

/**
 * The Future of whatever may be yielded. A generator in it is started.
 *
 * @param given What could be yielded.
 * @returns A Future; one of this package comes back as it is.
 * @throws {BadYieldError} If it cannot be waited for.
 *
 * @example
 * ```ts
 * import { convertYielded } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const both = convertYielded([Promise.resolve(1), Promise.resolve(2)]);
 * assertEquals(await both, [1, 2]);
 * ```
 */
export function convertYielded(given: unknown): Future<unknown> {
  return convert(given, (generator) => spawn(generator)) as Future<unknown>;
}
