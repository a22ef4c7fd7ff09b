/**
 * Where a redirect leads, and what of the request goes along.
 */

import { describe } from "../errors/describe.ts";
import { markOurs } from "../traceback/stitch.ts";
import { HTTPRefusedError } from "./http_errors.ts";
import type { HTTPHeaders } from "./http_headers.ts";

/** What is asked in one step of a chain of redirects. */
export interface Hop<B = unknown> {
  /** The address, without user and password. */
  readonly url: URL;
  /** The method. */
  readonly method: string;
  /** The header fields. */
  readonly headers: HTTPHeaders;
  /** The body, if one is sent. */
  readonly body: B | undefined;
}

const REDIRECTS = [301, 302, 303, 307, 308];

/** What tells who asks, or from where: for the origin it was meant for. */
const SENSITIVE = [
  "authorization",
  "cookie",
  "cookie2",
  "proxy-authorization",
  "referer",
  "www-authenticate",
];

/** Whether a response with this status and a `Location` leads elsewhere. */
export function isRedirect(status: number): boolean {
  return REDIRECTS.includes(status);
}

/**
 * Reads an address and insists that it is one of HTTP: `fetch` would read a
 * file as well.
 *
 * @param text The address.
 * @param base What it is relative to.
 * @returns A new URL.
 * @throws {TypeError} If it cannot be read.
 * @throws {HTTPRefusedError} If it is of another scheme.
 */
export function httpUrl(text: string, base?: URL): URL {
  let url: URL;
  try {
    // deno-lint-ignore no-control-regex -- parsing would drop them silently
    if (/[\x00-\x1f\x7f]/.test(text)) throw new TypeError("control character");
    url = new URL(text, base);
  } catch (cause) {
    throw new TypeError(
      `Cannot fetch ${describe(text)}: it is no URL such as ` +
        "https://example.com/",
      { cause },
    );
  }
  if (url.protocol === "http:" || url.protocol === "https:") return url;
  throw markOurs(
    new HTTPRefusedError(
      `a ${url.protocol} URL is not fetched, only http: and https: ones`,
    ),
  );
}

/**
 * What is asked next. 303 makes a GET of everything but HEAD, 301 and 302 make
 * one of POST, as all clients do; the body and what describes it are dropped
 * then. Another origin gets no credentials, and once dropped they do not come
 * back when the chain leads home.
 *
 * @param hop What was asked.
 * @param status What came.
 * @param location Where it leads.
 * @param sensitive Further headers for the first origin alone, in small letters.
 * @returns The next hop; the given one is not changed.
 * @throws {TypeError} If the location cannot be read.
 * @throws {HTTPRefusedError} If it is none of HTTP.
 */
export function nextHop<B>(
  hop: Hop<B>,
  status: number,
  location: string,
  sensitive: ReadonlySet<string>,
): Hop<B> {
  const url = httpUrl(location, hop.url);
  // Whoever redirects may not choose whom we log in as.
  url.username = url.password = "";
  if (url.hash === "") url.hash = hop.url.hash;
  const headers = hop.headers.copy();
  if (url.origin !== hop.url.origin) {
    for (const name of [...SENSITIVE, ...sensitive]) headers.delete(name);
  }
  const { method, body } = hop;
  const becomesGet = status === 303
    ? method !== "HEAD" && method !== "GET"
    : (status === 301 || status === 302) && method === "POST";
  if (!becomesGet) return { url, method, headers, body };
  for (const [name] of [...headers]) {
    if (/^content-/i.test(name)) headers.delete(name);
  }
  return { url, method: "GET", headers, body: undefined };
}
