/**
 * The errors of byte streams.
 */

import { brandError, TwisterError } from "../errors/base.ts";
import { ClosedError } from "../errors/closed_error.ts";

/**
 * A byte stream was used, or waited for, and is closed. From Tornado.
 *
 * @example
 * ```ts
 * import { StreamClosedError } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const reset = new Error("Connection reset by peer");
 * const error = new StreamClosedError("Cannot read: closed", reset);
 * assertEquals(error.realError, reset);
 * assertEquals(error.cause, reset);
 * ```
 */
export class StreamClosedError extends ClosedError {
  /** What broke the stream; `undefined` if one end just closed it. */
  readonly realError: unknown;

  /**
   * Makes the error.
   *
   * @param message What was being done, and who closed the stream.
   * @param realError What broke the stream.
   */
  constructor(message: string, realError?: unknown) {
    super(message, realError === undefined ? undefined : { cause: realError });
    this.realError = realError;
  }
}

/**
 * A read cannot end as it was asked to: what it looks for is not within its
 * `maxBytes`. From Tornado.
 *
 * @example
 * ```ts
 * import { UnsatisfiableReadError } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new UnsatisfiableReadError().name, "UnsatisfiableReadError");
 * ```
 */
export class UnsatisfiableReadError extends TwisterError {}

/**
 * A buffer of a byte stream would hold more than it may. From Tornado.
 *
 * @example
 * ```ts
 * import { StreamBufferFullError } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new StreamBufferFullError().name, "StreamBufferFullError");
 * ```
 */
export class StreamBufferFullError extends TwisterError {}

brandError(StreamClosedError.prototype, "StreamClosedError");
brandError(UnsatisfiableReadError.prototype, "UnsatisfiableReadError");
brandError(StreamBufferFullError.prototype, "StreamBufferFullError");
