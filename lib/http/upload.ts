/**
 * The body that a producer writes, as the stream that a transport sends.
 */

import { CancelledError } from "../errors/cancelled_error.ts";
import { describe } from "../errors/describe.ts";
import type { Future } from "../future/future.ts";
import { stream } from "../interop/stream.ts";
import { toReadableStream } from "../interop/to_readable_stream.ts";
import { ended } from "./hooks.ts";
import type { BodyProducer } from "./request_options.ts";

/**
 * Makes the stream. The producer starts when the first chunk is asked for, and
 * is cancelled when nobody wants more.
 *
 * @param producer Writes the body.
 * @param failed Told of its error: of a transport one cannot expect that the
 * very error comes back.
 * @returns The stream.
 */
export function uploadOf(
  producer: BodyProducer,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  return toReadableStream(stream<Uint8Array>(function* bodyProducer(emit) {
    let last: Future<void> | undefined;
    try {
      yield* ended(producer((chunk) => last = emit(bytesOf(chunk))));
      // Chunks are taken in order. Without this, those that the producer did
      // not wait for would be dropped at its end: a body cut short in silence.
      yield last;
    } catch (error) {
      if (!(error instanceof CancelledError)) failed(error);
      throw error;
    }
  }));
}

function bytesOf(chunk: unknown): Uint8Array {
  if (typeof chunk === "string") return new TextEncoder().encode(chunk);
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError(
    `Cannot write ${describe(chunk)} to the body of a request: expected text ` +
      "or a Uint8Array",
  );
}
