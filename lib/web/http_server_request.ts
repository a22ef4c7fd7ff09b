import { HTTPHeaders } from "../http/http_headers.ts";
import { HTTPError } from "../errors/http_error.ts";
import type { Target } from "./_target.ts";
import { forwarded, type Seen } from "./_forwarded.ts";
import { parseCookies } from "./cookie_text.ts";
import { type Fields, parseFields } from "./form_fields.ts";
import { parseJson } from "./json_body.ts";
import {
  parseMultipartForm,
  textOf,
  type UploadedFile,
} from "./multipart_form.ts";
import type { Settings } from "./_settings.ts";

/** Where a request came from, as its adapter knows it. */
export interface Peer {
  /** The address at the other end of the connection. */
  readonly address: string;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
const FORM = /^application\/x-www-form-urlencoded\b/i;
const MULTIPART = /^multipart\/form-data\b/i;

/**
 * A request as its handler sees it. Nothing is parsed before it is asked for.
 * From Tornado's `HTTPServerRequest`.
 *
 * @example
 * ```ts
 * import { Application, RequestHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Page extends RequestHandler {
 *   override get(): void {
 *     const { method, path, query } = this.request;
 *     this.write({ method, path, query });
 *   }
 * }
 * const reply = await new Application([["/page", Page]]).request("/page?a=1");
 * assertEquals(await reply.json(), { method: "GET", path: "/page", query: "a=1" });
 * ```
 */
export class HTTPServerRequest {
  /** The request of the host, which web sockets are made from. */
  readonly native: Request;
  /** The method, in capitals. */
  readonly method: string;
  /** Host and port, as the client named them: checked to be such, no more. */
  readonly host: string;
  /** Path and query, as they were sent. */
  readonly uri: string;
  /** The path, as it was sent: router and handlers see the same text. */
  readonly path: string;
  /** The query, as it was sent, without its question mark. */
  readonly query: string;
  /** The body, once it was read; empty where the handler streams it. */
  body: Uint8Array = NO_BYTES;
  readonly #peer: Peer;
  readonly #trusted: readonly string[] | undefined;
  readonly #settings: Settings;
  #headers: HTTPHeaders | undefined;
  #seen: Seen | undefined;
  #cookies: Map<string, string> | undefined;
  #query: Fields | undefined;
  #form: Fields | undefined;
  #files: Map<string, UploadedFile[]> | undefined;

  /**
   * Made by the application.
   *
   * @internal
   */
  constructor(
    native: Request,
    target: Target,
    peer: Peer,
    settings: Settings,
    trusted?: readonly string[],
  ) {
    const { host, uri } = target, mark = uri.indexOf("?");
    this.native = native;
    this.method = native.method;
    this.host = host;
    this.uri = uri;
    this.path = mark < 0 ? uri : uri.slice(0, mark);
    this.query = mark < 0 ? "" : uri.slice(mark + 1);
    this.#peer = peer;
    this.#settings = settings;
    this.#trusted = trusted;
  }

  /** The headers. */
  get headers(): HTTPHeaders {
    return this.#headers ??= HTTPHeaders._received(this.native.headers);
  }

  /** The host without its port. */
  get hostname(): string {
    return this.host.replace(/:\d*$/, "");
  }

  /** The address of the client; empty where the host does not tell. */
  get remoteAddress(): string {
    return this.#origin.address;
  }

  /** `http` or `https`. */
  get protocol(): string {
    return this.#origin.protocol;
  }

  /** The whole address. */
  get fullUrl(): string {
    return `${this.protocol}://${this.host}${this.uri}`;
  }

  /** The cookies by name. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies ??= parseCookies(
      this._header("cookie") ?? "",
      this.#settings.maxCookies,
    );
  }

  /**
   * The arguments of the query.
   *
   * @throws {HTTPError} A 400, if there are too many or one is not UTF-8.
   */
  get queryArguments(): ReadonlyMap<string, readonly string[]> {
    return this.#query ??= parseFields(this.query, this.#settings.maxFields);
  }

  /**
   * The arguments of a form in the body.
   *
   * @throws {HTTPError} A 400, if it cannot be read or has too many.
   */
  get bodyArguments(): ReadonlyMap<string, readonly string[]> {
    this._parseForm();
    return this.#form!;
  }

  /** The files of a form in the body, by the name of their field. */
  get files(): ReadonlyMap<string, readonly UploadedFile[]> {
    this._parseForm();
    return this.#files!;
  }

  /**
   * The value of a JSON body.
   *
   * @returns The value.
   * @throws {HTTPError} A 400, if it is no JSON or nests too deep.
   */
  json(): unknown {
    return parseJson(this.body, this.#settings.maxJsonDepth);
  }

  /**
   * One header, without a look at the others.
   *
   * @internal
   */
  _header(name: string): string | undefined {
    if (this.#headers !== undefined) return this.#headers.get(name);
    return this.native.headers.get(name) ?? undefined;
  }

  /**
   * Reads what the host forgets when the reply is on its way.
   *
   * @internal
   */
  _keep(): void {
    void this.headers;
    void this.#origin;
  }

  /**
   * Reads the form, if the body is one.
   *
   * @internal
   */
  _parseForm(): void {
    if (this.#form !== undefined) return;
    this.#form = new Map();
    this.#files = new Map();
    const type = this._header("content-type") ?? "";
    if (FORM.test(type)) {
      this.#checkEncoding();
      this.#form = parseFields(textOf(this.body), this.#settings.maxFields);
    } else if (MULTIPART.test(type) && this.body.byteLength > 0) {
      this.#checkEncoding();
      const { maxParts } = this.#settings;
      const { fields, files } = parseMultipartForm(this.body, type, maxParts);
      this.#form = fields;
      this.#files = files;
    }
  }

  /** What is packed would be read as a form without arguments. */
  #checkEncoding(): void {
    const encoding = this._header("content-encoding") ?? "identity";
    if (encoding !== "identity") {
      throw new HTTPError(415, "a packed form is not read");
    }
  }

  get #origin(): Seen {
    return this.#seen ??= forwarded(
      {
        address: this.#peer.address,
        protocol: this.native.url.startsWith("https:") ? "https" : "http",
      },
      this.native.headers,
      this.#trusted,
    );
  }
}
