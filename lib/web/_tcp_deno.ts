/**
 * TCP of Deno.
 */

import type { Transport } from "./iostream_transport.ts";
import type {
  HostConnect,
  HostListen,
  HostListener,
  TCPAddress,
  TCPHost,
} from "./tcp_host.ts";

/** Bytes of a first read: ten thousand idle connections wait in one each. */
const LEAST = 1024;
const MOST = 2 ** 16;

class DenoTransport implements Transport {
  readonly #conn: Deno.Conn;
  /** Grows while a sender fills it, shrinks when it does not. */
  #size = LEAST;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  async read(): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(this.#size);
    const count = await this.#conn.read(bytes);
    if (count === null) return undefined;
    if (count === this.#size) this.#size = Math.min(MOST, 4 * this.#size);
    else if (count < this.#size / 4) this.#size = Math.max(LEAST, count);
    return bytes.subarray(0, count);
  }

  async write(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length) at += await this.#conn.write(bytes.subarray(at));
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    this.#conn.close();
  }

  setNodelay(on: boolean): void {
    (this.#conn as Partial<Deno.TcpConn>).setNoDelay?.(on);
  }
}

/** Says what is missing where there is no Deno. */
function checkHost(): void {
  if ("Deno" in globalThis) return;
  throw new TypeError(
    "Cannot use TCP: there is no Deno here. Give a TCPHost that uses what " +
      "this host has",
  );
}

function listen(options: HostListen): HostListener {
  checkHost();
  const { tls, backlog, ...where } = options;
  const all = {
    ...where,
    ...(backlog === undefined ? {} : { tcpBacklog: backlog }),
  };
  const listener = tls === undefined
    ? Deno.listen(all)
    : Deno.listenTls({ ...all, ...tls });
  return {
    address: listener.addr,
    accept: async () => {
      const conn = await listener.accept();
      return {
        transport: new DenoTransport(conn),
        address: conn.remoteAddr as TCPAddress,
      };
    },
    close: () => listener.close(),
  };
}

async function connect(options: HostConnect): Promise<Transport> {
  checkHost();
  const { tls, hostname, port, signal } = options;
  const where = { hostname, port };
  if (tls === undefined || tls === false) {
    return new DenoTransport(await Deno.connect({ ...where, signal }));
  }
  const more = tls === true ? {} : tls;
  return new DenoTransport(await Deno.connectTls({ ...where, ...more }));
}

/** Deno's. */
export const denoTCP: TCPHost = { connect, listen };
