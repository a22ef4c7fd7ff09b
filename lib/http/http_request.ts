import { describe } from "../errors/describe.ts";
import { checkOptions } from "./_check_options.ts";
import { HTTPHeaders } from "./http_headers.ts";
import type { RequestBody, RequestOptions } from "./request_options.ts";

/** A registered symbol, so that another loaded copy's requests are known. */
const BRAND: unique symbol = Symbol.for("twister.HTTPRequest") as never;

/**
 * One request, as its user wrote it. It may be fetched any number of times, for
 * nothing changes it; what it leaves open is the client's to say. After
 * Tornado's `HTTPRequest`.
 *
 * @example
 * ```ts
 * import { AsyncHTTPClient, HTTPRequest } from "@twister/async/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = {
 *   send: ({ body }: { body: unknown }) =>
 *     Promise.resolve(new Response(`got ${body}`)),
 * };
 * const client = new AsyncHTTPClient({ transport });
 * const request = new HTTPRequest("http://example.test/", {
 *   method: "POST",
 *   body: "ping",
 * });
 * const response = await client.fetch(request);
 * assertEquals(response.text(), "got ping");
 * assertEquals(response.request, request);
 * ```
 */
export class HTTPRequest {
  /** The address, as it was given. */
  readonly url: string;
  /** The method, in capitals. */
  readonly method: string;
  /** The headers of this request alone: a copy of what was given. */
  readonly headers: HTTPHeaders;
  /** The body, if it is there as a whole. */
  readonly body: RequestBody | undefined;
  /** All that was given. */
  readonly options: Readonly<RequestOptions>;

  /**
   * Makes a request.
   *
   * @param url The address, of `http:` or `https:`.
   * @param options The rest.
   * @throws {TypeError} If the address is no text or URL, an option is not
   * known, or a header cannot be sent.
   */
  constructor(url: string | URL, options: RequestOptions = {}) {
    if (typeof url !== "string" && !(url instanceof URL)) {
      throw new TypeError(
        `Cannot make a request to ${describe(url)}: expected a URL as text`,
      );
    }
    checkOptions(options, "make a request");
    this.url = String(url);
    this.method = methodOf(options.method);
    this.headers = new HTTPHeaders(options.headers);
    this.body = options.body;
    this.options = Object.freeze({ ...options });
  }
}

Object.defineProperty(HTTPRequest.prototype, BRAND, { value: true });

/**
 * Whether a value is a request, from whichever loaded copy of the package.
 *
 * @param value Anything.
 * @returns If it is.
 *
 * @example
 * ```ts
 * import { HTTPRequest, isHTTPRequest } from "@twister/async/http";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isHTTPRequest(new HTTPRequest("http://example.test/")), true);
 * assertEquals(isHTTPRequest("http://example.test/"), false);
 * ```
 */
export function isHTTPRequest(value: unknown): value is HTTPRequest {
  try {
    return (value as { [BRAND]?: unknown } | null | undefined)?.[BRAND] ===
      true;
  } catch {
    return false; // a proxy that refuses
  }
}

function methodOf(method: unknown = "GET"): string {
  // `fetch` puts some methods in capitals and sends `patch` as it is.
  if (typeof method === "string" && /^[!#$%&'*+\-.^_`|~\w]+$/.test(method)) {
    return method.toUpperCase();
  }
  throw new TypeError(
    `Cannot make a request with the method ${describe(method)}: expected a ` +
      'word such as "GET"',
  );
}
