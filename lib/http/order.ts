/**
 * A request with everything filled in that it leaves open.
 */

import { checkFunction, checkTime } from "../errors/check.ts";
import { describe } from "../errors/describe.ts";
import { HTTPHeaders } from "./http_headers.ts";
import type { HTTPRequest } from "./http_request.ts";
import type {
  BodyProducer,
  RequestBody,
  RequestOptions,
} from "./request_options.ts";
import { httpUrl } from "./redirect.ts";

/** What is to be done, with nothing left open. */
export interface Order {
  readonly url: URL;
  readonly method: string;
  readonly headers: HTTPHeaders;
  readonly body: RequestBody | BodyProducer | undefined;
  /** Milliseconds; `Infinity` for no limit. */
  readonly queueTimeout: number;
  readonly connectTimeout: number;
  readonly requestTimeout: number;
  /** Zero, if none are followed. */
  readonly maxRedirects: number;
  readonly followRedirects: boolean;
  /** Names in small letters. */
  readonly sensitive: ReadonlySet<string>;
  readonly allowUrl: RequestOptions["allowUrl"];
  readonly streamingCallback: RequestOptions["streamingCallback"];
  readonly headerCallback: RequestOptions["headerCallback"];
  readonly maxBodySize: number;
  readonly maxHeaderSize: number;
}

const STANDARD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const WITH_BODY = ["POST", "PUT", "PATCH"];
/** What no `fetch` sends. */
const IMPOSSIBLE = ["CONNECT", "TRACE", "TRACK"];

/** What the wire needs to be right about: one set by hand could disagree. */
const FRAMING = [
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

const HOOKS = [
  "allowUrl",
  "bodyProducer",
  "headerCallback",
  "streamingCallback",
] as const;

/**
 * Fills in what a request leaves open: from the defaults of the client, else
 * from what is built in.
 *
 * @param request What the user wrote.
 * @param defaults The client's.
 * @returns A thing of its own: nothing of the request is changed through it.
 * @throws {TypeError} If it makes no sense: a URL that is none, a body where
 * none belongs, or none where one does.
 * @throws {RangeError} If a number is out of its range.
 * @throws {HTTPRefusedError} If the URL is none of HTTP.
 */
export function orderOf(
  request: HTTPRequest,
  defaults: RequestOptions,
): Order {
  const given = merged(defaults, request.options);
  for (const name of HOOKS) {
    if (given[name] !== undefined) checkFunction(given[name], `use ${name}`);
  }
  const method = given.method === undefined
    ? request.method
    : given.method.toUpperCase();
  const url = httpUrl(request.url);
  const body = bodyOf(method, given);
  const connectTimeout = time(given, "connectTimeout", 20_000);
  const requestTimeout = time(given, "requestTimeout", 20_000);
  const least = Math.min(connectTimeout, requestTimeout);
  const headers = headersOf(request, defaults, given, url);
  // Setting them costs, as the host parses the whole again.
  if (url.username !== "") url.username = "";
  if (url.password !== "") url.password = "";
  return {
    url,
    method,
    headers,
    body,
    connectTimeout,
    requestTimeout,
    queueTimeout: time(given, "queueTimeout", least),
    followRedirects: given.followRedirects ?? true,
    maxRedirects: count(given, "maxRedirects", 5),
    sensitive: sensitiveOf(given.sensitiveHeaders),
    allowUrl: given.allowUrl,
    streamingCallback: given.streamingCallback,
    headerCallback: given.headerCallback,
    maxBodySize: count(given, "maxBodySize", 100 * 1024 * 1024),
    maxHeaderSize: count(given, "maxHeaderSize", 64 * 1024),
  };
}

/** An option of `undefined` is one that was not given. */
function merged(
  defaults: RequestOptions,
  own: RequestOptions,
): RequestOptions {
  const all: Record<string, unknown> = { ...defaults };
  for (const name in own) {
    const value = own[name as keyof RequestOptions];
    if (value !== undefined) all[name] = value;
  }
  return all;
}

function time(
  given: RequestOptions,
  name: "queueTimeout" | "connectTimeout" | "requestTimeout",
  otherwise: number,
): number {
  const ms = checkTime(given[name] ?? otherwise, `fetch with { ${name} }`);
  if (ms < 0) throw outOfRange(name, ms, "0 for no limit, or milliseconds");
  return ms === 0 ? Infinity : ms;
}

function count(
  given: RequestOptions,
  name: "maxRedirects" | "maxBodySize" | "maxHeaderSize",
  otherwise: number,
): number {
  const n = given[name] ?? otherwise;
  if (typeof n !== "number" || !(n >= 0)) {
    throw outOfRange(name, n, "a number from 0 on, or Infinity");
  }
  return n;
}

function outOfRange(name: string, given: unknown, want: string): RangeError {
  return new RangeError(
    `Cannot fetch with { ${name}: ${describe(given)} }: expected ${want}`,
  );
}

function bodyOf(
  method: string,
  given: RequestOptions,
): RequestBody | BodyProducer | undefined {
  const { body, bodyProducer, allowNonstandardMethods = false } = given;
  if (body !== undefined && bodyProducer !== undefined) {
    throw new TypeError(
      `Cannot ${method} with a body and a bodyProducer: give one of them`,
    );
  }
  const has = body !== undefined || bodyProducer !== undefined;
  const impossible = IMPOSSIBLE.includes(method) ||
    has && (method === "GET" || method === "HEAD");
  if (impossible) {
    throw new TypeError(
      `Cannot ${method}${
        has ? " with a body" : ""
      }: no fetch of the platform ` +
        "sends it. Use another method",
    );
  }
  if (body !== undefined) checkBody(body);
  if (allowNonstandardMethods) return body ?? bodyProducer;
  if (!STANDARD.includes(method)) {
    throw new TypeError(
      `Cannot ${method}: the methods are ${STANDARD.join(", ")}. For another ` +
        "one set allowNonstandardMethods",
    );
  }
  if (has !== WITH_BODY.includes(method)) {
    throw new TypeError(
      `Cannot ${method} ${has ? "with a" : "without a"} body: ` +
        (has ? "take it out" : 'give one, which may be ""') +
        ", or set allowNonstandardMethods",
    );
  }
  return body ?? bodyProducer;
}

function checkBody(body: unknown): void {
  const known = typeof body === "string" || body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body) || body instanceof URLSearchParams ||
    body instanceof FormData || body instanceof Blob;
  if (known) return;
  throw new TypeError(
    `Cannot send ${describe(body)} as a body: expected text, bytes, ` +
      "URLSearchParams, FormData or a Blob. Write JSON.stringify(value) for " +
      "JSON, and use bodyProducer for what is made bit by bit",
  );
}

