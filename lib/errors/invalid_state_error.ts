import { brandError, TwisterError } from "./base.ts";

/**
 * Something was asked of an object that its state does not allow: the result of
 * a pending Future, a second settling of a settled one. The message names the
 * state. From asyncio and concurrent.futures.
 *
 * @example
 * ```ts
 * import { InvalidStateError } from "@twister/async/errors";
 * import { Future } from "@twister/async/future";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => new Future().result(), InvalidStateError, "pending");
 * ```
 */
export class InvalidStateError extends TwisterError {}

brandError(InvalidStateError.prototype, "InvalidStateError");
