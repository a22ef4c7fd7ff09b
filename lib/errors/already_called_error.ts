import { brandError, TwisterError } from "./base.ts";

/**
 * A Deferred was fired for the second time. The name is Twisted's.
 *
 * @example
 * ```ts
 * import { AlreadyCalledError } from "@twister/async/errors";
 * import { Deferred } from "@twister/async/deferred";
 * import { assertThrows } from "@std/assert";
 *
 * const fired = new Deferred<number>();
 * fired.callback(1);
 * assertThrows(() => fired.callback(2), AlreadyCalledError);
 * ```
 */
export class AlreadyCalledError extends TwisterError {}

brandError(AlreadyCalledError.prototype, "AlreadyCalledError");
