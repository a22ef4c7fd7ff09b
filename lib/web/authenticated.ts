import { HTTPError } from "../errors/http_error.ts";
import type { RequestHandler } from "./request_handler.ts";

/**
 * Lets a handler's method be called by those only who are logged in, as
 * `currentUser` says. Others are sent to the setting `loginUrl`, with where they
 * wanted to go as the argument `next`; without it, or for what is no GET or
 * HEAD, they get a 403. From Tornado.
 *
 * @param method The method.
 * @param _context What the language tells of it.
 * @returns The method.
 *
 * @example
 * ```ts
 * import { Application, authenticated, RequestHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Account extends RequestHandler {
 *   @authenticated
 *   override get(): void {
 *     this.write("yours");
 *   }
 * }
 * const app = new Application([["/account", Account]], { loginUrl: "/login" });
 * const reply = await app.request("/account?tab=1");
 * assertEquals(reply.headers.get("location"), "/login?next=%2Faccount%3Ftab%3D1");
 * ```
 */
export function authenticated<F extends (...args: never[]) => unknown>(
  method: F,
  _context: Pick<ClassMethodDecoratorContext, "kind">,
): F {
  const wrapped = function (this: RequestHandler, ...args: never[]): unknown {
    const { currentUser } = this;
    if (
      currentUser !== undefined && currentUser !== null && currentUser !== false
    ) {
      return method.apply(this, args);
    }
    const { loginUrl } = this.settings, { method: verb, uri } = this.request;
    if (loginUrl === undefined || (verb !== "GET" && verb !== "HEAD")) {
      throw new HTTPError(403, "not logged in");
    }
    const mark = loginUrl.includes("?") ? "&" : "?";
    const external = /^https?:/.test(loginUrl);
    const next = external ? this.request.fullUrl : uri;
    this.redirect(`${loginUrl}${mark}next=${encodeURIComponent(next)}`, {
      external,
    });
  };
  Object.defineProperty(wrapped, "name", { value: method.name });
  return wrapped as unknown as F;
}
