import { ClosedError } from "../errors/closed_error.ts";
import { QueueEmptyError } from "../errors/queue_errors.ts";
import type { Future } from "../future/future.ts";
import { hopeless } from "./leaving.ts";
import type { ChannelStatistics, Hub } from "./_hub.ts";
import type { WaitList } from "./wait_list.ts";
import { refused, type WaitOptions } from "./wait_options.ts";

/**
 * The end of a {@linkcode Channel} from which values are received. Each value
 * goes to one receiver. Iterating ends when all senders are closed.
 *
 * @typeParam T The type of the values.
 *
 * @example
 * ```ts
 * import { Channel } from "@twister/async/sync";
 * import { assertEquals } from "@std/assert";
 *
 * const [sender, receiver] = Channel.open<number>(2);
 * sender.sendNowait(1);
 * sender.sendNowait(2);
 * sender.close();
 * const got = [];
 * for await (const value of receiver) got.push(value);
 * assertEquals(got, [1, 2]);
 * ```
 */
export class Receiver<T> implements AsyncIterable<T>, Disposable {
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
    hub.openReceivers++;
  }

  /** Whether this end is closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Receives the next value, or waits for one.
   *
   * @param options How long the wait may last.
   * @returns A Future of the value: ready, if there is one.
   * @throws {ClosedError} By the Future, if this end is closed, or all senders
   * are and nothing is left; also while it waits.
   * @throws {TimeoutError} By the Future, if the time is over.
   * @throws {CancelledError} By the Future, if the signal aborts.
   */
  receive(options?: WaitOptions): Future<T> {
    const no = options && refused(options, "Receiver.receive(options)");
    if (no !== undefined) return no;
    const why = this._ended();
    if (why !== undefined) return hopeless(why);
    return this._hub.receive(options, this);
  }

  /**
   * Receives the next value if there is one, or somebody waits to send it.
   *
   * @returns The value.
   * @throws {QueueEmptyError} If there is none.
   * @throws {ClosedError} If this end is closed, or all senders are and nothing
   * is left.
   */
  receiveNowait(): T {
    const why = this._ended();
    if (why !== undefined) throw why;
    if (this._isReady()) return this._takeNow();
    throw new QueueEmptyError(
      `Cannot receive from ${this._hub.label()} now: it is empty. Use ` +
        "receive(), which waits for a value",
    );
  }

  /**
   * Makes one more end of the same channel. Its senders go on until all are
   * closed.
   *
   * @throws {ClosedError} If this end is closed.
   */
  clone(): Receiver<T> {
    if (this.#closed) throw this._hub.closed("clone an end of", "it was");
    return new Receiver(this._hub);
  }

  /**
   * Closes this end. Waits of this end fail; when it was the last, what was
   * sent is dropped and those who wait to send fail. Closing it again does
   * nothing.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this._hub.closeReceiver(this);
  }

  /** What the channel looks like now, whichever end is asked. */
  statistics(): ChannelStatistics {
    return this._hub.statistics();
  }

  /** The same as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Receives until all senders are closed and nothing is left.
   *
   * @throws {ClosedError} If this end is closed meanwhile.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      let value: T;
      try {
        value = await this.receive().promise();
      } catch (error) {
        const over = error instanceof ClosedError && !this.#closed;
        if (over) return;
        throw error;
      }
      yield value;
    }
  }

  /** @internal */
  get _getters(): WaitList {
    return this._hub.receivers;
  }

  /** @internal */
  _isReady(): boolean {
    return !this.#closed && this._hub.gives;
  }

  /** @internal */
  _takeNow(): T {
    return this._hub.next();
  }

  /**
   * Why no value will ever come, if none will.
   *
   * @internal
   */
  _ended(): unknown {
    if (this.#closed) return this._hub.closed("receive from", "this end was");
    return this._hub.isOver() ? this._hub.over() : undefined;
  }

  /** @internal */
  _pump(): void {
    this._hub.pump();
  }
}
