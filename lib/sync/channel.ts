import { Hub } from "./_hub.ts";
export type { ChannelStatistics } from "./_hub.ts";
import { checkSize, nameIn, type NameOptions } from "./options.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";

/**
 * A way for values with two ends, each of which can be handed out, cloned and
 * closed by itself. So both sides learn when nobody is left on the other. After
 * trio's memory channels and Go's channels.
 *
 * @example
 * ```ts
 * import { Channel } from "@twister/async/sync";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const [sender, receiver] = Channel.open<number>(0);
 * spawn(function* () {
 *   using end = sender;
 *   for (let n = 1; n <= 3; n++) yield* end.send(n);
 * });
 * const got = [];
 * for await (const n of receiver) got.push(n);
 * assertEquals(got, [1, 2, 3]);
 * ```
 */
export abstract class Channel {
  /**
   * Opens a channel.
   *
   * @typeParam T The type of the values.
   * @param capacity How many values may be under way: zero means that each
   * `send` waits for its `receive`, `Infinity` that none waits.
   * @param options A name for messages.
   * @returns Both ends.
   * @throws {RangeError} If the capacity is negative or NaN.
   * @throws {TypeError} If it is no number, or the name no string.
   */
  static open<T>(
    capacity: number,
    options: NameOptions = {},
  ): [sender: Sender<T>, receiver: Receiver<T>] {
    checkSize(capacity, "open a Channel(capacity)");
    const name = nameIn(options, "open a Channel(capacity, options)");
    const hub = new Hub<T>(capacity, name);
    return [new Sender(hub), new Receiver(hub)];
  }
}
