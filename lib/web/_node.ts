/**
 * Listens by `node:http`, which Node has and Deno too: slower there than its own
 * server, but with deadlines for headers and for idle connections.
 */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { targetOf } from "./_target.ts";
import type { Answer, Listener, TransportOptions } from "./_transport.ts";

/** The parts of `node:http` or `node:https` that are used. */
interface Host {
  createServer(
    options: Record<string, unknown>,
    handler: (request: IncomingMessage, response: ServerResponse) => void,
  ): Server;
}

/** Node's server, where the host has it. */
export function nodeHost(secure: boolean): Host | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: string): unknown };
  };
  const name = secure ? "node:https" : "node:http";
  return process?.getBuiltinModule?.(name) as Host | undefined;
}

/** Listens. */
export function listenByNode(
  host: Host,
  options: TransportOptions,
  answer: Answer,
): Listener {
  const { headersTimeout = 60_000, idleTimeout = 5000, bodyTimeout } = options;
  const whole = headersTimeout + bodyTimeout;
  const server = host.createServer({
    cert: options.cert,
    key: options.key,
    headersTimeout,
    requestTimeout: Number.isFinite(whole) ? whole : 0,
    keepAliveTimeout: idleTimeout,
    // Node looks for late ones this often, by default each half minute.
    connectionsCheckingInterval: Math.max(
      50,
      Math.min(headersTimeout / 4, 5000),
    ),
  }, (request, response) => {
    connections.hold(request, response);
    handle(request, response, answer);
  });
  const connections = new Connections();
  const opened = options.cert === undefined ? "connection" : "secureConnection";
  server.on(opened, (socket: Socket) => connections.add(socket));
  const ready = new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  server.listen({
    port: options.port,
    host: options.hostname,
    backlog: options.backlog,
    reusePort: options.reusePort,
  });
  return {
    get address() {
      const at = server.address();
      if (at === null || typeof at === "string") return undefined;
      return { hostname: at.address, port: at.port };
    },
    ready,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        connections.drain();
      }),
    close: () => connections.destroy(),
    unref: () => void server.unref(),
  };
}

/**
 * The open connections. Deno's `closeIdleConnections` leaves some open, so a
 * server that stops ends them itself.
 */
class Connections {
  /** Each with how many requests it waits to be answered. */
  readonly #open: Map<Socket, number> = new Map();
  #drains = false;

  add(socket: Socket): void {
    this.#open.set(socket, 0);
    socket.once("close", () => this.#open.delete(socket));
  }

  /** A request came; its connection is idle again when it is answered. */
  hold({ socket }: IncomingMessage, response: ServerResponse): void {
    const count = (by: number) => {
      const before = this.#open.get(socket);
      if (before !== undefined) this.#open.set(socket, before + by);
    };
    count(1);
    response.once("close", () => {
      count(-1);
      if (this.#drains) this.#endIdle();
    });
  }

  /** Ends what is idle, now and from now on. */
  drain(): void {
    this.#drains = true;
    this.#endIdle();
  }

  destroy(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  #endIdle(): void {
    for (const [socket, busy] of this.#open) if (busy === 0) socket.end();
  }
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: Answer,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  try {
    const made = requestOf(incoming, gone.signal);
    const response = made === undefined
      ? new Response(null, { status: 400 })
      : await answer(made.request, {
        address: incoming.socket.remoteAddress ?? "",
      }, made.target);
    await send(response, outgoing);
  } catch {
    // Half a reply must not look like a whole one.
    outgoing.destroy();
  }
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal) {
  const { method = "GET", url = "/", rawHeaders } = incoming;
  const secure = "encrypted" in incoming.socket;
  const scheme = secure ? "https://" : "http://";
  const { host } = incoming.headers;
  const whole = /^https?:\/\//i.test(url)
    ? url
    : `${scheme}${host ?? "localhost"}${url}`;
  const target = targetOf(whole, () => host ?? null);
  if (target === undefined) return undefined;
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  }
  const empty = method === "GET" || method === "HEAD" ||
    (incoming.headers["content-length"] ?? "0") === "0" &&
      incoming.headers["transfer-encoding"] === undefined;
  try {
    const request = new Request(scheme + target.host + target.uri, {
      method,
      headers,
      signal,
      body: empty ? null : bodyOf(incoming),
      duplex: "half",
    } as RequestInit);
    return { request, target };
  } catch {
    return undefined; // a method that no Request may have
  }
}

/** The body as a stream; Node's own conversion is not in every host. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let over = false;
      const end = (fn: () => void) => {
        if (over) return;
        over = true;
        fn();
      };
      incoming.on("data", (piece: Uint8Array) => {
        if (over) return;
        controller.enqueue(new Uint8Array(piece));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.on("end", () => end(() => controller.close()));
      incoming.on("error", (error) => end(() => controller.error(error)));
      incoming.on(
        "close",
        () => end(() => controller.error(new Error("The client hung up"))),
      );
    },
    pull: () => void incoming.resume(),
    cancel: () => void incoming.resume(), // what is not wanted is let through
  }, { highWaterMark: 65536, size: ({ byteLength }) => byteLength });
}

async function send(
  response: Response,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.statusCode = response.status;
  if (response.statusText !== "") outgoing.statusMessage = response.statusText;
  for (const [name, value] of response.headers) {
    outgoing.appendHeader(name, value);
  }
  if (response.body === null) return void outgoing.end();
  const reader = response.body.getReader();
  outgoing.once("close", () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value)) await drained(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      outgoing.off("drain", end);
      outgoing.off("close", end);
      resolve();
    };
    outgoing.on("drain", end);
    outgoing.on("close", end);
  });
}
