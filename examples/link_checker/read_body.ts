/**
 * Reads the body of a response, but not without bounds.
 */
import { Future } from "@twister/async";

/** What was read. */
export interface Body {
  readonly text: string;
  readonly bytes: number;
}

/**
 * Reads a body up to a number of bytes; the rest is not downloaded.
 *
 * It is a plain generator: a coroutine takes it into its own body by `yield*`,
 * and a cancel finds its way to the `finally` through both.
 */
export function* readBody(
  stream: ReadableStream<Uint8Array>,
  most: number,
): Generator<unknown, Body, unknown> {
  const reader = stream.getReader(), decoder = new TextDecoder();
  let text = "", bytes = 0;
  try {
    while (bytes < most) {
      const { done, value } = yield* Future.from(reader.read());
      if (done) break;
      const part = value.subarray(0, most - bytes);
      bytes += part.length;
      text += decoder.decode(part, { stream: true });
    }
    return { text: text + decoder.decode(), bytes };
  } finally {
    // An aborted stream refuses; it is over all the same.
    yield reader.cancel().catch(() => {});
  }
}
