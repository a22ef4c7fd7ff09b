import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Future } from "../future/future.ts";
import { ENTITY, jsonText, sizeOf, toBytes } from "./_reply_body.ts";
import { ReplyStream } from "./_reply_stream.ts";
import { etagOf, matchesEtag } from "./etag.ts";
import { HTML, ReplyHead } from "./reply_head.ts";
import { joined } from "./_request_body.ts";

/** What may be written: a text, bytes, or a record, which goes out as JSON. */
export type Chunk = string | Uint8Array | Readonly<Record<string, unknown>>;

/** Shared by most replies, and made once: the host has a fast way for it. */
const PLAIN_HTML: ResponseInit = { headers: [["content-type", HTML]] };

/**
 * The reply of a handler while it is being written: status, headers and body.
 *
 * It is in one of three states. *Open*: everything may change, and what is written
 * is kept. *Streaming*, from the first `flush()` on: status and headers are out.
 * *Finished*. When the client hung up, nothing that is written goes anywhere, and
 * nothing throws for it.
 */
export abstract class Reply extends ReplyHead {
  /** What is written and not out; text as long as it is nothing but text. */
  #text = "";
  #bytes: Uint8Array[] | undefined;
  #stream: ReplyStream | undefined;
  #isFinished = false;
  /** Whether it is finished as soon as what it holds is there. */
  #isEnding = false;
  /** The end of that. @internal */
  _ending: Future<void> | undefined;
  #held: PromiseLike<unknown>[] | undefined;
  #ended: Future<void> | undefined;
  /** The tag of a page that has no other header of its own. */
  #etag: string | undefined;
  /** What goes to the host, once it is there. */
  #response: Response | undefined;
  #take: ((response: Response) => void) | undefined;
  /** Whether the client hung up. */
  #isGone = false;

  /** Whether `finish()` was called. */
  get finished(): boolean {
    return this.#isFinished || this.#isEnding;
  }

  /** Whether status and headers are out. */
  get headersWritten(): boolean {
    return this.#stream !== undefined || this.#response !== undefined;
  }

  /** Whether the client hung up. */
  get closed(): boolean {
    return this.#isGone;
  }

  /** Begins anew: status, headers and body are as at first. */
  clear(): void {
    this._checkOpen("clear()");
    this._clearHead();
    this.#bytes = undefined;
    this.#text = "";
    this.setDefaultHeaders();
  }

