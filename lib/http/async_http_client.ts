import { CancelledError } from "../errors/cancelled_error.ts";
import { checkFunction } from "../errors/check.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { currentTask } from "../coroutine/current_task.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { CancelScope } from "../scopes/cancel_scope.ts";
import { throwIfCancelled } from "../scopes/current_scope.ts";
import type { Permit } from "../sync/permits.ts";
import { Semaphore } from "../sync/semaphore.ts";
import { markOurs } from "../traceback/stitch.ts";
import { Exchange } from "./exchange.ts";
import { fetchTransport } from "./fetch_transport.ts";
import { checkOptions } from "./_check_options.ts";
import { HTTPRequest, isHTTPRequest } from "./http_request.ts";
import type { RequestOptions } from "./request_options.ts";
import { HTTPResponse } from "./http_response.ts";
import { lateError } from "./late_error.ts";
import { type Order, orderOf } from "./order.ts";
import type { Transport } from "./transport.ts";

/**
 * What a client does for every request, where the request itself says nothing:
 * headers are put together by name. Times are milliseconds.
 */
export interface ClientOptions
  extends Omit<RequestOptions, "method" | "body" | "bodyProducer"> {
  /** How many requests are under way at a time; the others queue: 100. */
  readonly maxClients?: number | undefined;
  /** What carries the requests: the host's `fetch`. */
  readonly transport?: Transport | undefined;
}

/** What one fetch does. */
export interface FetchOptions extends RequestOptions {
  /**
   * Called once, in a later turn, with a response in any case: its `error` and
   * `rethrow()` tell of a failure, and `code` is 599 if no response came.
   */
  readonly callback?: ((response: HTTPResponse) => unknown) | undefined;
  /** Whether a code that is no 2xx is an error: yes. */
  readonly raiseError?: boolean | undefined;
  /** Cancels the fetch, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a {@linkcode AsyncHTTPClient} looks like at one moment. */
export interface ClientStatistics {
  /** How many requests are under way. */
  readonly active: number;
  /** How many wait in the queue. */
  readonly queued: number;
}

/** One fetch, as far as it has come. */
interface Call {
  readonly request: HTTPRequest;
  readonly raise: boolean;
  readonly signal: AbortSignal | undefined;
  exchange: Exchange | undefined;
}

/** The options of clients that are made without any, and the clients. */
const common: {
  options: ClientOptions;
  clients: WeakMap<IOLoop, AsyncHTTPClient>;
} = { options: {}, clients: new WeakMap() };

/**
 * Fetches pages, by Future or by callback.
 *
 * At most `maxClients` requests are under way at a time; the others wait in
 * order. Redirects are followed with rules of their own, times and sizes are
 * bounded, and a cancel takes the request off the wire. After Tornado's client.
 *
 * `new AsyncHTTPClient()` gives the same client again and again, one for each
 * loop, so that a handler may write it at every request; with options it makes
 * one of its own.
 *
 * @example By Future
 * ```ts
 * import { AsyncHTTPClient } from "@twister/async/http";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const server = Deno.serve({ port: 0, onListen() {} }, () => new Response("hi"));
 * const url = `http://localhost:${server.addr.port}/`;
 * const page = spawn(function* () {
 *   const client = new AsyncHTTPClient();
 *   const response = yield* client.fetch(url);
 *   return response.text();
 * });
 * assertEquals(await page, "hi");
 * await server.shutdown();
 * ```
 *
 * @example By callback
 * ```ts
 * import { AsyncHTTPClient } from "@twister/async/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = {
 *   send: () => Promise.reject(new Error("the cable is out")),
 * };
 * const client = new AsyncHTTPClient({ transport });
 * const response = await new Promise((callback) =>
 *   client.fetch("http://example.test/", { callback })
 * );
 * assertEquals((response as { code: number }).code, 599);
 * ```
 */
export class AsyncHTTPClient implements Disposable {
  readonly #defaults!: RequestOptions;
  readonly #transport!: Transport;
  readonly #slots!: Semaphore;
  readonly #maxClients!: number;
  /** Those that are not done. */
  readonly #live: Set<Task<unknown>> = new Set();
  #closed = false;

