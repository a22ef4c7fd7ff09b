import { describe } from "../errors/describe.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { WebSocketClosedError } from "./websocket_errors.ts";
import { byteLengthOf, SlowConsumer } from "./_websocket_slow.ts";
import type { SlowConsumerPolicy } from "./_websocket_slow.ts";

export type { SlowConsumerPolicy } from "./_websocket_slow.ts";

/** A message: a text or bytes. */
export type WebSocketMessage = string | Uint8Array;

/** Limits of a {@linkcode WebSocketConnection}. */
export interface WebSocketOptions {
  /** The most bytes of a message that comes: 10 MiB. */
  maxMessageSize?: number;
  /** The most bytes that may have come and not been read: 20 MiB. */
  maxQueueSize?: number;
  /** What happens to one who reads too slowly: `"wait"`. */
  slowConsumer?: SlowConsumerPolicy;
  /** Bytes on their way from which on one reads too slowly: 1 MiB. */
  maxBufferedAmount?: number;
}

/** What is used of a `WebSocket`. */
export interface WebSocketLike {
  /** Must be set to `"arraybuffer"`. */
  binaryType: string;
  /** 1 while it is open. */
  readonly readyState: number;
  /** Bytes that were sent and are not gone. */
  readonly bufferedAmount: number;
  /** Sends a message. */
  send(message: string | Uint8Array<ArrayBuffer>): void;
  /** Begins the closing. */
  close(code?: number, reason?: string): void;
  /** Listens. */
  addEventListener(type: string, fn: (event: Event) => void): void;
}

/** What an entry of the queue costs beside its bytes. */
const ENTRY = 64;
const MIB = 2 ** 20;

/**
 * A web socket whose messages are read in order, with limits in both
 * directions. It stands on the platform's `WebSocket`, of either side.
 *
 * The platform holds nobody back who sends: what came and was not read waits
 * here, and one who sends more than `maxQueueSize` ahead is closed.
 *
 * @example
 * ```ts
 * import { WebSocketConnection } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Fake extends EventTarget {
 *   binaryType = "";
 *   readyState = 1;
 *   bufferedAmount = 0;
 *   send() {}
 *   close() {}
 * }
 * const socket = new Fake(), connection = new WebSocketConnection(socket);
 * socket.dispatchEvent(new MessageEvent("message", { data: "hello" }));
 * assertEquals(await connection.readMessage(), "hello");
 * socket.dispatchEvent(new CloseEvent("close", { code: 1000 }));
 * assertEquals(await connection.readMessage(), undefined);
 * ```
 */
export class WebSocketConnection {
  /** The code that it was closed with, once it is; 1005 if there was none. */
  closeCode: number | undefined;
  /** The reason that it was closed with. */
  closeReason: string | undefined;
  /** Fulfilled when it is open, or never will be. */
  readonly opened: Future<void> = new Future({ name: "open of a WebSocket" });
  /** Fulfilled when it is closed, by either end. */
  readonly closing: Future<void> = new Future({ name: "close of a WebSocket" });
  /** Whether somebody was reading when it was closed. @internal */
  _wasRead = false;
  readonly #socket: WebSocketLike;
  readonly #loop: IOLoop = IOLoop.current();
  readonly #maxMessageSize: number;
  readonly #maxQueueSize: number;
  readonly #slow: SlowConsumer;
  readonly #messages: WebSocketMessage[] = [];
  #queued = 0;
  #reader: Future<WebSocketMessage | undefined> | undefined;
  /** What this end said at its close. */
  #said: { code: number; reason: string } | undefined;

