/**
 * What a request is made of.
 */

import type { Coroutine } from "../coroutine/protocol.ts";
import type { Future } from "../future/future.ts";
import type { HeadersInput } from "./http_headers.ts";

/** A body that is there as a whole, so that a redirect may send it again. */
export type RequestBody =
  | string
  | Uint8Array
  | ArrayBuffer
  | URLSearchParams
  | FormData
  | Blob;

/** What a hook may give back: something to be waited for, or anything else. */
export type HookResult = Coroutine<unknown> | PromiseLike<unknown> | unknown;

/**
 * Writes the body of a request, chunk by chunk: a coroutine function, an async
 * one or a plain one. Waiting for `write` waits until the chunk is taken.
 */
export type BodyProducer = (
  write: (chunk: Uint8Array | string) => Future<void>,
) => HookResult;

/** What a request is made of. Times are milliseconds; 0 means no limit. */
export interface RequestOptions {
  /** The method, in any case: GET. */
  readonly method?: string | undefined;
  /** Header fields, in place of those of the client by the same names. */
  readonly headers?: HeadersInput | undefined;
  /** The body. POST, PUT and PATCH need one, other methods take none. */
  readonly body?: RequestBody | undefined;
  /** Writes the body instead; it is called anew for a 307 or 308. */
  readonly bodyProducer?: BodyProducer | undefined;
  /** The user for basic authentication; goes before one in the URL. */
  readonly authUsername?: string | undefined;
  /** The password that goes with it. */
  readonly authPassword?: string | undefined;
  /** The longest wait in the queue: the smaller of the next two. */
  readonly queueTimeout?: number | undefined;
  /** The longest time to connect, where the transport can tell: 20,000. */
  readonly connectTimeout?: number | undefined;
  /** The longest time from the queue to the end of the body: 20,000. */
  readonly requestTimeout?: number | undefined;
  /** Sent as `If-Modified-Since`. */
  readonly ifModifiedSince?: Date | undefined;
  /** Whether redirects are followed: yes. */
  readonly followRedirects?: boolean | undefined;
  /** How many redirects are followed: 5. */
  readonly maxRedirects?: number | undefined;
  /** Names of headers that another origin must not see, as `Cookie`. */
  readonly sensitiveHeaders?: readonly string[] | undefined;
  /**
   * Asked before each hop whether the URL may be asked; it gets a copy, and may
   * be a coroutine function. Anything but `true` refuses.
   */
  readonly allowUrl?: ((url: URL) => HookResult) | undefined;
  /** Sent as `User-Agent`; otherwise the host says what it is. */
  readonly userAgent?: string | undefined;
  /** Whether a compressed response is asked for: yes. */
  readonly decompressResponse?: boolean | undefined;
  /**
   * Gets the chunks of the body, which then stays empty. The next chunk is not
   * read before what it gives is done.
   */
  readonly streamingCallback?: ((chunk: Uint8Array) => HookResult) | undefined;
  /** Gets each line of the head, before the body: status, fields, `"\r\n"`. */
  readonly headerCallback?: ((line: string) => unknown) | undefined;
  /** The most bytes of the body, decoded: 100 MB. */
  readonly maxBodySize?: number | undefined;
  /** The most bytes of the header fields: 65,536. */
  readonly maxHeaderSize?: number | undefined;
  /** Permits other methods, and a body or none where it is unusual. */
  readonly allowNonstandardMethods?: boolean | undefined;
}
