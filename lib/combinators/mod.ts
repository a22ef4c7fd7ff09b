/**
 * Several things at once: all of them, the first, each as it ends, a number at
 * a time, within a time, or again until it works.
 *
 * ```ts
 * import { gather, withTimeout } from "@twister/async/combinators";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const load = (name: string) =>
 *   spawn(function* () {
 *     yield* sleep(1);
 *     return name;
 *   });
 * const pages = await withTimeout(1000, gather([load("a"), load("b")]));
 * assertEquals(pages, ["a", "b"]);
 * ```
 *
 * @module
 */

export { abandonAfter } from "./abandon_after.ts";
export { any } from "./any.ts";
export { asCompleted, type AsCompletedOptions } from "./as_completed.ts";
export type { Completions } from "./as_completed.ts";
export { gather } from "./gather.ts";
export { mapLimit } from "./map_limit.ts";
export type { Members, Result, Results } from "./members.ts";
export { multi } from "./multi.ts";
export { race } from "./race.ts";
export { retry, type RetryOptions, type RetryReport } from "./retry.ts";
export type { ErrorClass } from "./retry.ts";
export { settle, type Settled, type SettledResults } from "./settle.ts";
export { WaitIterator } from "./wait_iterator.ts";
export { withTimeout } from "./with_timeout.ts";
