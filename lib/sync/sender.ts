import { QueueFullError } from "../errors/queue_errors.ts";
import type { Future } from "../future/future.ts";
import { hopeless } from "./leaving.ts";
import type { ChannelStatistics, Hub } from "./_hub.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/**
 * The end of a {@linkcode Channel} into which values are sent.
 *
 * @typeParam T The type of the values.
 *
 * @example
 * ```ts
 * import { Channel } from "@twister/async/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const [sender, receiver] = Channel.open<string>(1);
 * {
 *   using end = sender;
 *   await end.send("hello");
 * }
 * const got = [];
 * for await (const value of receiver) got.push(value);
 * assertEquals(got, ["hello"]);
 * ```
 */
export class Sender<T> implements Disposable {
  /** @internal */
  readonly _hub: Hub<T>;
  #closed = false;

  /**
   * Made by `Channel.open` and `clone`.
   *
   * @internal
   */
  constructor(hub: Hub<T>) {
    this._hub = hub;
    hub.openSenders++;
  }

  /** Whether this end is closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Sends a value, or waits until there is room for it: with a capacity of
   * zero, until somebody receives it.
   *
   * @param value Any value.
   * @param options How long the wait may last.
   * @returns A Future of nothing: ready, if there is room.
   * @throws {ClosedError} By the Future, if this end or all receivers are
   * closed, also while it waits.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  send(value: T, options?: WaitOptions): Future<void> {
    const no = options && refused(options, "Sender.send(value, options)");
    if (no !== undefined) return no;
    const why = this.#refusal();
    if (why !== undefined) return hopeless(why);
    return this._hub.send(value, options, this);
  }

  /**
   * Sends a value if there is room, or somebody waits for it.
   *
   * @param value Any value.
   * @throws {QueueFullError} If it would have to wait.
   * @throws {ClosedError} If this end or all receivers are closed.
   */
  sendNowait(value: T): void {
    const why = this.#refusal();
    if (why !== undefined) throw why;
    if (!this._hub.takes) {
      throw new QueueFullError(
        `Cannot send into ${this._hub.label()} now: it holds as many values ` +
          "as it may. Use send(), which waits for room",
      );
    }
    this._hub.accept(value);
  }

  /**
   * Makes one more end of the same channel. Its receivers go on until all are
   * closed.
   *
   * @throws {ClosedError} If this end is closed.
   */
  clone(): Sender<T> {
    if (this.#closed) throw this._hub.closed("clone an end of", "it was");
    return new Sender(this._hub);
  }

  /**
   * Closes this end; what was sent can still be received. Waits of this end
   * fail. Closing it again does nothing.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this._hub.closeSender(this);
  }

  /** What the channel looks like now, whichever end is asked. */
  statistics(): ChannelStatistics {
    return this._hub.statistics();
  }

  /** The same as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #refusal(): unknown {
    if (this.#closed) return this._hub.closed("send into", "this end was");
    return this._hub.openReceivers === 0 ? this._hub.unheard() : undefined;
  }
}
