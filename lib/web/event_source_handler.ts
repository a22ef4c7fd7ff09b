import { checkTime } from "../errors/check.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";
import type { Handle } from "../loop/handle.ts";
import {
  encodeComment,
  encodeEvent,
  type ServerSentEvent,
} from "./event_source.ts";
import { CancelScope } from "../scopes/cancel_scope.ts";
import { RequestHandler } from "./request_handler.ts";
import type { SlowConsumerPolicy } from "./websocket_connection.ts";

/** Options of an {@linkcode EventSourceHandler}. */
export interface EventSourceOptions {
  /** Milliseconds of silence after which a comment is sent: 15,000. */
  heartbeat?: number;
  /** What happens to one who reads too slowly: `"wait"`. */
  slowConsumer?: SlowConsumerPolicy;
  /** Bytes on their way from which on one reads too slowly: 1 MiB. */
  maxBufferedAmount?: number;
}

/** How many times the limit is the end also for who does not wait. */
const PATIENCE = 8;

/**
 * Serves an `EventSource` of a browser: a reply that never ends of itself.
 * Extend it, and override `open`: as a coroutine it sends events until it ends,
 * which ends the reply; a plain one leaves the reply open until `close()`.
 *
 * A client that hangs up cancels what runs; then `onClose` runs, once. In
 * silence a comment is sent every 15 seconds, so that what lies between keeps
 * the connection, and a client that is gone is noticed.
 *
 * @example
 * ```ts
 * import { Application, EventSourceHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * class Count extends EventSourceHandler {
 *   override *open() {
 *     const from = Number(this.lastEventId ?? 0);
 *     for (let i = from + 1; i <= 3; i++) {
 *       yield* this.emit({ id: `${i}`, data: `${i}` });
 *     }
 *   }
 * }
 * const app = new Application([["/count", Count]]);
 * const headers = { "Last-Event-ID": "2" };
 * const reply = await app.request("/count", { headers });
 * assertEquals(await reply.text(), ":\n\nid: 3\ndata: 3\n\n");
 * ```
 */
export class EventSourceHandler extends RequestHandler {
  #options: Required<EventSourceOptions> = DEFAULTS;
  #heartbeat: Handle | undefined;
  #spoke = false;
  #streams = false;
  /** Bytes that were written and have no room yet. */
  #pending = 0;
  readonly #scope: CancelScope = new CancelScope({ name: "event stream" });
  readonly #ended: Future<void> = new Future({
    name: "end of an event stream",
  });

  /** Sends events. Its arguments are what the route caught. */
  open(..._args: string[]): unknown {
    return undefined;
  }

  /** Runs once when the stream has ended, whoever ended it. */
  onClose(): unknown {
    return undefined;
  }

  /** Its limits; to be overridden. */
  sourceOptions(): EventSourceOptions {
    return {};
  }

  /** The last event that the client has, if it comes again. */
  get lastEventId(): string | undefined {
    return this.request.headers.get("last-event-id");
  }

  /**
   * Sends an event.
   *
   * @param event The event.
   * @returns A Future of whether it was sent, fulfilled when there is room for
   * more: wait for it to go no faster than the client takes. `false` if the
   * client is gone, or its event was dropped.
   * @throws {TypeError} If the format cannot hold it.
   * @throws {RangeError} If `retry` is no whole number.
   */
  emit(event: ServerSentEvent): Future<boolean> {
    return this.#send(encodeEvent(event));
  }

  /**
   * Sends a comment, which the client passes over.
   *
   * @param text What it says.
   * @returns As that of `emit`.
   */
  comment(text?: string): Future<boolean> {
    return this.#send(encodeComment(text));
  }

  /** Ends the reply, for a plain `open`. The client comes again. */
  close(): void {
    this.#ended.trySetResult();
  }

  /** Begins the reply and runs the stream to its end. */
  override *get(...args: string[]): Generator<unknown, void, unknown> {
    this.#options = { ...DEFAULTS, ...this.sourceOptions() };
    checkTime(this.#options.heartbeat, "serve events with that heartbeat");
    this.setHeader("Content-Type", "text/event-stream");
    this.setHeader("Cache-Control", "no-store");
    // Proxies of the nginx kind would gather the events otherwise.
    this.setHeader("X-Accel-Buffering", "no");
    if (this.request.method === "HEAD") return void (yield this.finish());
    this.#streams = true;
    try {
      this.comment(); // takes the headers along
      this.#beat();
      const opening = () => this.open(...args) ?? this.#ended;
      yield* this.#scope.run(function* () {
        yield opening();
      });
    } finally {
      this.#streams = false;
      this.#heartbeat?.cancel();
      const made = this.onClose();
      if (made !== undefined) yield made;
    }
  }

  /** A server that shuts down ends the stream: no error of it. @internal */
  override _abort(error: unknown): void {
    if (this.#streams) this.#scope.cancel(error);
    else super._abort(error);
  }

  #beat(): void {
    const { heartbeat } = this.#options;
    this.#heartbeat = IOLoop.current().callLater(heartbeat, () => {
      // One with bytes on the way is known to be slow: it needs no more.
      if (!this.#spoke && this.#pending === 0) this.comment();
      this.#spoke = false;
      this.#beat();
    });
  }

  #send(text: string): Future<boolean> {
    if (this.closed || this.finished || !this.#streams) return notSent();
    const { slowConsumer, maxBufferedAmount } = this.#options;
    if (this.#pending > maxBufferedAmount) {
      if (slowConsumer === "drop") return notSent();
      const most = slowConsumer === "wait" ? PATIENCE * maxBufferedAmount : 0;
      if (this.#pending > most) {
        this._hangUp(new Error("It reads its events too slowly"));
        return notSent();
      }
    }
    this.#spoke = true;
    this.write(text);
    const room = this.flush(), { length } = text;
    if (room.done) return Future.resolve(true);
    this.#pending += length;
    return room.then(() => {
      this.#pending -= length;
      return !this.closed;
    });
  }
}

const DEFAULTS: Required<EventSourceOptions> = {
  heartbeat: 15_000,
  slowConsumer: "wait",
  maxBufferedAmount: 2 ** 20,
};

function notSent(): Future<boolean> {
  return Future.resolve(false);
}
