import { ContextVar } from "../context/context_var.ts";

/**
 * The id of the request that is being handled: in its handler, in what the
 * handler starts, and in the access log.
 *
 * @example
 * ```ts
 * import { Application, RequestHandler, requestId } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Page extends RequestHandler {
 *   override get(): void {
 *     this.write(requestId.get() ?? "none");
 *   }
 * }
 * const app = new Application([["/", Page]]);
 * const [a, b] = [await app.request("/"), await app.request("/")];
 * assertEquals(await a.text() === await b.text(), false);
 * assertEquals(requestId.get(), undefined);
 * ```
 */
export const requestId: ContextVar<string> = new ContextVar("requestId");

/** Tells the ids of this process from those of its neighbours. */
const PROCESS = Math.floor(Math.random() * 0x1_0000_0000).toString(36);

const count = { of: 0 };

/** An id that this process has not given before. */
export function newRequestId(): string {
  return `${PROCESS}-${(++count.of).toString(36)}`;
}
