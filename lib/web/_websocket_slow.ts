/**
 * What to do about one who reads more slowly than is written. A socket of the
 * platform tells only how many bytes are left, and never when they are gone: so
 * that is asked for again and again, while somebody waits.
 */

import { describe } from "../errors/describe.ts";
import { Future } from "../future/future.ts";
import type { Handle } from "../loop/handle.ts";
import { IOLoop } from "../loop/io_loop.ts";

/**
 * What happens to one who reads too slowly. `"wait"`: the Future of a write is
 * fulfilled when there is room; who writes on without waiting, to eight times
 * the limit, closes it. `"drop"`: the message is not sent. `"close"`: the socket
 * is closed with code 1013.
 */
export type SlowConsumerPolicy = "wait" | "drop" | "close";

const POLICIES = ["wait", "drop", "close"];

/** Milliseconds between looks: often at first, then less so. */
const FIRST_LOOK = 5, LAST_LOOK = 160;

/** How many times the limit is the end also for who does not wait. */
const PATIENCE = 8;

/** What is used of the socket. */
interface Buffering {
  readonly bufferedAmount: number;
  send(message: string | Uint8Array<ArrayBuffer>): void;
}

/** The policy of one socket. */
export class SlowConsumer {
  readonly #socket: Buffering;
  readonly #policy: SlowConsumerPolicy;
  readonly #most: number;
  readonly #loop: IOLoop = IOLoop.current();
  #waiting: Future<boolean>[] = [];
  #timer: Handle | undefined;

  constructor(socket: Buffering, policy: SlowConsumerPolicy, most: number) {
    if (!POLICIES.includes(policy)) {
      throw new TypeError(
        `Cannot treat a slow consumer by ${describe(policy)}: expected ` +
          '"wait", "drop" or "close"',
      );
    }
    this.#socket = socket;
    this.#policy = policy;
    this.#most = most;
  }

  /** Sends, or does not; `undefined` says that the socket is to be closed. */
  send(data: string | Uint8Array<ArrayBuffer>): Future<boolean> | undefined {
    const socket = this.#socket, { bufferedAmount } = socket;
    if (bufferedAmount > this.#most) {
      if (this.#policy === "drop") return Future.resolve(false);
      if (this.#policy === "close") return undefined;
      if (bufferedAmount > PATIENCE * this.#most) return undefined;
    }
    socket.send(data);
    if (this.#policy !== "wait" || socket.bufferedAmount <= this.#most) {
      return Future.resolve(true);
    }
    const room = new Future<boolean>({ name: "room in a WebSocket" });
    this.#waiting.push(room);
    this.#timer ??= this.#look(FIRST_LOOK);
    return room;
  }

  /** Nobody waits any more. */
  end(error: () => unknown): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const room of this.#waiting.splice(0)) {
      if (room.trySetError(error())) room.error(); // `onClose` tells it too
    }
  }

  #look(ms: number): Handle {
    return this.#loop.callLater(ms, () => {
      this.#timer = undefined;
      if (this.#socket.bufferedAmount > this.#most) {
        this.#timer = this.#look(Math.min(LAST_LOOK, 2 * ms));
        return;
      }
      for (const room of this.#waiting.splice(0)) room.trySetResult(true);
    });
  }
}

/** How many bytes a message has. */
export function byteLengthOf(message: string | Uint8Array): number {
  if (typeof message !== "string") return message.length;
  let bytes = message.length;
  for (let i = 0; i < message.length; i++) {
    const unit = message.charCodeAt(i);
    if (unit > 0x7f) bytes++;
    if (unit > 0x7ff) bytes++;
    // Two units of a pair make four bytes.
    if (unit >= 0xd800 && unit <= 0xdfff) bytes--;
  }
  return bytes;
}
