import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { checkFunction, checkTime } from "../errors/check.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { sleep } from "../coroutine/sleep.ts";
import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { thenOf } from "../loop/kinds.ts";
import { moveOnAfter } from "../scopes/move_on_after.ts";
import { IOStream, type IOStreamOptions } from "./iostream.ts";
import { StreamClosedError } from "./iostream_errors.ts";
import { denoTCP } from "./_tcp_deno.ts";
import { checkPort } from "./tcp_client.ts";
import type {
  Accepted,
  HostListener,
  ServerTLS,
  TCPAddress,
  TCPHost,
} from "./tcp_host.ts";

/**
 * Talks on one connection: a coroutine function, an async function, or a plain
 * one that leaves its callbacks behind.
 */
export type StreamHandler = (
  stream: IOStream,
  address: TCPAddress,
) => unknown;

/** Options of a {@linkcode TCPServer}. */
export interface TCPServerOptions extends IOStreamOptions {
  /** Secures the connections. */
  tls?: ServerTLS;
  /** Whether small writes are sent at once: `true`. */
  noDelay?: boolean;
  /** Who makes the connections; Deno if not given. */
  host?: TCPHost;
}

/** Options of {@linkcode TCPServer.listen}. */
export interface TCPListenOptions {
  /** The address to listen at: `0.0.0.0`, which is all of IPv4. */
  hostname?: string;
  /** Whether several processes may share the port: `false`. */
  reusePort?: boolean;
  /** How many connections may wait to be accepted: as the host has it. */
  backlog?: number;
}

/** Options of {@linkcode TCPServer.shutdown}. */
export interface TCPShutdownOptions {
  /** Milliseconds until those who still talk are cancelled: `loop.grace`. */
  grace?: number;
}

/** Milliseconds until one accepts again after that failed. */
const ACCEPT_AGAIN = 100;

/**
 * Serves TCP: each connection gets a {@linkcode IOStream} and a task of its
 * own. Give it a function, or extend it and write `handleStream`. After
 * Tornado's TCPServer.
 *
 * When a coroutine or async function has ended, the stream is closed as soon as
 * all is written. A plain function that returns nothing has left callbacks
 * behind: then the stream stays open until they close it, or the other end does.
 *
 * @example
 * ```ts
 * import { TCPClient, TCPServer } from "@twister/async/web";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const server = new TCPServer(function* (stream) {
 *   for (;;) yield* stream.write(yield* stream.readUntil("\n"));
 * });
 * const { port } = server.listen(0, { hostname: "127.0.0.1" });
 * await spawn(function* () {
 *   const stream = yield* new TCPClient().connect("127.0.0.1", port);
 *   yield* stream.write("echo\n");
 *   assertEquals((yield* stream.readUntil("\n")).length, 5);
 *   stream.close();
 *   yield* server.shutdown();
 * });
 * ```
 */
export class TCPServer {
  readonly #handle: StreamHandler | undefined;
  readonly #options: TCPServerOptions;
  readonly #loop: IOLoop = IOLoop.current();
  readonly #listeners: Set<HostListener> = new Set();
  readonly #talks: Set<Task<unknown>> = new Set();
  #stopped = false;
  #emptied: Future<void> | undefined;

  /**
   * Makes a server; `listen` starts it.
   *
   * @param handle Talks on a connection; without it `handleStream` must be
   * written by the class that extends this one.
   * @param options TLS, limits of the streams.
   * @throws {TypeError} If `handle` is no function.
   */
  constructor(handle?: StreamHandler, options: TCPServerOptions = {}) {
    if (handle !== undefined) checkFunction(handle, "make a TCPServer(handle)");
    this.#handle = handle;
    this.#options = options;
  }

  /** How many connections are served. */
  get connections(): number {
    return this.#talks.size;
  }

