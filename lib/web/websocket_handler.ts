import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import type { Future } from "../future/future.ts";
import type { Handle } from "../loop/handle.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { CancelScope } from "../scopes/cancel_scope.ts";
import { moveOnAfter } from "../scopes/move_on_after.ts";
import { RequestHandler } from "./request_handler.ts";
import {
  WebSocketConnection,
  type WebSocketLike,
  type WebSocketMessage,
  type WebSocketOptions,
} from "./websocket_connection.ts";
import {
  isSameOrigin,
  offeredSubprotocols,
  refusedUpgrade,
} from "./websocket_handshake.ts";

/** Options of a {@linkcode WebSocketHandler}. */
export interface WebSocketHandlerOptions extends WebSocketOptions {
  /**
   * Milliseconds after which one who says nothing is pinged, and closed if it
   * does not answer: 30,000. 0 for never. Whole seconds, as the host counts.
   */
  pingInterval?: number;
}

/** Upgrades a request; the host's way. */
type Upgrade = (
  request: Request,
  options: { protocol: string; idleTimeout: number },
) => { socket: WebSocketLike; response: Response };

/**
 * Serves a web socket. Extend it, and override `open`, `onMessage` and
 * `onClose`; each may be plain, a coroutine or async. From Tornado.
 *
 * Messages are handled one at a time: the next one waits until `onMessage` has
 * ended, and all wait for `open`. In the other style `open` is a coroutine that
 * reads with `yield* this.readMessage()` until that gives `undefined`.
 *
 * When the other end has closed, what came before is still delivered, and what
 * runs is cancelled unless it waits for a message; one that has messages to
 * read may go on for the loop's grace. Then `onClose` runs, once. An error
 * closes this socket with code 1011, and no other.
 *
 * A page of another site is refused, see `checkOrigin`.
 *
 * @example
 * ```ts
 * import { Application, WebSocketHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Echo extends WebSocketHandler {
 *   override onMessage(message: string | Uint8Array) {
 *     return this.writeMessage(message);
 *   }
 * }
 * const app = new Application([["/echo", Echo]]);
 * const server = app.listen(0, { hostname: "127.0.0.1" });
 * const socket = new WebSocket(`ws://127.0.0.1:${server.port}/echo`);
 * socket.onopen = () => socket.send("hello");
 * const { data } = await new Promise<MessageEvent>((done) => {
 *   socket.onmessage = done;
 * });
 * assertEquals(data, "hello");
 * const closed = new Promise((done) => socket.onclose = done);
 * socket.close();
 * await closed;
 * await server.shutdown();
 * ```
 */
export class WebSocketHandler extends RequestHandler {
  #connection: WebSocketConnection | undefined;
  #scope: CancelScope | undefined;

  /** Runs when the socket is open. Its arguments are what the route caught. */
  open(..._args: string[]): unknown {
    return undefined;
  }

  /** Handles one message. */
  onMessage(_message: WebSocketMessage): unknown {
    return undefined;
  }

  /** Runs once when the socket is closed; see `closeCode`. */
  onClose(): unknown {
    return undefined;
  }

  /** Its limits; to be overridden. */
  socketOptions(): WebSocketHandlerOptions {
    return {};
  }

  /**
   * Whether a page of this origin may connect; to be overridden with care, for
   * the browser sends the visitor's cookies.
   *
   * @param origin The `Origin` header; without one it is no page, and passes.
   * @returns By default, whether it is the host of the request.
   */
  checkOrigin(origin: string): boolean {
    return isSameOrigin(origin, this.request.host);
  }

  /**
   * Chooses a subprotocol; to be overridden.
   *
   * @param _offered What the client speaks, its favourite first.
   * @returns One of them, or none.
   */
  selectSubprotocol(_offered: readonly string[]): string | undefined {
    return undefined;
  }

  /** The code that the socket was closed with, once it is. */
  get closeCode(): number | undefined {
    return this.#connection?.closeCode;
  }

  /** The reason that the socket was closed with, once it is. */
  get closeReason(): string | undefined {
    return this.#connection?.closeReason;
  }

  /**
   * Waits for a message, for who reads in `open`.
   *
   * @returns A Future of it; `undefined` when the socket is closed.
   * @throws {InvalidStateError} If another read is under way.
   */
  readMessage(): Future<WebSocketMessage | undefined> {
    return this.#socket("readMessage()").readMessage();
  }

  /**
   * Writes a message, from wherever: another handler, a timer.
   *
   * @param message A text, bytes, or a plain record, which is sent as JSON.
   * @returns A Future of whether it was sent; see {@linkcode WebSocketOptions}.
   * @throws {TypeError} If it is none of these.
   */
  writeMessage(
    message: WebSocketMessage | Readonly<Record<string, unknown>>,
  ): Future<boolean> {
    return this.#socket("writeMessage()").writeMessage(message);
  }

