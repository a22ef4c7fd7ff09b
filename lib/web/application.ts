import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import { logLine } from "./_error_page.ts";
import { type Call, start } from "./_lifecycle.ts";
import { Origin } from "./_origin.ts";
import { type Target, targetOf } from "./_target.ts";
import { HTTPServerRequest, type Peer } from "./http_server_request.ts";
import { RequestHandler } from "./request_handler.ts";
import { type HandlerClass, isHandlerClass, type RouteInput } from "./route.ts";
import { type Found, Router } from "./router.ts";
import { type ListenOptions, Server } from "./server.ts";
import type { Settings, Site } from "./_settings.ts";

const NOBODY: Peer = { address: "" };

/**
 * A site: its routes and settings. It is served by `listen`, or by any host that
 * calls its `fetch` with a Request. From Tornado.
 *
 * @example
 * ```ts
 * import { Application, RequestHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Hello extends RequestHandler {
 *   override get(name: string): void {
 *     this.write(`Hello ${name}`);
 *   }
 * }
 * const app = new Application([["/hello/:name", Hello]]);
 * const server = app.listen(0, { hostname: "127.0.0.1" });
 * const reply = await fetch(`http://127.0.0.1:${server.port}/hello/ada`);
 * assertEquals(await reply.text(), "Hello ada");
 * await server.shutdown();
 * ```
 */
export class Application implements Site {
  /** The settings. */
  readonly settings: Readonly<Settings>;
  readonly #router: Router;
  readonly #origin: Origin;

  /**
   * Makes an application.
   *
   * @param routes The routes; the first that matches counts.
   * @param settings The settings.
   * @throws {TypeError} If a route or a setting cannot be used.
   */
  constructor(routes: readonly RouteInput[] = [], settings: Settings = {}) {
    this.settings = settings;
    this.#router = new Router(routes);
    this.#origin = new Origin(settings);
  }

  /**
   * Adds routes for some hosts, which come before those for every host.
   *
   * @param host A host without port; `*` in it stands for any text.
   * @param routes The routes.
   */
  addHandlers(host: string | RegExp, routes: readonly RouteInput[]): void {
    this.#router.add(host, routes);
  }

  /**
   * The path of a named route.
   *
   * @param name The name.
   * @param args One for each group of its pattern; they are encoded.
   * @returns The path.
   * @throws {TypeError} If there is none, or the arguments do not fit.
   */
  reverseUrl(name: string, ...args: readonly unknown[]): string {
    return this.#router.reverse(name, ...args);
  }

  /**
   * Serves the site.
   *
   * @param port The port; 0 for any that is free.
   * @param options The hostname, deadlines, TLS, transport.
   * @returns The server, which listens already.
   * @throws The host's error, if the port is taken or not allowed.
   */
  listen(port: number, options: ListenOptions = {}): Server {
    return new Server(
      port,
      options,
      this.settings,
      (request, peer, origin, target) =>
        this._serve(request, peer, origin, target),
    );
  }

  /**
   * Answers a request of the platform's: for hosts that have a server of their
   * own, and for `export default app` under `deno serve`.
   */
  readonly fetch: (request: Request) => Response | Promise<Response> = (
    request,
  ) => this._serve(request, NOBODY, this.#origin);

  /**
   * Answers a request without a server, for tests.
   *
   * @param input A path, an address, or a Request.
   * @param init As for `fetch`.
   * @returns A promise of the response.
   */
  async request(
    input: string | Request,
    init?: RequestInit,
  ): Promise<Response> {
    const request = typeof input === "string"
      ? new Request(new URL(input, "http://localhost"), init)
      : input;
    return await this.fetch(request);
  }

  /**
   * Answers a request of an adapter.
   *
   * @internal
   */
  _serve(
    native: Request,
    peer: Peer,
    origin: Origin,
    target: Target | undefined = targetOf(
      native.url,
      () => native.headers.get("host"),
    ),
  ): Response | Promise<Response> {
    if (target === undefined) return new Response(null, { status: 400 });
    const request = new HTTPServerRequest(
      native,
      target,
      peer,
      this.settings,
      origin.trusted,
    );
    const { Handler, call, named } = this.#route(request);
    let handler: RequestHandler;
    try {
      handler = new Handler(this, request);
    } catch (error) {
      logLine(this.settings, request, error);
      return new Response(null, { status: 500 });
    }
    if (named !== undefined) handler.pathNamed = named;
    if (!start(handler, call, origin)) origin.hold(handler);
    return handler._toHost();
  }

  #route(request: HTTPServerRequest): Step {
    let found: Found | undefined;
    try {
      found = this.#router.find(request.host, request.path);
    } catch (error) {
      return refusing(error); // a path that cannot be decoded
    }
    if (found !== undefined) {
      const { route, match } = found;
      const call = { args: route.args, caught: match.args };
      return { Handler: route.handler, call, named: match.named };
    }
    const { defaultHandler, defaultHandlerArgs = {} } = this.settings;
    return defaultHandler === undefined ? refusing(new HTTPError(404)) : {
      Handler: checkHandler(defaultHandler),
      call: { args: defaultHandlerArgs, caught: [] },
      named: undefined,
    };
  }
}

/** Who handles a request, and how it is called. */
interface Step {
  readonly Handler: HandlerClass;
  readonly call: Call;
  readonly named: Readonly<Record<string, string | undefined>> | undefined;
}

/** Answers with the page of an error, for what has no handler. */
class RefusingHandler extends RequestHandler {
  override initialize({ error }: Record<string, unknown>): void {
    throw error;
  }
}

function refusing(error: unknown): Step {
  const call = { args: { error }, caught: [] };
  return { Handler: RefusingHandler, call, named: undefined };
}

function checkHandler(given: unknown): HandlerClass {
  if (isHandlerClass(given)) return given;
  throw new TypeError(
    `Cannot use ${describe(given)} as the setting defaultHandler: expected a ` +
      "class that extends RequestHandler",
  );
}