  /**
   * Makes a client; without options, gives the one of the loop.
   *
   * @param options What holds for all its requests.
   * @throws {TypeError} If an option is not known.
   * @throws {RangeError} If `maxClients` is no whole number from 1 on.
   */
  constructor(options?: ClientOptions) {
    const loop = IOLoop.current();
    if (options === undefined) {
      const known = common.clients.get(loop);
      // One may have been closed from within another loop.
      if (known !== undefined && !known.closed) return known;
      common.clients.set(loop, this);
    }
    const call = "make an AsyncHTTPClient";
    const given = { ...common.options, ...options };
    const { maxClients = 100, transport, ...defaults } = given;
    checkOptions(defaults, call);
    this.#maxClients = checkMax(maxClients);
    this.#slots = new Semaphore(this.#maxClients, { name: "AsyncHTTPClient" });
    this.#transport = transport ?? fetchTransport();
    checkFunction(this.#transport.send, `${call} with a transport.send`);
    this.#defaults = defaults;
  }

  /**
   * Sets the options of clients that are made from now on, also of those made
   * without options. Their own go before these.
   *
   * @param options What holds for all; nothing, to have what is built in.
   * @throws {TypeError} If an option is not known.
   */
  static configure(options: ClientOptions = {}): void {
    const { maxClients = 100, transport: _, ...defaults } = options;
    checkOptions(defaults, "AsyncHTTPClient.configure(options)");
    checkMax(maxClients);
    common.options = { ...options };
    common.clients = new WeakMap();
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Fetches a page. The Future has the response as a whole; a code that is no
   * 2xx is an error unless `raiseError` is off.
   *
   * Cancelling the Future, or who waits for it, takes the request off the wire,
   * or out of the queue.
   *
   * @param what The address, or a request with its own options.
   * @param options What is asked, and how. Of a request: `callback`,
   * `raiseError` and `signal` only.
   * @returns A Future of the response.
   * @throws {ClosedError} If the client was closed.
   * @throws {HTTPError} By the Future, for a code that is no 2xx; `response`
   * is what came.
   * @throws {ExchangeError} By the Future, if no response came, of the class
   * that says why: {@linkcode HTTPTimeoutError}, {@linkcode HTTPConnectError},
   * {@linkcode HTTPStreamClosedError}, {@linkcode HTTPLimitError},
   * {@linkcode HTTPRefusedError}.
   * @throws {TypeError} By the Future, if the request makes no sense.
   * @throws What a hook of the request throws, by the Future.
   */
  fetch(
    what: string | URL | HTTPRequest,
    options: FetchOptions = {},
  ): Future<HTTPResponse> {
    if (this.#closed) throw closed();
    const { callback, raiseError = true, signal, ...rest } = options;
    let wrong: { error: unknown } | undefined, request: HTTPRequest;
    try {
      if (callback !== undefined) {
        checkFunction(callback, "fetch with callback");
      }
      if (signal !== undefined) {
        checkFunction(signal?.addEventListener, "fetch with signal");
      }
      request = requestOf(what, rest);
    } catch (error) {
      wrong = { error };
      request = new HTTPRequest(describe(what));
    }
    const call: Call = {
      request,
      raise: raiseError,
      signal,
      exchange: undefined,
    };
    const future = wrong === undefined
      ? spawn(() => this.#run(call), { name: "fetch" })
      : Future.reject<HTTPResponse>(wrong.error);
    if (typeof callback === "function") {
      future.addDoneCallback(() => void callback(responseOf(future, call)));
    }
    return future;
  }

  /**
   * Closes the client: requests under way are taken off the wire, they and
   * those in the queue end with {@linkcode ClosedError}, and a further `fetch`
   * throws it.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const loop = IOLoop.current();
    if (common.clients.get(loop) === this) common.clients.delete(loop);
    for (const task of this.#live) task.cancel(this);
  }

  /** The same as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** What it looks like now. */
  statistics(): ClientStatistics {
    const { value, waiting } = this.#slots.statistics();
    return { active: this.#maxClients - value, queued: waiting };
  }

  *#run(call: Call): Generator<unknown, HTTPResponse, unknown> {
    const task = currentTask()!, loop = IOLoop.current();
    const { request, signal, raise } = call;
    const stop = () => loop._within(() => void task.cancel(signal!.reason));
    this.#live.add(task);
    signal?.addEventListener("abort", stop);
    try {
      if (signal?.aborted) stop();
      throwIfCancelled();
      if (this.#closed) throw closed();
      const order = orderOf(request, this.#defaults);
      const response = yield* this.#inTurn(call, order, loop);
      if (raise) response.rethrow();
      return response;
    } catch (error) {
      const byUs = error instanceof CancelledError && error.reason === this;
      throw byUs ? closed() : error;
    } finally {
      signal?.removeEventListener("abort", stop);
      this.#live.delete(task);
    }
  }

  /** Waits for a slot, and keeps it for all the redirects. */
  *#inTurn(
    call: Call,
    order: Order,
    loop: IOLoop,
  ): Generator<unknown, HTTPResponse, unknown> {
    const asked = loop.time();
    const slot = yield* this.#enter(order);
    try {
      const queued = loop.time() - asked;
      return yield* this.#exchange(call, order, loop, queued);
    } finally {
      slot.release();
    }
  }

  *#exchange(
    call: Call,
    order: Order,
    loop: IOLoop,
    queued: number,
  ): Generator<unknown, HTTPResponse, unknown> {
    const exchange = call.exchange = new Exchange(
      call.request,
      order,
      this.#transport,
      loop,
      queued,
    );
    const { requestTimeout: timeout } = order;
    if (timeout === Infinity) return yield* exchange.run();
    const scope = new CancelScope({ timeout, name: "fetch" });
    try {
      return yield* scope.run(() => exchange.run());
    } catch (error) {
      const late = error instanceof TimeoutError && error.scope === scope;
      throw late ? lateError(order, exchange.phase) : error;
    }
  }

  *#enter(order: Order): Generator<unknown, Permit, unknown> {
    try {
      return yield* this.#slots.acquire({ timeout: order.queueTimeout });
    } catch (error) {
      throw error instanceof TimeoutError ? lateError(order, "queue") : error;
    }
  }
}

function checkMax(given: unknown): number {
  if (given === Infinity) return Number.MAX_SAFE_INTEGER;
  if (Number.isSafeInteger(given) && given as number >= 1) {
    return given as number;
  }
  throw new RangeError(
    `Cannot make an AsyncHTTPClient({ maxClients: ${describe(given)} }): ` +
      "expected a whole number from 1 on, or Infinity",
  );
}

function closed(): ClosedError {
  return markOurs(
    new ClosedError(
      "Cannot fetch: the AsyncHTTPClient was closed. Make a new one",
    ),
  );
}

function requestOf(
  what: string | URL | HTTPRequest,
  options: RequestOptions,
): HTTPRequest {
  if (!isHTTPRequest(what)) return new HTTPRequest(what, options);
  const [name] = Object.keys(options);
  if (name === undefined) return what;
  throw new TypeError(
    `Cannot fetch an HTTPRequest with the option ${describe(name)}: give it ` +
      "to the request, or fetch the URL",
  );
}

/** What the callback gets, whatever came. */
function responseOf(
  future: Future<HTTPResponse>,
  { request, exchange }: Call,
): HTTPResponse {
  try {
    return future.result();
  } catch (error) {
    const came = error instanceof HTTPError ? error.response : undefined;
    if (came instanceof HTTPResponse && came.error === error) return came;
    return new HTTPResponse(request, {
      code: 599,
      error,
      startTime: exchange?.began,
      timeInfo: exchange?.times,
    });
  }
}
