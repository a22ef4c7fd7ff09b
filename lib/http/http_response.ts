import { HTTPError } from "../errors/http_error.ts";
import { markOurs } from "../traceback/stitch.ts";
import { HTTPHeaders } from "./http_headers.ts";
import type { HTTPRequest } from "./http_request.ts";
import { statusText } from "./status_text.ts";

/** How long the parts of an exchange took, in milliseconds. */
export interface TimeInfo {
  /** In the queue of the client. */
  readonly queue: number;
  /** From there to the headers of the last response, redirects included. */
  readonly response: number;
  /** From there to the end of the body. */
  readonly body: number;
}

/** What a response is made of. */
export interface ResponseParts {
  /** The status code. */
  readonly code: number;
  /** The reason phrase; the usual one if it is empty. */
  readonly reason?: string | undefined;
  /** The fields. */
  readonly headers?: HTTPHeaders | undefined;
  /** The body, decoded. */
  readonly body?: Uint8Array | undefined;
  /** Where it came from, if not from the URL of the request. */
  readonly effectiveUrl?: string | undefined;
  /** Why no response came; for a code that is no success it is made. */
  readonly error?: unknown;
  /** When the request left the queue, on the loop's clock. */
  readonly startTime?: number | undefined;
  /** How long the parts took. */
  readonly timeInfo?: TimeInfo | undefined;
}

const NO_TIME: TimeInfo = { queue: 0, response: 0, body: 0 };

/**
 * A response with its whole body, or in the callback form what stands for one
 * that did not come: then `code` is 599. After Tornado's `HTTPResponse`.
 *
 * @example
 * ```ts
 * import { AsyncHTTPClient } from "@twister/async/http";
 * import { HTTPError } from "@twister/async/errors";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const transport = {
 *   send: () => Promise.resolve(Response.json({ why: "gone" }, { status: 410 })),
 * };
 * const client = new AsyncHTTPClient({ transport });
 * const response = await client.fetch("http://example.test/", {
 *   raiseError: false,
 * });
 * assertEquals([response.code, response.reason], [410, "Gone"]);
 * assertEquals(response.json(), { why: "gone" });
 * assertThrows(() => response.rethrow(), HTTPError, "HTTP 410: Gone");
 * ```
 */
export class HTTPResponse {
  /** The request that was fetched: of redirects, the first. */
  readonly request: HTTPRequest;
  /** The status code; 599 if none came. */
  readonly code: number;
  /** The reason phrase. */
  readonly reason: string;
  /** The header fields. */
  readonly headers: HTTPHeaders;
  /** The body; empty if it went to a `streamingCallback`. */
  readonly body: Uint8Array;
  /** Where the response came from, after redirects. */
  readonly effectiveUrl: string;
  /** An {@linkcode HTTPError} for a code that is no 2xx, or why none came. */
  readonly error: unknown;
  /** Milliseconds from the queue to the end of the body. */
  readonly requestTime: number;
  /** When the request left the queue, on the loop's clock. */
  readonly startTime: number;
  /** How long the parts took. */
  readonly timeInfo: TimeInfo;

  /**
   * Makes a response; the client does so, and tests may.
   *
   * @param request What was fetched.
   * @param parts What came.
   */
  constructor(request: HTTPRequest, parts: ResponseParts) {
    const { code, timeInfo = NO_TIME } = parts;
    this.request = request;
    this.code = code;
    this.reason = parts.reason || statusText(code);
    this.headers = parts.headers ?? new HTTPHeaders();
    this.body = parts.body ?? new Uint8Array();
    this.effectiveUrl = parts.effectiveUrl ?? request.url;
    this.startTime = parts.startTime ?? 0;
    this.timeInfo = timeInfo;
    this.requestTime = timeInfo.response + timeInfo.body;
    // The error points back, so it is made when all else is there.
    this.error = "error" in parts ? parts.error : errorOf(this);
  }

  /**
   * The body as text, in the charset that `Content-Type` names; in UTF-8 if it
   * names none, or one that the host does not know.
   *
   * @returns The text; bytes that are none become U+FFFD.
   */
  text(): string {
    const type = this.headers.get("content-type") ?? "";
    const charset = /;\s*charset="?([^\s;"]+)/i.exec(type)?.[1] ?? "utf-8";
    return decoderFor(charset).decode(this.body);
  }

  /**
   * The body as JSON.
   *
   * @typeParam T What is expected; nothing checks it.
   * @returns The value.
   * @throws {SyntaxError} If it is no JSON.
   */
  json<T = unknown>(): T {
    // JSON is in UTF-8, whatever the header says.
    return JSON.parse(new TextDecoder().decode(this.body));
  }

  /**
   * Throws the error, if there is one: in the callback form, what the Future
   * would throw.
   *
   * @throws The very `error`.
   */
  rethrow(): void {
    if (this.error !== undefined) throw this.error;
  }
}

function errorOf(response: HTTPResponse): HTTPError | undefined {
  const { code, reason } = response;
  if (code >= 200 && code < 300) return undefined;
  return markOurs(new HTTPError(code, reason, { response }));
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
