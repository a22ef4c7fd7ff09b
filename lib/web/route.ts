import { describe } from "../errors/describe.ts";
import { PathPattern } from "./path_pattern.ts";
import type { RequestHandler } from "./request_handler.ts";

/** A class of handlers. */
export type HandlerClass = new (
  ...args: ConstructorParameters<typeof RequestHandler>
) => RequestHandler;

/** What a route says beside its pattern and handler. */
export interface RouteOptions {
  /** What the handler's `initialize` gets. */
  args?: Record<string, unknown>;
  /** The name for `reverseUrl`. */
  name?: string;
}

/** A route, ready to be matched. */
export interface Route {
  /** The paths. */
  readonly pattern: PathPattern;
  /** Who handles them. */
  readonly handler: HandlerClass;
  /** What its `initialize` gets. */
  readonly args: Record<string, unknown>;
  /** The name for `reverseUrl`. */
  readonly name: string | undefined;
}

/** A route as one writes it. */
export type RouteInput =
  | Route
  | readonly [
    pattern: string | RegExp,
    handler: HandlerClass,
    args?: Record<string, unknown>,
    name?: string,
  ];

const NO_ARGS: Record<string, unknown> = {};

/**
 * A route with a name or with arguments for `initialize`. From Tornado's `url`.
 *
 * @param pattern A path, a path with parameters, or a regular expression.
 * @param handler The class of the handlers.
 * @param options `args` for `initialize`, a `name` for `reverseUrl`.
 * @returns The route.
 * @throws {TypeError} If the pattern or the handler is none.
 *
 * @example
 * ```ts
 * import { Application, RequestHandler, url } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class User extends RequestHandler {}
 * const app = new Application([url("/user/:id", User, { name: "user" })]);
 * assertEquals(app.reverseUrl("user", 7), "/user/7");
 * ```
 */
export function url(
  pattern: string | RegExp,
  handler: HandlerClass,
  options: RouteOptions = {},
): Route {
  if (!isHandlerClass(handler)) {
    throw new TypeError(
      `Cannot route ${describe(pattern)} to ${describe(handler)}: expected a ` +
        "class that extends RequestHandler",
    );
  }
  return {
    pattern: new PathPattern(pattern),
    handler,
    args: options.args ?? NO_ARGS,
    name: options.name,
  };
}

/** Whether a value is a class of handlers, of whichever loaded copy. */
export function isHandlerClass(value: unknown): value is HandlerClass {
  const prototype = (value as { prototype?: unknown } | undefined)?.prototype;
  return typeof value === "function" && typeof prototype === "object" &&
    prototype !== null && "_serves" in prototype;
}

/** The route of what was written. */
export function routeOf(input: RouteInput): Route {
  if (!Array.isArray(input)) return input as Route;
  const [pattern, handler, args, name] = input as Exclude<RouteInput, Route>;
  return url(pattern, handler, {
    ...(args === undefined ? {} : { args }),
    ...(name === undefined ? {} : { name }),
  });
}

/**
 * Routes below a path: a part of a site that is written apart.
 *
 * @param prefix The path, such as `/admin`.
 * @param routes The routes; their patterns are texts.
 * @returns The routes with the path before each.
 * @throws {TypeError} If one of them has a regular expression.
 *
 * @example
 * ```ts
 * import { Application, mount, RequestHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Users extends RequestHandler {
 *   override get(): void {
 *     this.write("users");
 *   }
 * }
 * const app = new Application(mount("/admin", [["/users", Users]]));
 * assertEquals(await (await app.request("/admin/users")).text(), "users");
 * ```
 */
export function mount(
  prefix: string,
  routes: readonly RouteInput[],
): Route[] {
  return routes.map((input) => {
    const given = Array.isArray(input) ? input[0] : (input as Route).pattern;
    if (given instanceof RegExp) {
      throw new TypeError(
        `Cannot mount ${describe(given)} below ${prefix}: write the pattern ` +
          "as a text",
      );
    }
    const source = given instanceof PathPattern ? given.source : given;
    const below = source === "/" ? "" : source;
    const { handler, args, name } = routeOf(input);
    return {
      pattern: new PathPattern(prefix.replace(/\/$/, "") + below || "/"),
      handler,
      args,
      name,
    };
  });
}
