/**
 * What the client needs of whatever carries a request over the wire.
 */

/** What is sent as a body. */
export type SentBody = BodyInit | undefined;

/** One request, of one hop: nothing of it is to be done on its own account. */
export interface TransportRequest {
  /** The address, without user and password. */
  readonly url: string;
  /** The method, in capitals. */
  readonly method: string;
  /** The fields, in order. */
  readonly headers: readonly (readonly [string, string])[];
  /** The body, if there is one. */
  readonly body: SentBody;
  /** Aborts when the response is not wanted any more: the socket must go. */
  readonly signal: AbortSignal;
  /** Whether redirects are to be followed, by a transport that does so. */
  readonly follow: boolean;
  /** To be called when the connection stands, if the transport can tell. */
  readonly connected: () => void;
}

/** The beginning of a response, in the shape of the platform's `Response`. */
export interface TransportResponse {
  /** The status code. */
  readonly status: number;
  /** The reason phrase, if one came. */
  readonly statusText: string;
  /** The fields; `set-cookie` may come several times. */
  readonly headers: Iterable<readonly [string, string]>;
  /** The body, decoded. */
  readonly body: ReadableStream<Uint8Array> | null;
  /** Where it came from, of a transport that follows redirects itself. */
  readonly url?: string;
  /** Reads the whole body at once, where that is faster. */
  arrayBuffer?(): PromiseLike<ArrayBuffer>;
}

/**
 * Carries requests over the wire. The usual one is the host's `fetch`; tests
 * give their own. It sends what it is given and follows no redirect.
 *
 * @example
 * ```ts
 * import { AsyncHTTPClient, type Transport } from "@twister/async/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport: Transport = {
 *   send: ({ method, url }) =>
 *     Promise.resolve(new Response(`${method} ${new URL(url).pathname}`)),
 * };
 * const client = new AsyncHTTPClient({ transport });
 * const response = await client.fetch("http://example.test/news");
 * assertEquals(response.text(), "GET /news");
 * ```
 */
export interface Transport {
  /**
   * Whether it calls `connected`. Only then `connectTimeout` can be told from
   * `requestTimeout`.
   */
  readonly tellsConnect?: boolean;
  /** Whether it follows redirects itself, as a browser insists on. */
  readonly follows?: boolean;
  /**
   * Sends a request.
   *
   * @param request What is sent.
   * @returns The response, as soon as its headers are there. A failure of the
   * wire rejects.
   */
  send(request: TransportRequest): PromiseLike<TransportResponse>;
}