  /**
   * Takes a socket over, before its first message.
   *
   * @param socket The socket.
   * @param options Its limits.
   * @throws {RangeError} If a limit is no number above zero.
   * @throws {TypeError} If the policy is none of the three.
   */
  constructor(socket: WebSocketLike, options: WebSocketOptions = {}) {
    this.#socket = socket;
    this.#maxMessageSize = limit(options.maxMessageSize, 10 * MIB);
    this.#maxQueueSize = limit(options.maxQueueSize, 20 * MIB);
    const { slowConsumer = "wait" } = options;
    const most = limit(options.maxBufferedAmount, MIB);
    this.#slow = new SlowConsumer(socket, slowConsumer, most);
    socket.binaryType = "arraybuffer";
    // What a socket tells comes from outside of the loop.
    this.#loop._rest.foreign++;
    const listen = (type: string, fn: (event: Event) => void) =>
      socket.addEventListener(
        type,
        (event) => this.#loop._within(() => fn(event)),
      );
    listen("open", () => this.opened.trySetResult());
    listen("message", (event) => this.#arrived((event as MessageEvent).data));
    listen("close", (event) => this.#ended(event as CloseEvent));
    // It is followed by a close event, which tells all there is to tell.
    listen("error", () => {});
    if (socket.readyState === 1) this.opened.setResult();
  }

  /** Whether it is closed, or being closed by this end. */
  get closed(): boolean {
    return this.closing.done || this.#said !== undefined;
  }

  /** Whether somebody waits for a message. */
  get reading(): boolean {
    return this.#reader !== undefined;
  }

  /** How many messages have come and were not read. */
  get waiting(): number {
    return this.#messages.length;
  }

  /**
   * Waits for a message. Cancelling it loses none.
   *
   * @returns A Future of it; `undefined` when the socket is closed and all that
   * came before is read.
   * @throws {InvalidStateError} If another read is under way.
   */
  readMessage(): Future<WebSocketMessage | undefined> {
    if (this.#reader !== undefined) {
      throw new InvalidStateError(
        "Cannot readMessage(): another one is under way. Wait for it, or " +
          "cancel it",
      );
    }
    const message = this.#messages.shift();
    if (message !== undefined) {
      this.#queued -= byteLengthOf(message) + ENTRY;
      return Future.resolve(message);
    }
    if (this.closing.done) return Future.resolve(undefined);
    const reader = new Future<WebSocketMessage | undefined>({
      name: "readMessage()",
      onCancel: () => void (this.#reader = undefined),
    });
    return this.#reader = reader;
  }

  /**
   * Writes a message. What happens when the other end reads too slowly says the
   * `slowConsumer` policy.
   *
   * @param message A text, bytes, or a plain record, which is sent as JSON.
   * @returns A Future of whether it was sent. It fails with
   * {@linkcode WebSocketClosedError}; who does not look at it hears of that by
   * the close alone.
   * @throws {TypeError} If it is none of these.
   */
  writeMessage(
    message: WebSocketMessage | Readonly<Record<string, unknown>>,
  ): Future<boolean> {
    const data = dataOf(message);
    if (this.closed || this.#socket.readyState !== 1) {
      const failed = Future.reject(closedError());
      failed.error(); // `onClose` tells it to who does not look
      return failed;
    }
    const sent = this.#slow.send(data);
    if (sent !== undefined) return sent;
    this.close(1013, "reads too slowly");
    return this.writeMessage(message);
  }

  /**
   * Closes it. What was written before still goes out.
   *
   * @param code The code: 1000.
   * @param reason Why; 123 bytes at most.
   * @throws {RangeError} If the code or the reason may not be sent.
   */
  close(code = 1000, reason = ""): void {
    const usual = code >= 1000 && code <= 1014 && ![1004, 1005, 1006]
      .includes(code);
    const own = code >= 3000 && code <= 4999;
    if (!Number.isInteger(code) || !(usual || own)) {
      throw new RangeError(
        `Cannot close a WebSocket with code ${
          describe(code)
        }: expected 1000, ` +
          "another that may be sent, or one of your own from 4000 to 4999",
      );
    }
    if (byteLengthOf(reason) > 123) {
      throw new RangeError(
        `Cannot close a WebSocket with a reason of ${byteLengthOf(reason)} ` +
          "bytes: 123 are allowed",
      );
    }
    if (this.closed) return;
    this.#said = { code, reason };
    this.#slow.end(closedError);
    if (this.#socket.readyState <= 1) this.#socket.close(code, reason);
  }

  /**
   * Takes it for closed though the other end has not answered.
   *
   * @internal
   */
  _giveUp(): void {
    this.#ended({ code: 1006, reason: "" });
  }

  #arrived(data: unknown): void {
    if (this.closed) return;
    const message = typeof data === "string"
      ? data
      : new Uint8Array(data as ArrayBuffer);
    const size = byteLengthOf(message);
    if (size > this.#maxMessageSize) {
      return this.close(1009, `a message of ${size} bytes is too large`);
    }
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      return void reader.setResult(message);
    }
    this.#messages.push(message);
    this.#queued += size + ENTRY;
    if (this.#queued > this.#maxQueueSize) {
      this.close(1008, "sends faster than it is read");
    }
  }

  #ended({ code, reason }: Pick<CloseEvent, "code" | "reason">): void {
    if (this.closing.done) return;
    this.#loop._rest.foreign--;
    this.closeCode = this.#said?.code ?? code;
    this.closeReason = this.#said?.reason ?? reason;
    this.#slow.end(closedError);
    this.opened.trySetResult();
    this.closing.setResult();
    const reader = this.#reader;
    this.#reader = undefined;
    this._wasRead = reader !== undefined;
    reader?.setResult(undefined);
  }
}

function closedError(): WebSocketClosedError {
  return new WebSocketClosedError(
    "Cannot write to a WebSocket that is closed: look at `closed` before, or " +
      "stop writing in onClose()",
  );
}

function dataOf(message: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof message === "string") return message;
  if (message instanceof Uint8Array) return message as Uint8Array<ArrayBuffer>;
  const kind = message !== null && typeof message === "object" &&
    Object.getPrototypeOf(message);
  if (kind === Object.prototype || kind === null) {
    return JSON.stringify(message);
  }
  throw new TypeError(
    `Cannot write ${describe(message)} to a WebSocket: expected a text, a ` +
      "Uint8Array or a plain record",
  );
}

function limit(given: unknown, otherwise: number): number {
  const size = given ?? otherwise;
  if (typeof size === "number" && size > 0) return size;
  throw new RangeError(
    `Cannot limit a WebSocket to ${describe(given)}: expected a number of ` +
      "bytes above 0",
  );
}
