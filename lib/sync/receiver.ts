import { ClosedError } from "../errors/closed_error.ts";
import { QueueEmptyError } from "../errors/queue_errors.ts";
import { Future } from "../future/future.ts";
import type { Hub } from "./_hub.ts";
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
  readonly #hub: Hub<T>;
  #closed = false;

  /**
   * Made by `Channel.open` and `clone`.
   *
   * @internal
   */
  constructor(hub: Hub<T>) {
    this.#hub = hub;
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
    if (why !== undefined) return Future.reject(why);
    return this.#hub.receive(options, this);
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
      `Cannot receive from ${this.#hub.label()} now: it is empty. Use ` +
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
    if (this.#closed) throw this.#hub.closed("clone an end of", "it was");
    return new Receiver(this.#hub);
  }

  /**
   * Closes this end. Waits of this end fail; when it was the last, what was
   * sent is dropped and those who wait to send fail. Closing it again does
   * nothing.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#hub.closeReceiver(this);
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
    return this.#hub.receivers;
  }

  /** @internal */
  _isReady(): boolean {
    return !this.#closed && this.#hub.gives;
  }

  /** @internal */
  _takeNow(): T {
    return this.#hub.next();
  }

  /**
   * Why no value will ever come, if none will.
   *
   * @internal
   */
  _ended(): unknown {
    if (this.#closed) return this.#hub.closed("receive from", "this end was");
    return this.#hub.isOver() ? this.#hub.over() : undefined;
  }

  /** @internal */
  _pump(): void {
    this.#hub.pump();
  }
}
