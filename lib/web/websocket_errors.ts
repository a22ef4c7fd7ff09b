import { brandError } from "../errors/base.ts";
import { ClosedError } from "../errors/closed_error.ts";

/**
 * A message was written to a web socket that is closed. From Tornado.
 *
 * @example
 * ```ts
 * import { WebSocketClosedError } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new WebSocketClosedError().name, "WebSocketClosedError");
 * ```
 */
export class WebSocketClosedError extends ClosedError {}

brandError(WebSocketClosedError.prototype, "WebSocketClosedError");
