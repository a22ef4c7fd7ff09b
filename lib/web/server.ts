import { spawn } from "../coroutine/spawn.ts";
import { checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { moveOnAfter } from "../scopes/move_on_after.ts";
import { denoHost, listenByDeno } from "./_deno.ts";
import { listenByNode, nodeHost } from "./_node.ts";
import { Origin } from "./_origin.ts";
import type { Target } from "./_target.ts";
import type { Peer } from "./http_server_request.ts";
import type { Settings } from "./_settings.ts";
import type { Answer, Listener, TransportOptions } from "./_transport.ts";

/** Options of `app.listen`. All times are milliseconds. */
export interface ListenOptions {
  /** The name or address to listen at; `0.0.0.0` by default. */
  hostname?: string;
  /** The time for the headers of a request. Needs the `node` transport. */
  headersTimeout?: number;
  /** The time for a body to arrive; the setting `bodyTimeout` by default. */
  bodyTimeout?: number;
  /** The time a connection may wait for its next request. Needs `node`. */
  idleTimeout?: number;
  /** The time for a handler; the setting `handlerTimeout` by default. */
  handlerTimeout?: number;
  /**
   * Who speaks HTTP: `Deno.serve`, which is several times as fast and knows no
   * deadline for headers or idle connections, or `node:http`, which does. By
   * default `deno` where it is, and `node` if one of those deadlines is set.
   */
  transport?: "deno" | "node";
  /** Addresses of proxies whose `X-Forwarded-…` headers are believed. */
  trustedDownstream?: readonly string[];
  /** The certificate, in PEM. */
  cert?: string;
  /** Its key, in PEM. */
  key?: string;
  /** Whether other processes may listen at the port too. */
  reusePort?: boolean;
  /** Connections that wait to be accepted; 511 by default. */
  backlog?: number;
}

/** Options of `server.shutdown`. */
export interface ShutdownOptions {
  /** Milliseconds for what is under way; 5,000 by default. */
  grace?: number;
}

/**
 * Answers requests of one server.
 *
 * @internal
 */
export type ServerAnswer = (
  request: Request,
  peer: Peer,
  origin: Origin,
  target?: Target,
) => Response | Promise<Response>;

/**
 * A site that listens at a port; made by `app.listen`.
 *
 * @example
 * ```ts
 * import { Application } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = new Application().listen(0, { hostname: "127.0.0.1" });
 * const reply = await fetch(`http://127.0.0.1:${server.port}/`);
 * assertEquals(reply.status, 404);
 * await reply.body?.cancel();
 * ```
 */
export class Server implements AsyncDisposable {
  /** Done when it listens; the `deno` transport does from the start. */
  readonly ready: Future<void>;
  readonly #listener: Listener;
  readonly #origin: Origin;
  #ending: Future<void> | undefined;

  /**
   * Made by `app.listen`.
   *
   * @internal
   */
  constructor(
    port: number,
    options: ListenOptions,
    settings: Readonly<Settings>,
    answer: ServerAnswer,
  ) {
    const loop = IOLoop.current();
    this.#origin = new Origin(settings, options, true);
    const origin = this.#origin;
    if (settings.noAsyncLocals !== true) loop.asyncLocals = true;
    const onLoop: Answer = (request, peer, target) =>
      IOLoop.current() === loop
        ? answer(request, peer, origin, target)
        : loop._within(() => answer(request, peer, origin, target));
    this.#listener = listener(transportOptions(port, options, origin), {
      chosen: options.transport,
      answer: onLoop,
    });
    const ready = this.#listener.ready.then(() => {});
    this.ready = Future.from(ready);
  }

  /**
   * The port.
   *
   * @throws {InvalidStateError} If the host does not know it yet: wait for
   * `ready`, which only the `node` transport needs.
   */
  get port(): number {
    return this.#address.port;
  }

  /**
   * The address at which it listens.
   *
   * @throws {InvalidStateError} If the host does not know it yet.
   */
  get hostname(): string {
    return this.#address.hostname;
  }

  /** How many handlers run. */
  get active(): number {
    return this.#origin.live.size;
  }

  /** Lets the process end though the server listens. */
  unref(): void {
    this.#listener.unref();
  }

  /**
   * Stops: nothing more is accepted, and what is under way goes on to its end.
   * Handlers that are not done within the grace are cancelled, and their
   * clients told by a 503; then all connections are closed.
   *
   * @param options The grace.
   * @returns A Future of the end; the same one, if it was called before.
   */
  shutdown(options: ShutdownOptions = {}): Future<void> {
    const { grace = 5000 } = options;
    checkTime(grace, "shutdown({ grace })");
    const end = () => this.#end(grace);
    return this.#ending ??= spawn(end, { name: "server.shutdown" });
  }

  /** The same as `shutdown()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  *#end(grace: number): Generator<unknown, void, unknown> {
    try {
      yield* this.#drain(grace);
    } finally {
      this.#origin.close();
    }
  }

  *#drain(grace: number): Generator<unknown, void, unknown> {
    const stopped = this.#listener.stop().then(() => true);
    // A new Future each time: one that is given up is over.
    const within = (ms: number) =>
      moveOnAfter(ms, function* () {
        return yield* Future.from(stopped);
      });
    if (yield* within(grace)) return;
    for (const handler of this.#origin.live.keys()) {
      handler._abort(new HTTPError(503, "the server shuts down"));
    }
    // For their cleanup, and for the pages that say so.
    if (yield* within(IOLoop.current().grace + 100)) return;
    this.#listener.close();
  }

  get #address(): { hostname: string; port: number } {
    const { address } = this.#listener;
    if (address !== undefined) return address;
    throw new InvalidStateError(
      "Cannot tell the port: the host has not said it yet. Wait for " +
        "server.ready first",
    );
  }
}

function transportOptions(
  port: number,
  options: ListenOptions,
  origin: Origin,
): TransportOptions {
  if (!(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new RangeError(
      `Cannot listen at port ${describe(port)}: expected 0 to 65535`,
    );
  }
  const { headersTimeout, idleTimeout } = options;
  if (headersTimeout !== undefined) {
    checkTime(headersTimeout, "listen(port, { headersTimeout })");
  }
  if (idleTimeout !== undefined) {
    checkTime(idleTimeout, "listen(port, { idleTimeout })");
  }
  return {
    port,
    hostname: options.hostname ?? "0.0.0.0",
    cert: options.cert,
    key: options.key,
    reusePort: options.reusePort === true,
    backlog: options.backlog ?? 511,
    headersTimeout,
    idleTimeout,
    bodyTimeout: origin.bodyTimeout,
  };
}

function listener(
  options: TransportOptions,
  how: { chosen: "deno" | "node" | undefined; answer: Answer },
): Listener {
  const { headersTimeout, idleTimeout } = options;
  const timed = headersTimeout !== undefined || idleTimeout !== undefined;
  const deno = denoHost(), node = nodeHost(options.cert !== undefined);
  const chosen = how.chosen ??
    (deno === undefined || timed ? "node" : "deno");
  if (chosen === "deno" && timed) {
    throw new TypeError(
      'Cannot listen with headersTimeout or idleTimeout by the "deno" ' +
        'transport, which has no such deadline. Use { transport: "node" }',
    );
  }
  if (chosen === "deno" && deno !== undefined) {
    return listenByDeno(deno, options, how.answer);
  }
  if (chosen === "node" && node !== undefined) {
    return listenByNode(node, options, how.answer);
  }
  throw new TypeError(
    `Cannot listen by the ${describe(chosen)} transport: this host has none. ` +
      "Give app.fetch to the server that it has",
  );
}
