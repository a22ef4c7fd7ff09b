import { describe } from "../errors/describe.ts";
import { HTTPHeaders } from "../http/http_headers.ts";
import { statusText } from "../http/status_text.ts";
import type { HTTPServerRequest } from "./http_server_request.ts";
import type { Site } from "./_settings.ts";

/** What a reply says of its body where nothing else was set. */
export const HTML = "text/html; charset=UTF-8";

/**
 * Status and headers of a reply, which may change until they are out.
 */
export abstract class ReplyHead {
  /** The application, with its settings and routes. */
  readonly application: Site;
  /** The request. */
  readonly request: HTTPServerRequest;
  #status = 200;
  #reason: string | undefined;
  /** Made when first touched: most replies have the default only. */
  #headers: HTTPHeaders | undefined;

  /** Made by the application. */
  constructor(application: Site, request: HTTPServerRequest) {
    this.application = application;
    this.request = request;
  }

  /** Headers that every reply begins with; to be overridden. */
  setDefaultHeaders(): void {}

  /**
   * Sets the status.
   *
   * @param code The code.
   * @param reason Its phrase, where the protocol still has one; one with `<` or
   * a line break is replaced by `Unknown`.
   * @throws {RangeError} If the code is none from 200 to 599.
   * @throws {TypeError} If the phrase has another control character.
   */
  setStatus(code: number, reason?: string): void {
    if (!(Number.isInteger(code) && code >= 200 && code <= 599)) {
      throw new RangeError(
        `Cannot set the status to ${describe(code)}: expected 200 to 599`,
      );
    }
    this._checkOpen("setStatus()");
    this.#reason = reason === undefined ? undefined : checkReason(reason);
    this.#status = code;
  }

  /** The status. */
  getStatus(): number {
    return this.#status;
  }

  /** The phrase of the status. */
  get reason(): string {
    return this.#reason ?? statusText(this.#status);
  }

  /**
   * Sets a header, in place of what it had.
   *
   * @param name The name.
   * @param value The value; a number or Date is written as HTTP wants it.
   * @throws {TypeError} If it could end the line and begin another.
   * @throws {InvalidStateError} If the headers are out.
   */
  setHeader(name: string, value: string | number | Date): void {
    this._checkOpen("setHeader()");
    this._headers.set(name, headerText(value));
  }

  /**
   * Adds a header beside those of its name.
   *
   * @param name The name.
   * @param value The value.
   * @throws {TypeError} If it could end the line and begin another.
   * @throws {InvalidStateError} If the headers are out.
   */
  addHeader(name: string, value: string | number | Date): void {
    this._checkOpen("addHeader()");
    this._headers.add(name, headerText(value));
  }

  /**
   * Takes a header out.
   *
   * @param name The name.
   */
  clearHeader(name: string): void {
    this._checkOpen("clearHeader()");
    this._headers.delete(name);
  }

  /**
   * A header of the reply.
   *
   * @param name The name.
   * @returns Its value.
   */
  getHeader(name: string): string | undefined {
    return this._headers.get(name);
  }

  /**
   * The headers, made now if they were not touched before.
   *
   * @internal
   */
  get _headers(): HTTPHeaders {
    return this.#headers ??= new HTTPHeaders([["Content-Type", HTML]]);
  }

  /**
   * Whether status and headers are what every page has.
   *
   * @internal
   */
  get _isPlain(): boolean {
    return this.#headers === undefined && this.#status === 200;
  }

  /**
   * The phrase, where one was set.
   *
   * @internal
   */
  get _ownReason(): string {
    return this.#reason ?? "";
  }

  /**
   * Sets the status of what is being sent.
   *
   * @internal
   */
  _restate(status: number): void {
    this.#status = status;
    this.#reason = undefined;
  }

  /**
   * Status and headers as at first.
   *
   * @internal
   */
  _clearHead(): void {
    this._restate(200);
    this.#headers = undefined;
  }

  /**
   * Insists on status and headers that are not out.
   *
   * @param call What was called.
   * @internal
   */
  abstract _checkOpen(call: string): void;
}

function headerText(value: string | number | Date): string {
  if (value instanceof Date) return value.toUTCString();
  return typeof value === "number" ? String(value) : value;
}

function checkReason(reason: string): string {
  if (/[<\r\n]/.test(reason)) return "Unknown";
  if (/^[\t\x20-\x7e]*$/.test(reason)) return reason;
  throw new TypeError(
    `Cannot set the reason of a status to ${describe(reason)}: expected ` +
      "printable ASCII",
  );
}
