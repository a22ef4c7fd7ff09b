import { brandError, TwisterError, type TwisterErrorOptions } from "./base.ts";

/** What an {@linkcode HTTPError} carries. */
export interface HTTPErrorOptions extends TwisterErrorOptions {
  /** The response that came, if one did. */
  response?: unknown;
}

/**
 * An HTTP exchange ended with an error status: thrown by the client for a
 * response, and by a request handler to answer with that status. Code 599
 * stands for "no response came". From Tornado.
 *
 * @example
 * ```ts
 * import { HTTPError } from "@twister/async/errors";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new HTTPError(404, "Not Found");
 * assertEquals(error.code, 404);
 * assertEquals(error.message, "HTTP 404: Not Found");
 * ```
 */
export class HTTPError extends TwisterError {
  /** The status code. */
  readonly code: number;
  /** The response that came, if one did. */
  readonly response: unknown;

  /**
   * Makes the error.
   *
   * @param code The status code.
   * @param reason The reason phrase or what happened.
   * @param options The response.
   */
  constructor(code: number, reason?: string, options: HTTPErrorOptions = {}) {
    super(
      reason === undefined ? `HTTP ${code}` : `HTTP ${code}: ${reason}`,
      "cause" in options ? { cause: options.cause } : undefined,
    );
    this.code = code;
    this.response = options.response;
  }
}

brandError(HTTPError.prototype, "HTTPError");
