/**
 * One stack for an error's whole path: the frames of the throw, then a line
 * `at async …` for each coroutine, await or callback it passed. The stack is
 * put together when it is read; nothing is recorded while things go well.
 *
 * ```ts
 * import { formatTraceback } from "@twister/async/traceback";
 * import { coroutine, moment } from "@twister/async/coroutine";
 * import { assertMatch } from "@std/assert";
 *
 * const leaf = coroutine(function* leaf() {
 *   yield* moment;
 *   throw new Error("boom");
 * });
 * const top = coroutine(function* top() {
 *   yield* leaf();
 * });
 * const error = await top().catch((error) => error);
 * assertMatch(formatTraceback(error), /^Error: boom\n[^]* at async top /);
 * ```
 *
 * @module
 */

export { formatTraceback } from "./stitch.ts";