function headersOf(
  request: HTTPRequest,
  defaults: RequestOptions,
  given: RequestOptions,
  url: URL,
): HTTPHeaders {
  const headers = new HTTPHeaders(defaults.headers), own = request.headers;
  if (own.size > 0) {
    for (const [name] of own) headers.delete(name);
    for (const [name, value] of own) headers.add(name, value);
  }
  for (const name of headers.size === 0 ? [] : FRAMING) {
    if (!headers.has(name)) continue;
    throw new TypeError(
      `Cannot fetch with the header ${name}: the host sets it, and one that ` +
        "disagrees would let a request be taken for two. Leave it out",
    );
  }
  const missing = (name: string, value: string | undefined) => {
    if (value !== undefined && !headers.has(name)) headers.set(name, value);
  };
  missing("User-Agent", given.userAgent);
  missing("Authorization", credentials(given, url));
  missing("If-Modified-Since", given.ifModifiedSince?.toUTCString());
  if (given.decompressResponse === false) {
    missing("Accept-Encoding", "identity");
  }
  return headers;
}

/** Some hosts refuse a user in the URL, and some send it: so we do. */
function credentials(given: RequestOptions, url: URL): string | undefined {
  const user = given.authUsername ?? decoded(url.username);
  const password = given.authUsername === undefined
    ? decoded(url.password)
    : given.authPassword ?? "";
  if (user === "" && password === "") return undefined;
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a lone percent sign
  }
}

/** One for all who mark none: those in the queue hold it for long. */
const NONE: ReadonlySet<string> = new Set();

function sensitiveOf(names: readonly string[] = []): ReadonlySet<string> {
  if (names.length === 0) return NONE;
  return new Set(names.map((name) => name.toLowerCase()));
}
