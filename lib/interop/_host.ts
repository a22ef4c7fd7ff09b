/**
 * The streams that the host makes.
 */

/** A new stream of the host that is read. */
export function newReadableStream<T>(
  source: UnderlyingDefaultSource<T>,
  highWaterMark: number,
): ReadableStream<T> {
  return new ReadableStream(source, { highWaterMark });
}

/** A new stream of the host that is written. */
export function newWritableStream<T>(
  sink: UnderlyingSink<T>,
  highWaterMark: number,
): WritableStream<T> {
  return new WritableStream(sink, { highWaterMark });
}