  /**
   * Adds to the body. Nothing goes out before `flush()` or the end.
   *
   * @param chunk A text, bytes, or a record, which is written as JSON. An array
   * is refused: old browsers let other sites read one.
   * @throws {TypeError} If it is none of these.
   * @throws {InvalidStateError} If the reply is finished.
   */
  write(chunk: Chunk): void {
    if (this.#isGone) return;
    if (this.finished) throw this.#tooLate("write()");
    if (typeof chunk === "string") {
      if (this.#bytes === undefined) this.#text += chunk;
      else this.#bytes.push(toBytes(chunk));
    } else if (chunk instanceof Uint8Array) {
      this.#bytes ??= this.#text === "" ? [] : [toBytes(this.#text)];
      this.#text = "";
      this.#bytes.push(chunk);
    } else {
      const text = jsonText(chunk);
      if (!this.headersWritten) {
        this.setHeader("Content-Type", "application/json; charset=UTF-8");
      }
      this.write(text);
    }
  }

  /**
   * Sends what is written so far, and with the first call status and headers.
   *
   * @returns A Future of room for more: who waits for it keeps no more in memory
   * than the client takes.
   * @throws {InvalidStateError} If the reply is finished.
   */
  flush(): Future<void> {
    if (this.#isGone) return Future.resolve();
    if (this.finished) throw this.#tooLate("flush()");
    const body = this.#taken();
    if (this.#stream === undefined) {
      this.request._keep();
      this.#stream = new ReplyStream((reason) => this._hangUp(reason));
      const none = this.#hasNoBody();
      this.#deliver(none ? null : this.#stream.readable);
      if (none) this.#stream.close();
    }
    return this.#stream.push(toBytes(body));
  }

  /**
   * Ends the reply.
   *
   * @param chunk Written before.
   * @returns A Future of its being handed to the host.
   * @throws {InvalidStateError} If it was finished before, or has a body that
   * its status forbids.
   */
  finish(chunk?: Chunk): Future<void> {
    if (this.#isGone) return Future.resolve();
    if (this.finished) throw this.#tooLate("finish()");
    if (chunk !== undefined) this.write(chunk);
    if (this.#held !== undefined) return this.#finishLater(this.#held);
    this.#end();
    return Future.resolve();
  }

  /**
   * Answers with a Response of the platform's, such as that of a web socket.
   * What was set or written before is dropped.
   *
   * @param response The response.
   * @throws {InvalidStateError} If something is out already.
   */
  respond(response: Response): void {
    if (this.#isGone) return;
    this._checkOpen("respond()");
    this.#isFinished = true;
    this._restate(response.status);
    this.#handOver(response);
    this._finished();
  }

  /**
   * The tag of the body; to be overridden. `undefined` for none.
   *
   * @param body The whole body.
   */
  computeEtag(body: string | Uint8Array): string | undefined {
    return etagOf(body);
  }

  /** Told once the reply is finished. @internal */
  abstract _finished(): void;

  /** Told that the client went away. @internal */
  abstract _hangUp(reason: unknown): void;

  /**
   * The response, for the host: now if it is there, else a promise.
   *
   * @internal
   */
  _toHost(): Response | Promise<Response> {
    return this.#response ??
      new Promise((resolve) => void (this.#take = resolve));
  }

  /**
   * Lets the reply wait for something that its headers or body need.
   *
   * @internal
   */
  _hold(what: PromiseLike<unknown>): void {
    (this.#held ??= []).push(what);
  }

  /**
   * A Future of the end, for a handler that is finished by hand.
   *
   * @internal
   */
  _whenFinished(): Future<void> {
    this.#ended ??= new Future<void>({ name: "finish()" });
    const done = this.#isGone || (this.#isFinished && this.headersWritten);
    if (done) this.#ended.trySetResult(undefined);
    return this.#ended;
  }

  /**
   * Ends a streamed reply so that the client sees it was cut short.
   *
   * @internal
   */
  _cutShort(error: unknown): void {
    this.#isFinished = true;
    this.#stream?.fail(error);
    this.#ended?.trySetResult(undefined);
  }

  /**
   * Nothing that is written from now on goes anywhere.
   *
   * @internal
   */
  _close(): void {
    this.#isGone = true;
    this.#text = "";
    this.#bytes = undefined;
    // The host drops it; a promise that is never settled would be kept.
    this.#handOver(new Response(null, { status: 499 }));
    this.#stream?.fail(new Error("The client hung up"));
  }

  #finishLater(held: readonly PromiseLike<unknown>[]): Future<void> {
    this.#held = undefined;
    this.#isEnding = true;
    const settle = (end: () => void) => {
      this.#isEnding = false;
      if (!this.#isGone) end();
    };
    return this._ending = Future.from(Promise.all(held)).then(
      () => settle(() => void this.finish()),
      (error) =>
        settle(() => {
          // Whoever waits for the end is told; there is one of the two.
          if (this.#ended === undefined) throw error;
          this.#ended.trySetError(error);
        }),
    );
  }

  #end(): void {
    const body = this.#taken(), stream = this.#stream;
    if (stream !== undefined) {
      stream.push(toBytes(body));
      stream.close();
      this.#isFinished = true;
    } else {
      this.#refuseBody(body);
      this.#deliver(this.#isKnown(body) ? null : body);
      this.#isFinished = true;
    }
    this._finished();
    this.#ended?.trySetResult(undefined);
  }

  /** Hands the response over, with what status and method make of the body. */
  #deliver(body: string | Uint8Array | ReadableStream | null): void {
    const none = this.#hasNoBody(), tag = this.#etag;
    if (this._isPlain && !none) {
      const head = tag === undefined
        ? PLAIN_HTML
        : { headers: [["content-type", HTML], ["etag", tag]] } as ResponseInit;
      return this.#handOver(new Response(body as BodyInit, head));
    }
    const headers = this._headers, status = this.getStatus();
    if (tag !== undefined) headers.set("Etag", tag);
    if (status === 204 || status === 304) {
      for (const name of ENTITY) headers.delete(name);
    } else if (none && !headers.has("Content-Length")) {
      const size = sizeOf(body);
      if (size !== undefined) headers.set("Content-Length", String(size));
    }
    this.#handOver(
      new Response(none ? null : body as BodyInit, {
        status,
        statusText: this._ownReason,
        headers: [...headers],
      }),
    );
  }

  #handOver(response: Response): void {
    this.#response ??= response;
    this.#take?.(response);
    this.#take = undefined;
  }

  /** Whether the client has this very body, which then stays here. */
  #isKnown(body: string | Uint8Array): boolean {
    const { method } = this.request;
    if (this.getStatus() !== 200 || (method !== "GET" && method !== "HEAD")) {
      return false;
    }
    const { etagFrom = 256 } = this.application.settings;
    if (body.length >= etagFrom) this.#tag(body);
    else if (this._isPlain) return false;
    const tag = this.#etag ?? this.getHeader("Etag");
    if (tag === undefined) return false;
    const given = this.request._header("if-none-match");
    if (given === undefined || !matchesEtag(given, tag)) return false;
    this._restate(304);
    return true;
  }

  #tag(body: string | Uint8Array): void {
    if (this._isPlain) this.#etag = this.computeEtag(body);
    else if (this.getHeader("Etag") === undefined) {
      const tag = this.computeEtag(body);
      if (tag !== undefined) this.setHeader("Etag", tag);
    }
  }

  #refuseBody(body: string | Uint8Array): void {
    const status = this.getStatus();
    if (body.length === 0 || (status !== 204 && status !== 304)) return;
    throw new InvalidStateError(
      `Cannot finish() with status ${status} and a body of ` +
        `${body.length}: it has none. Write nothing, or set another status`,
    );
  }

  #hasNoBody(): boolean {
    const status = this.getStatus();
    return this.request.method === "HEAD" || status === 204 || status === 304;
  }

  #taken(): string | Uint8Array {
    const bytes = this.#bytes, text = this.#text;
    this.#bytes = undefined;
    this.#text = "";
    return bytes === undefined ? text : joined(bytes);
  }

  /** @internal */
  override _checkOpen(call: string): void {
    if (this.#isGone) return;
    if (this.#isFinished || this.headersWritten) throw this.#tooLate(call);
  }

  #tooLate(call: string): InvalidStateError {
    return new InvalidStateError(
      `Cannot ${call} on the reply to ${this.request.method} ` +
        `${describe(this.request.uri)}: ` +
        (this.finished
          ? "it is finished. Was finish() called, and then once more?"
          : "its status and headers are out, since flush()"),
    );
  }
}
