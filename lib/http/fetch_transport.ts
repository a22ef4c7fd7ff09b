import { describe } from "../errors/describe.ts";
import { markOurs } from "../traceback/stitch.ts";
import { hidesRedirects } from "./_host.ts";
import { HTTPConnectError, HTTPStreamClosedError } from "./http_errors.ts";
import type {
  Transport,
  TransportRequest,
  TransportResponse,
} from "./transport.ts";

/** Codes of a host that says by code that no connection was made. */
const CONNECT_CODES =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;

/** How a host without codes says it. */
const CONNECT_TEXT = /client error \(Connect\)|dns error|tcp connect error/;

/**
 * The transport over the host's `fetch`: Deno, Node, Bun, browsers.
 *
 * `fetch` cannot tell connecting from waiting, so `connectTimeout` bounds only
 * the queue with it. A browser shows no redirect to a program: there it follows
 * them by its own rules, and `allowUrl` sees the first URL only.
 *
 * @param init What is given to `fetch` with every request: `client` of
 * `Deno.createHttpClient` for proxies and certificates, `credentials` in a
 * browser.
 * @returns The transport.
 * @throws {TypeError} If `init` is no object.
 *
 * @example
 * ```ts
 * import { AsyncHTTPClient, fetchTransport } from "@twister/async/http";
 * import { assertEquals } from "@std/assert";
 *
 * const server = Deno.serve({ port: 0, onListen() {} }, () => new Response("hi"));
 * using http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
 * const client = new AsyncHTTPClient({ transport: fetchTransport({ client: http }) });
 * const response = await client.fetch(`http://localhost:${server.addr.port}/`);
 * assertEquals(response.text(), "hi");
 * await server.shutdown();
 * ```
 */
export function fetchTransport(
  init: Readonly<Record<string, unknown>> = {},
): Transport {
  if (init === null || typeof init !== "object") {
    throw new TypeError(
      `Cannot make a fetchTransport(init) from ${describe(init)}: expected ` +
        "an object such as { client }",
    );
  }
  return new FetchTransport({ ...init });
}

class FetchTransport implements Transport {
  readonly follows: boolean = hidesRedirects();
  readonly #init: Readonly<Record<string, unknown>>;

  constructor(init: Readonly<Record<string, unknown>>) {
    this.#init = init;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    const { url, method, body, signal } = request;
    const redirect = this.follows && request.follow ? "follow" : "manual";
    const init: RequestInit & { duplex?: "half" } = {
      ...this.#init,
      method,
      headers: request.headers as [string, string][],
      signal,
      redirect,
    };
    if (body !== undefined) init.body = body;
    if (body instanceof ReadableStream) init.duplex = "half";
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      throw failureOf(error);
    }
    if (response.type !== "opaqueredirect") return response;
    throw new HTTPStreamClosedError(
      "a browser does not show redirects. Leave followRedirects on here",
    );
  }
}

/** The error for a request that got no response. */
function failureOf(error: unknown): HTTPConnectError | HTTPStreamClosedError {
  const { message, code, cause } = (error ?? {}) as {
    message?: string;
    code?: unknown;
    cause?: { message?: string; code?: unknown };
  };
  // The host quotes the address, whose query may hold what no log should.
  const why = (cause?.message || message || describe(error))
    .replace(/\?[^\s)]*/g, "");
  const known = String(cause?.code ?? code ?? "");
  const options = { cause: error };
  return markOurs(
    CONNECT_CODES.test(known) || CONNECT_TEXT.test(why)
      ? new HTTPConnectError(`no connection: ${why}`, {
        ...options,
        phase: "connect",
      })
      : new HTTPStreamClosedError(`no response: ${why}`, options),
  );
}
