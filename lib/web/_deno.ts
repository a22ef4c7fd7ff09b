/**
 * Listens by `Deno.serve`.
 */

import type { Peer } from "./http_server_request.ts";
import type { Answer, Listener, TransportOptions } from "./_transport.ts";

/** The parts of Deno that are used. */
interface Host {
  serve(
    options: Record<string, unknown>,
    handler: (request: Request, info: Info) => Response | Promise<Response>,
  ): Served;
}

interface Info {
  readonly remoteAddr: { hostname?: string };
}

interface Served {
  readonly addr: { hostname: string; port: number };
  readonly finished: Promise<void>;
  shutdown(): Promise<void>;
  unref(): void;
}

/** Deno, where it is the host. */
export function denoHost(): Host | undefined {
  const { Deno } = globalThis as { Deno?: Partial<Host> };
  return typeof Deno?.serve === "function" ? Deno as Host : undefined;
}

/** Listens. */
export function listenByDeno(
  host: Host,
  options: TransportOptions,
  answer: Answer,
): Listener {
  const { port, hostname, cert, key, reusePort, backlog } = options;
  const served = host.serve({
    port,
    hostname,
    reusePort,
    tcpBacklog: backlog,
    onListen: () => {},
    // Told of a reply that was cut short, which its handler has logged.
    onError: () => new Response(null, { status: 500 }),
    ...(cert === undefined ? {} : { cert, key }),
  }, (request, info) => answer(request, new DenoPeer(info)));
  return {
    address: { hostname: served.addr.hostname, port: served.addr.port },
    ready: Promise.resolve(),
    stop: () => served.shutdown(),
    // Who is told to stop can be told nothing more: its connections end with
    // their replies, and those that wait for a request have ended already.
    close: () => {},
    unref: () => served.unref(),
  };
}

/** Asked for late, if at all: the address costs a call into the host. */
class DenoPeer implements Peer {
  readonly #info: Info;

  constructor(info: Info) {
    this.#info = info;
  }

  get address(): string {
    try {
      return this.#info.remoteAddr.hostname ?? "";
    } catch {
      return ""; // the request is over, and its connection forgotten
    }
  }
}
