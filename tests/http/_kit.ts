/**
 * What the tests of the client share: transports that are no wire, and servers
 * on the loopback that see what the client does.
 *
 * @module
 */
import { Future } from "../../lib/future/mod.ts";
import type {
  Transport,
  TransportRequest,
  TransportResponse,
} from "../../lib/http/mod.ts";

/** A coroutine whose plain `yield` gives whatever the test says it gives. */
// deno-lint-ignore no-explicit-any
export type Co<R = any> = Generator<unknown, R, any>;

/** What answers a request of a fake transport. */
export type Answer = (
  request: TransportRequest,
) => TransportResponse | PromiseLike<TransportResponse>;

/** A transport without a wire, which remembers what it was asked. */
export class FakeTransport implements Transport {
  tellsConnect = false;
  /** All that was sent. */
  readonly seen: TransportRequest[] = [];
  /** How many are under way. */
  active = 0;
  /** The most that were. */
  most = 0;
  readonly #answer: Answer;

  constructor(answer: Answer = () => new Response("ok")) {
    this.#answer = answer;
  }

  /** What was sent, in short. */
  get lines(): string[] {
    return this.seen.map(({ method, url }) => `${method} ${url}`);
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const { signal } = request;
    let open = 1;
    // At the abort itself, as a socket is closed: no turn later.
    const over = () => {
      this.active -= open;
      open = 0;
    };
    this.seen.push(request);
    this.most = Math.max(this.most, ++this.active);
    signal.addEventListener("abort", over, { once: true });
    try {
      return await untilAbort(signal, this.#answer(request));
    } finally {
      signal.removeEventListener("abort", over);
      over();
    }
  }
}

/** What comes, unless the signal aborts before: then its reason is thrown. */
function untilAbort<T>(
  signal: AbortSignal,
  coming: T | PromiseLike<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    Promise.resolve(coming).then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}

/** What never comes. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/** A redirect. */
export function redirect(status: number, location: string): Response {
  return new Response(null, { status, headers: { location } });
}

/** The value of a header of a request. */
export function field(
  { headers }: TransportRequest,
  name: string,
): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}

/** A stream of given chunks. */
export function streamOf(
  chunks: Iterable<Uint8Array>,
): ReadableStream<Uint8Array> {
  const all = chunks[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = all.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  }, { highWaterMark: 0 });
}

/** A server of the host, on the loopback. */
export interface Site extends AsyncDisposable {
  readonly url: string;
  /** The requests, as method and path. */
  readonly seen: string[];
}

/** Starts a server on a free port. */
export function site(
  handler: (request: Request) => Response | Promise<Response>,
): Site {
  const seen: string[] = [];
  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen() {},
    onError: () => new Response("broken", { status: 500 }),
  }, (request) => {
    seen.push(`${request.method} ${new URL(request.url).pathname}`);
    return handler(request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    seen,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A connection as a raw server sees it. */
export interface RawConnection {
  /** The head of the request. */
  readonly head: string;
  write(text: string): Promise<unknown>;
  close(): void;
  /** Is there when the other side has hung up. */
  readonly gone: Promise<void>;
}

/** A server that writes what a test says, byte by byte. */
export interface RawSite extends AsyncDisposable {
  readonly url: string;
  /** How many connections are open. */
  readonly open: number;
  /** How many there were. */
  readonly total: number;
}

/** Starts a raw server. */
export function rawSite(
  handler: (connection: RawConnection) => unknown,
): RawSite {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const open = new Set<Promise<void>>();
  let total = 0;
  const accepting = (async () => {
    for await (const conn of listener) {
      total++;
      const served = serveRaw(conn, handler).finally(() => open.delete(served));
      open.add(served);
    }
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    get open() {
      return open.size;
    },
    get total() {
      return total;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(open);
    },
  };
}

async function serveRaw(
  conn: Deno.Conn,
  handler: (connection: RawConnection) => unknown,
): Promise<void> {
  let closed = false;
  const close = () => {
    if (!closed) conn.close();
    closed = true;
  };
  const gone = Promise.withResolvers<void>();
  const buffer = new Uint8Array(4096);
  let head = "", handled = false;
  try {
    for (;;) {
      const count = await conn.read(buffer);
      if (count === null) break;
      head += new TextDecoder().decode(buffer.subarray(0, count));
      if (handled || !head.includes("\r\n\r\n")) continue;
      handled = true;
      const write = (text: string) =>
        conn.write(new TextEncoder().encode(text)).catch(() => {});
      handler({ head, write, close, gone: gone.promise });
    }
  } catch { /* reset by the other side, or closed by this one */ }
  close();
  gone.resolve();
}

/** A Future that a test settles, and the coroutine's way to wait for it. */
export function gate(): Future<void> {
  return new Future<void>({ name: "a gate" });
}

/** What an error looks like to who tells them apart. */
export function kind(error: unknown): string {
  return error instanceof Error ? error.name : `no error: ${error}`;
}

/** What a promise fails with. */
export async function failure(coming: PromiseLike<unknown>): Promise<Error> {
  try {
    await coming;
  } catch (error) {
    return error as Error;
  }
  throw new Error("It did not fail");
}
