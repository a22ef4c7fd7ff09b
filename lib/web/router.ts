import { describe } from "../errors/describe.ts";
import { escaped } from "./_escaped.ts";
import type { PathMatch } from "./path_pattern.ts";
import { type Route, type RouteInput, routeOf } from "./route.ts";

/** A route, and what its pattern caught. */
export interface Found {
  /** The route. */
  readonly route: Route;
  /** What its pattern caught. */
  readonly match: PathMatch;
}

/** Routes that hold for some hosts. */
interface Rule {
  readonly host: RegExp | undefined;
  readonly routes: readonly Route[];
}

/**
 * Finds the route of a request: the first whose host and path match.
 *
 * @example
 * ```ts
 * import { RequestHandler, Router } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Page extends RequestHandler {}
 * const router = new Router([["/page/:n", Page]]);
 * assertEquals(router.find("localhost", "/page/7")?.match.args, ["7"]);
 * assertEquals(router.find("localhost", "/"), undefined);
 * ```
 */
export class Router {
  readonly #rules: Rule[];

  /**
   * Makes a router.
   *
   * @param routes The routes that hold for every host.
   */
  constructor(routes: readonly RouteInput[] = []) {
    this.#rules = [{ host: undefined, routes: routes.map(routeOf) }];
  }

  /**
   * Adds routes for some hosts; they are looked at before those for every host.
   *
   * @param host A host such as `api.example.org`, without port; `*` stands for
   * any text; or a regular expression for the whole of it.
   * @param routes The routes.
   */
  add(host: string | RegExp, routes: readonly RouteInput[]): void {
    const rule = { host: hostPattern(host), routes: routes.map(routeOf) };
    this.#rules.splice(-1, 0, rule);
  }

  /**
   * The route of a request.
   *
   * @param host The host; its port is not looked at.
   * @param path The path as it was sent.
   * @returns The route; `undefined` if none matches.
   */
  find(host: string, path: string): Found | undefined {
    for (const rule of this.#rules) {
      if (rule.host?.test(host.replace(/:\d*$/, "")) === false) continue;
      for (const route of rule.routes) {
        const match = route.pattern.match(path);
        if (match !== undefined) return { route, match };
      }
    }
    return undefined;
  }

  /**
   * The path of a named route.
   *
   * @param name The name.
   * @param args One for each group of its pattern.
   * @returns The path.
   * @throws {TypeError} If there is no such route, or the arguments do not fit.
   */
  reverse(name: string, ...args: readonly unknown[]): string {
    for (const { routes } of this.#rules) {
      const route = routes.find((each) => each.name === name);
      if (route !== undefined) return route.pattern.reverse(args);
    }
    throw new TypeError(
      `Cannot reverse ${describe(name)}: no route has that name`,
    );
  }
}

function hostPattern(host: string | RegExp): RegExp {
  if (host instanceof RegExp) return new RegExp(`^(?:${host.source})$`, "i");
  const parts = host.split("*").map(escaped);
  return new RegExp(`^${parts.join(".*")}$`, "i");
}
