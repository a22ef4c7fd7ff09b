import { ExceptionStackContext } from "../context/exception_stack_context.ts";
import type { RequestHandler } from "./request_handler.ts";

/**
 * Makes a handler's method one that is finished by hand: with `finish()`,
 * `render()` or `redirect()`, in whatever callback comes last. From Tornado.
 *
 * An error in it, or in the callbacks, timers and done-callbacks that it hands
 * over, answers with an error page. If the method gives something that can be
 * waited for, as with `@coroutine`, its end finishes the reply after all.
 *
 * @param method The method.
 * @param _context What the language tells of it.
 * @returns The method.
 *
 * @example
 * ```ts
 * import { Application, asynchronous, RequestHandler } from "@twister/async/web";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * class Later extends RequestHandler {
 *   @asynchronous
 *   override get(): void {
 *     IOLoop.current().callLater(1, () => this.finish("now"));
 *   }
 * }
 * const reply = await new Application([["/", Later]]).request("/");
 * assertEquals(await reply.text(), "now");
 * ```
 */
export function asynchronous<F extends (...args: never[]) => unknown>(
  method: F,
  _context: Pick<ClassMethodDecoratorContext, "kind">,
): F {
  const wrapped = function (this: RequestHandler, ...args: never[]): unknown {
    this._byHand = true;
    const context = new ExceptionStackContext((error) => {
      this._abort(error);
      return true;
    });
    return context.run(() => method.apply(this, args));
  };
  Object.defineProperty(wrapped, "name", { value: method.name });
  return wrapped as unknown as F;
}