  /**
   * Talks on one connection. A {@linkcode StreamClosedError} that comes out of
   * it says that the other end has left: that is no news.
   *
   * @param stream The connection.
   * @param address The other end.
   * @returns A coroutine, a promise, or nothing.
   */
  handleStream(stream: IOStream, address: TCPAddress): unknown {
    if (this.#handle !== undefined) return this.#handle(stream, address);
    throw new TypeError(
      `Cannot talk on a connection: ${describe(this.constructor)} has no ` +
        "handleStream(stream, address)",
    );
  }

  /**
   * Told of every other error of a handler; prints it. One connection's error
   * ends that connection and no other.
   *
   * @param error What was thrown.
   * @param address The other end.
   */
  logException(error: unknown, address: TCPAddress): void {
    const where = `${address.hostname}:${address.port}`;
    console.error(`Error on the connection from ${where}:`, error);
  }

  /**
   * Listens on a port, at once; a server may listen on several.
   *
   * @param port The port; 0 takes a free one.
   * @param options The address.
   * @returns Where it listens.
   * @throws {RangeError} If the port is none.
   * @throws {InvalidStateError} If the server was stopped.
   * @throws The host's own error if the port cannot be had.
   */
  listen(port: number, options: TCPListenOptions = {}): TCPAddress {
    checkPort(port, 0, "listen");
    if (this.#stopped) {
      throw new InvalidStateError(
        `Cannot listen on port ${port}: the server was stopped. Make a new one`,
      );
    }
    const { tls, host = denoTCP } = this.#options;
    const listener = host.listen({
      hostname: "0.0.0.0",
      ...options,
      port,
      ...(tls && { tls }),
    });
    this.#listeners.add(listener);
    this.#loop._within(() => spawn(this.#accept(listener)));
    return listener.address;
  }

  /** Listens no more. Who is connected talks on. */
  stop(): void {
    this.#stopped = true;
    for (const listener of this.#listeners) listener.close();
    this.#listeners.clear();
  }

  /**
   * Stops, waits for those who talk, and cancels those who do so for too long.
   *
   * @param options `grace`: how long they may.
   * @returns A Future of the end of all; cancelling it cancels them now.
   * @throws {RangeError} If the grace is NaN.
   */
  shutdown(options: TCPShutdownOptions = {}): Future<void> {
    const { grace = this.#loop.grace } = options;
    checkTime(grace, "shutdown({ grace })");
    this.stop();
    return spawn(this.#drain(grace), { name: "shutdown of a TCPServer" });
  }

  *#drain(grace: number): Generator<unknown, void, unknown> {
    const empty = () => this.#empty();
    try {
      yield* moveOnAfter(grace, function* () {
        yield* empty();
      });
    } finally {
      for (const talk of this.#talks) talk.cancel("the server shuts down");
      yield* empty();
    }
  }

  /** A Future of there being no connection. */
  #empty(): Future<void> {
    if (this.#talks.size === 0) return Future.resolve();
    return this.#emptied ??= new Future({ name: "end of all connections" });
  }

  *#accept(listener: HostListener): Generator<unknown, void, unknown> {
    while (!this.#stopped) {
      try {
        this.#meet((yield listener.accept()) as Accepted);
      } catch (error) {
        if (this.#stopped) return;
        // No more files may be open, say: going on at once would spin.
        this.logException(error, listener.address);
        yield* sleep(ACCEPT_AGAIN);
      }
    }
  }

  #meet({ transport, address }: Accepted): void {
    if (this.#stopped) return transport.close();
    if (this.#options.noDelay !== false) transport.setNodelay?.(true);
    const stream = new IOStream(transport, this.#options);
    const name = `connection from ${address.hostname}:${address.port}`;
    const talk = spawn(this.#talk(stream, address), { name });
    this.#talks.add(talk);
    talk.addDoneCallback(() => {
      this.#talks.delete(talk);
      if (this.#talks.size > 0) return;
      this.#emptied?.setResult();
      this.#emptied = undefined;
    });
  }

  *#talk(
    stream: IOStream,
    address: TCPAddress,
  ): Generator<unknown, void, unknown> {
    const fail = (error: unknown): void => {
      const isLeft = error instanceof StreamClosedError && stream.closed;
      if (!isLeft) this.logException(error, address);
    };
    try {
      const made = this.handleStream(stream, address);
      if (made === undefined) return void (yield stream._closed);
      // A promise cannot be cancelled: its late error is told here as well.
      yield thenOf(made) && !(made instanceof Future)
        ? (made as Promise<unknown>).then(undefined, fail)
        : made;
      yield stream.flush();
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      fail(error);
    } finally {
      stream.close();
    }
  }
}
