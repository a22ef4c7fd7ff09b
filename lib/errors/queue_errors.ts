/**
 * What a queue answers when it cannot do what was asked of it at once.
 */

import { brandError, TwisterError } from "./base.ts";

/**
 * `getNowait` found the queue empty. From asyncio and Tornado.
 *
 * @example
 * ```ts
 * import { QueueEmptyError } from "@twister/async/errors";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new QueueEmptyError().name, "QueueEmptyError");
 * ```
 */
export class QueueEmptyError extends TwisterError {}

/**
 * `putNowait` found the queue full. From asyncio and Tornado.
 *
 * @example
 * ```ts
 * import { QueueFullError } from "@twister/async/errors";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new QueueFullError().name, "QueueFullError");
 * ```
 */
export class QueueFullError extends TwisterError {}

/**
 * The queue was shut down, so nothing more can be put, or nothing is left to
 * get. From asyncio.
 *
 * @example
 * ```ts
 * import { QueueShutDownError } from "@twister/async/errors";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new QueueShutDownError().name, "QueueShutDownError");
 * ```
 */
export class QueueShutDownError extends TwisterError {}

brandError(QueueEmptyError.prototype, "QueueEmptyError");
brandError(QueueFullError.prototype, "QueueFullError");
brandError(QueueShutDownError.prototype, "QueueShutDownError");