  /**
   * Closes the socket.
   *
   * @param code The code: 1000.
   * @param reason Why.
   * @throws {RangeError} If one of them may not be sent.
   */
  close(code?: number, reason?: string): void {
    this.#socket("close()").close(code, reason);
  }

  /** Upgrades the connection and runs the socket to its end. */
  override *get(...args: string[]): Generator<unknown, void, unknown> {
    const status = refusedUpgrade(this.request);
    if (status === 426) {
      this.setStatus(426);
      this.setHeader("Sec-WebSocket-Version", "13");
      return void (yield this.finish());
    }
    if (status !== undefined) {
      throw new HTTPError(status, "expected the handshake of a web socket");
    }
    const origin = this.request.headers.get("origin");
    if (origin !== undefined && !this.checkOrigin(origin)) {
      throw new HTTPError(403, "a web socket of another origin");
    }
    // The last thing that may fail: after it the client hears no more of HTTP.
    const { pingInterval = 30_000, ...limits } = this.socketOptions();
    const upgraded = this.#upgrade(pingInterval);
    const connection = new WebSocketConnection(upgraded.socket, limits);
    this.#connection = connection;
    this.respond(upgraded.response);
    yield connection.opened;
    yield* this.#live(connection, args);
  }

  /** A server that shuts down, or a time limit, ends the socket. @internal */
  override _abort(error: unknown): void {
    const connection = this.#connection;
    if (connection === undefined) return super._abort(error);
    connection.close(1001, "the server ends it");
    this.#scope?.cancel(error);
  }

  *#live(
    connection: WebSocketConnection,
    args: string[],
  ): Generator<unknown, void, unknown> {
    if (connection.closing.done && connection.waiting === 0) return;
    const scope = this.#scope = new CancelScope({ name: "WebSocket" });
    let timer: Handle | undefined;
    connection.closing.addDoneCallback(() => {
      if (this.settings.keepOnClose === true) return;
      timer = endSoon(connection, scope);
    });
    try {
      yield* scope.run(() => this.#talk(connection, args));
    } catch (error) {
      this._log(error);
      connection.close(1011, "an error");
    } finally {
      connection.close();
      // One that does not answer must not keep the handler.
      yield* moveOnAfter(IOLoop.current().grace, function* () {
        yield* connection.closing;
      });
      timer?.cancel();
      connection._giveUp();
      yield* this.#tellClose();
    }
  }

  *#tellClose(): Generator<unknown, void, unknown> {
    try {
      const made = this.onClose();
      if (made !== undefined) yield made;
    } catch (error) {
      this._log(error);
    }
  }

  *#talk(
    connection: WebSocketConnection,
    args: string[],
  ): Generator<unknown, void, unknown> {
    const opening = this.open(...args);
    if (opening !== undefined) yield opening;
    for (;;) {
      const message = yield* connection.readMessage();
      if (message === undefined) return;
      const handling = this.onMessage(message);
      if (handling !== undefined) yield handling;
    }
  }

  #socket(call: string): WebSocketConnection {
    if (this.#connection !== undefined) return this.#connection;
    throw new HTTPError(500, `Cannot ${call} before the socket is open`);
  }

  #upgrade(pingInterval: number): ReturnType<Upgrade> {
    const { request } = this, { headers } = request;
    const offered = offeredSubprotocols(headers.get("sec-websocket-protocol"));
    const protocol = this.selectSubprotocol(offered) ?? "";
    if (protocol !== "" && !offered.includes(protocol)) {
      throw new TypeError(
        `Cannot select the subprotocol ${describe(protocol)}: the client ` +
          `offers ${describe(offered.join(", "))}`,
      );
    }
    const { Deno } = globalThis as unknown as {
      Deno?: { upgradeWebSocket?: Upgrade };
    };
    if (Deno?.upgradeWebSocket === undefined) {
      throw new HTTPError(501, "this host has no web sockets here");
    }
    request._keep();
    const idleTimeout = Math.ceil(pingInterval / 1000);
    return Deno.upgradeWebSocket(request.native, { protocol, idleTimeout });
  }
}

/**
 * The other end has left: who does not read is cancelled. Who does is told by
 * its read, and has the grace to end by itself.
 */
function endSoon(connection: WebSocketConnection, scope: CancelScope): Handle {
  const loop = IOLoop.current();
  const reads = connection._wasRead || connection.waiting > 0;
  return loop.callLater(reads ? loop.grace : 0, () => {
    const text = `The web socket was closed with code ${connection.closeCode}`;
    scope.cancel(new ClosedError(text));
  });
}
