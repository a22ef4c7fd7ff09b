/**
 * One fetch, from the first request to the end of the last response.
 */

import { newAbortController } from "../loop/abort.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { markOurs } from "../traceback/stitch.ts";
import { ended } from "./hooks.ts";
import { HTTPLimitError, HTTPRefusedError, type Phase } from "./http_errors.ts";
import { HTTPHeaders } from "./http_headers.ts";
import type { HTTPRequest } from "./http_request.ts";
import { HTTPResponse, type TimeInfo } from "./http_response.ts";
import { intake } from "./intake.ts";
import type { Order } from "./order.ts";
import { isRedirect, nextHop } from "./redirect.ts";
import { drop, send, type Step } from "./send.ts";
import { statusText } from "./status_text.ts";
import type { Transport, TransportResponse } from "./transport.ts";

/** The head of a response, and where it came from. */
interface Head {
  readonly answer: TransportResponse;
  readonly headers: HTTPHeaders;
  readonly step: Step;
}

/**
 * Carries out an order.
 *
 * The redirects are followed here and not by the host, whose rules let headers
 * of one origin go to another. However it ends, nothing of it is left on the
 * wire: a hop that did not end by itself is aborted.
 */
export class Exchange {
  /** How far it has come. */
  phase: Phase = "response";
  readonly #request: HTTPRequest;
  readonly #order: Order;
  readonly #transport: Transport;
  readonly #loop: IOLoop;
  readonly #queued: number;
  readonly #began: number;
  /** When the head of the last response had come. */
  #answered: number | undefined;
  #controller: AbortController | undefined;

  constructor(
    request: HTTPRequest,
    order: Order,
    transport: Transport,
    loop: IOLoop,
    queued: number,
  ) {
    this.#request = request;
    this.#order = order;
    this.#transport = transport;
    this.#loop = loop;
    this.#queued = queued;
    this.#began = loop.time();
  }

  /** When it began, on the loop's clock. */
  get began(): number {
    return this.#began;
  }

  /** How long its parts have taken. */
  get times(): TimeInfo {
    const now = this.#loop.time(), answered = this.#answered ?? now;
    return {
      queue: this.#queued,
      response: answered - this.#began,
      body: now - answered,
    };
  }

  /**
   * Does it all.
   *
   * @returns The coroutine; it gives the response, whatever its code.
   */
  *run(): Generator<unknown, HTTPResponse, unknown> {
    try {
      return yield* this.#receive(yield* this.#follow());
    } finally {
      this.#controller?.abort();
    }
  }

  /** Goes from hop to hop, to the response that leads nowhere else. */
  *#follow(): Generator<unknown, Head, unknown> {
    const { followRedirects, maxRedirects, sensitive } = this.#order;
    let step: Step = this.#order;
    yield* this.#ask(step, undefined);
    for (let followed = 0;; followed++) {
      const answer = yield* this.#send(step);
      const headers = HTTPHeaders._received(answer.headers);
      this.#measure(headers);
      const head = { answer, headers, step };
      const location = headers.get("location");
      const leads = followRedirects && isRedirect(answer.status) &&
        location !== undefined && followed < maxRedirects;
      if (!leads) return head;
      this.#leave(answer, headers);
      const next = this.#next(head, location, sensitive);
      yield* this.#ask(next, head);
      step = next;
    }
  }

  /** The hop that a redirect names. */
  #next(head: Head, location: string, sensitive: ReadonlySet<string>): Step {
    const { answer, step } = head;
    try {
      return nextHop(step, answer.status, location, sensitive);
    } catch (error) {
      throw this.#refused(`it leads to what is no URL of HTTP`, head, error);
    }
  }

  /** Asks the user whether a URL may be asked. */
  *#ask(step: Step, from: Head | undefined): Generator<unknown, void, unknown> {
    const { allowUrl } = this.#order;
    if (allowUrl === undefined) return;
    // A copy: what was looked at must be what is asked.
    const allowed = yield* ended(allowUrl(new URL(step.url.href)));
    if (allowed === true) return;
    throw this.#refused(`allowUrl refused ${step.url.origin}`, from);
  }

  #refused(
    why: string,
    from: Head | undefined,
    cause?: unknown,
  ): HTTPRefusedError {
    const options = cause === undefined ? {} : { cause };
    if (from === undefined) return markOurs(new HTTPRefusedError(why, options));
    const { answer, headers, step } = from;
    const response = new HTTPResponse(this.#request, {
      code: answer.status,
      reason: answer.statusText,
      headers,
      effectiveUrl: step.url.href,
      startTime: this.#began,
      timeInfo: this.times,
    });
    const text = `a redirect of ${step.url.origin} is not followed: ${why}`;
    return markOurs(new HTTPRefusedError(text, { ...options, response }));
  }

  /** Sends a hop; gives the head of what comes. */
  #send(step: Step): Generator<unknown, TransportResponse, unknown> {
    const { signal } = this.#controller = newAbortController();
    const tell = (phase: Phase) => void (this.phase = phase);
    return send(this.#loop, this.#transport, this.#order, step, signal, tell);
  }

  #measure(headers: HTTPHeaders): void {
    const { maxHeaderSize } = this.#order, size = headers._length;
    if (size <= maxHeaderSize) return;
    throw markOurs(
      new HTTPLimitError(
        `the headers of the response are too large: they have ${size} bytes, ` +
          `${maxHeaderSize} are allowed. Raise maxHeaderSize`,
      ),
    );
  }

  /** Takes in the response that is the last. */
  *#receive(head: Head): Generator<unknown, HTTPResponse, unknown> {
    const { answer, headers, step } = head, { status } = answer;
    const { headerCallback, maxBodySize, streamingCallback } = this.#order;
    this.#answered = this.#loop.time();
    this.phase = "body";
    if (headerCallback !== undefined) {
      const reason = answer.statusText || statusText(status);
      headerCallback(`HTTP/1.1 ${status} ${reason}\r\n`);
      for (const [name, value] of headers) {
        headerCallback(`${name}: ${value}\r\n`);
      }
      headerCallback("\r\n");
    }
    const empty = answer.body === null || step.method === "HEAD" ||
      status === 204 || status === 304;
    if (empty) drop(answer);
    const body = empty
      ? undefined
      : yield* intake(this.#loop, answer, headers, {
        limit: maxBodySize,
        callback: streamingCallback,
      });
    // It ended by itself: aborting would only cost time. An upload may go on.
    if (typeof step.body !== "function") this.#controller = undefined;
    return new HTTPResponse(this.#request, {
      code: status,
      reason: answer.statusText,
      headers,
      body,
      effectiveUrl: this.#transport.follows && answer.url
        ? answer.url
        : step.url.href,
      startTime: this.#began,
      timeInfo: this.times,
    });
  }

  /** Gives up the body of a response on the way to another. */
  #leave(answer: TransportResponse, headers: HTTPHeaders): void {
    // One without a body has ended: its connection can be used again.
    if (headers.get("content-length") === "0") drop(answer);
    else this.#controller?.abort();
    this.#controller = undefined;
  }
}
