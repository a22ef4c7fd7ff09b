import { brandError, TwisterError } from "./base.ts";

/**
 * Something was used after it had been closed or shut down: an end of a
 * channel, an executor, a client.
 *
 * @example
 * ```ts
 * import { ClosedError, TwisterError } from "@twister/async/errors";
 * import { assert } from "@std/assert";
 *
 * assert(new ClosedError("Cannot send: closed") instanceof TwisterError);
 * ```
 */
export class ClosedError extends TwisterError {}

brandError(ClosedError.prototype, "ClosedError");
