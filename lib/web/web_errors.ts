/**
 * What a handler throws to end itself with a reply.
 */

import { brandError, TwisterError } from "../errors/base.ts";
import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";

/**
 * Ends a handler at once with the reply as it stands; it is no failure, and
 * nothing is logged. From Tornado.
 *
 * @example
 * ```ts
 * import { Application, Finish, RequestHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Door extends RequestHandler {
 *   override get(): void {
 *     this.setStatus(403);
 *     this.write("closed");
 *     throw new Finish();
 *   }
 * }
 * const reply = await new Application([["/", Door]]).request("/");
 * assertEquals([reply.status, await reply.text()], [403, "closed"]);
 * ```
 */
export class Finish extends TwisterError {}

brandError(Finish.prototype, "Finish");

/**
 * A request lacks an argument that its handler asks for: a 400. From Tornado.
 *
 * @example
 * ```ts
 * import { Application, RequestHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Greet extends RequestHandler {
 *   override get(): void {
 *     this.write(this.getArgument("name"));
 *   }
 * }
 * const reply = await new Application([["/", Greet]]).request("/?nme=ada");
 * assertEquals(reply.status, 400);
 * ```
 */
export class MissingArgumentError extends HTTPError {
  /** The name of the argument. */
  readonly argument: string;

  /**
   * Makes the error.
   *
   * @param argument The name of the argument.
   */
  constructor(argument: string) {
    super(400, `the argument ${describe(argument)} is missing`);
    this.argument = argument;
  }
}

brandError(MissingArgumentError.prototype, "MissingArgumentError");
