import { checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Future } from "../future/future.ts";
import { newAbortController } from "../loop/abort.ts";
import { CancelScope } from "../scopes/cancel_scope.ts";
import { IOStream, type IOStreamOptions } from "./iostream.ts";
import type { Transport } from "./iostream_transport.ts";
import { denoTCP } from "./_tcp_deno.ts";
import type { ClientTLS, TCPAddress, TCPHost } from "./tcp_host.ts";

/** Options of {@linkcode TCPClient.connect}. */
export interface TCPConnectOptions extends IOStreamOptions {
  /** Milliseconds until it fails with a `TimeoutError`: `Infinity`. */
  timeout?: number;
  /** Whether the connection is secured, and how: `false`. */
  tls?: boolean | ClientTLS;
  /** Whether small writes are sent at once: `true`. */
  noDelay?: boolean;
}

/**
 * Makes TCP connections. After Tornado's TCPClient.
 *
 * A name that has several addresses is tried as the host does, which is by
 * Happy Eyeballs in Deno.
 *
 * @example
 * ```ts
 * import { TCPClient, TCPServer } from "@twister/async/web";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const server = new TCPServer(function* (stream) {
 *   yield* stream.write("hello\n");
 * });
 * const { port } = server.listen(0, { hostname: "127.0.0.1" });
 * await spawn(function* () {
 *   const stream = yield* new TCPClient().connect("127.0.0.1", port);
 *   const line = yield* stream.readUntil("\n");
 *   assertEquals(new TextDecoder().decode(line), "hello\n");
 *   stream.close();
 *   yield* server.shutdown();
 * });
 * ```
 */
export class TCPClient {
  readonly #host: TCPHost;

  /**
   * Makes a client.
   *
   * @param host Who makes the connections; Deno if not given.
   */
  constructor(host: TCPHost = denoTCP) {
    this.#host = host;
  }

  /**
   * Connects. Cancelling it, or the timeout, gives the connection up; one that
   * comes all the same is closed.
   *
   * @param hostname A name or an address.
   * @param port The port.
   * @param options A timeout, TLS, limits of the stream.
   * @returns A Future of the stream. It fails with the host's own error, or a
   * `TimeoutError`.
   * @throws {TypeError} If the name is no text or the timeout no number.
   * @throws {RangeError} If the port is none or the timeout NaN.
   */
  connect(
    hostname: string,
    port: number,
    options: TCPConnectOptions = {},
  ): Future<IOStream> {
    const { timeout = Infinity } = options;
    if (typeof hostname !== "string" || hostname === "") {
      throw new TypeError(
        `Cannot connect to ${describe(hostname)}: expected a name or address`,
      );
    }
    checkPort(port, 1, "connect to it");
    checkTime(timeout, "connect(hostname, port, { timeout })");
    const name = `connect to ${hostname}:${port}`, host = this.#host;
    const scope = new CancelScope({ timeout, name });
    const connect = () => connected(host, { hostname, port }, options);
    return spawn(() => scope.run(connect), { name });
  }
}

function* connected(
  host: TCPHost,
  where: TCPAddress,
  options: TCPConnectOptions,
): Generator<unknown, IOStream, unknown> {
  const controller = newAbortController();
  const { tls = false, noDelay = true } = options;
  let left = false;
  const connecting = host.connect({ ...where, tls, signal: controller.signal })
    .then(
      (transport) => left ? transport.close() : transport,
      (error) => {
        // How it failed when nobody wanted it any more is nobody's error.
        if (!left) throw error;
      },
    );
  try {
    const transport = (yield connecting) as Transport;
    if (noDelay) transport.setNodelay?.(true);
    return new IOStream(transport, options);
  } catch (error) {
    left = true;
    controller.abort();
    throw error;
  }
}

/** Insists on a port. */
export function checkPort(port: unknown, least: number, call: string): void {
  const whole = Number.isInteger(port);
  if (whole && (port as number) >= least && (port as number) < 2 ** 16) return;
  throw new RangeError(
    `Cannot use port ${describe(port)} to ${call}: expected a whole number ` +
      `from ${least} to 65535`,
  );
}
