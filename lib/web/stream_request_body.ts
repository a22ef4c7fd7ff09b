import type { RequestHandler } from "./request_handler.ts";

/**
 * Has a handler get the body of its requests piece by piece, by `dataReceived`,
 * after `prepare` and before its method. Nothing is kept, so a body may be larger
 * than memory: the limit is `maxBodySize`. From Tornado.
 *
 * @param handler The class.
 * @param _context What the language tells of it.
 *
 * @example
 * ```ts
 * import {
 *   Application,
 *   RequestHandler,
 *   streamRequestBody,
 * } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * @streamRequestBody
 * class Count extends RequestHandler {
 *   size = 0;
 *   override dataReceived(piece: Uint8Array): void {
 *     this.size += piece.byteLength;
 *   }
 *   override put(): void {
 *     this.write({ size: this.size });
 *   }
 * }
 * const app = new Application([["/", Count]]);
 * const reply = await app.request("/", { method: "PUT", body: "12345" });
 * assertEquals(await reply.json(), { size: 5 });
 * ```
 */
export function streamRequestBody(
  handler: abstract new (...args: never[]) => RequestHandler,
  _context: Pick<ClassDecoratorContext, "kind">,
): void {
  Object.defineProperty(handler.prototype, "_streamsBody", { value: true });
}
