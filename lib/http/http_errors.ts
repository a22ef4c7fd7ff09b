/**
 * The errors of an exchange of which no response came, by what went wrong.
 */

import { brandError } from "../errors/base.ts";
import { HTTPError, type HTTPErrorOptions } from "../errors/http_error.ts";

/**
 * How far an exchange had come: waiting in the queue of the client, connecting,
 * waiting for the headers of the response, reading its body.
 */
export type Phase = "queue" | "connect" | "response" | "body";

/** What an error of an exchange carries. */
export interface ExchangeErrorOptions extends HTTPErrorOptions {
  /** How far the exchange had come. */
  phase?: Phase;
}

/**
 * No whole response came. Its classes say why; `code` is 599 for all, as in
 * Tornado, and `phase` says how far the exchange had come.
 *
 * @example
 * ```ts
 * import { ExchangeError, HTTPTimeoutError } from "@twister/async/http";
 * import { HTTPError } from "@twister/async/errors";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const error = new HTTPTimeoutError("in request queue", { phase: "queue" });
 * assert(error instanceof ExchangeError && error instanceof HTTPError);
 * assertEquals([error.code, error.phase], [599, "queue"]);
 * ```
 */
export class ExchangeError extends HTTPError {
  /** How far the exchange had come. */
  readonly phase: Phase;

  /**
   * Makes the error.
   *
   * @param reason What happened.
   * @param options The phase and the cause.
   */
  constructor(reason: string, options: ExchangeErrorOptions = {}) {
    super(599, reason, options);
    this.phase = options.phase ?? "response";
  }
}

/** The time of the queue, of connecting or of the whole request was over. */
export class HTTPTimeoutError extends ExchangeError {}

/** No connection could be made: refused, unreachable, no such name. */
export class HTTPConnectError extends ExchangeError {}

/** The connection ended before the response did, or brought no HTTP. */
export class HTTPStreamClosedError extends ExchangeError {}

/** The response is larger than was allowed. */
export class HTTPLimitError extends ExchangeError {}

/**
 * The URL, or the one that a redirect names, must not be asked: it is none of
 * HTTP, or `allowUrl` refused it. Of a redirect, `response` is what came.
 */
export class HTTPRefusedError extends ExchangeError {}

brandError(ExchangeError.prototype, "ExchangeError");
brandError(HTTPTimeoutError.prototype, "HTTPTimeoutError");
brandError(HTTPConnectError.prototype, "HTTPConnectError");
brandError(HTTPStreamClosedError.prototype, "HTTPStreamClosedError");
brandError(HTTPLimitError.prototype, "HTTPLimitError");
brandError(HTTPRefusedError.prototype, "HTTPRefusedError");
