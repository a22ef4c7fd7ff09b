/**
 * A reply that goes out in pieces, as fast as the client takes them.
 */

import { Future } from "../future/future.ts";

/** Bytes that may wait for the client before a writer has to. */
const BUFFERED = 65536;

/** The pieces on their way to the host. */
export class ReplyStream {
  /** What the host reads. */
  readonly readable: ReadableStream<Uint8Array>;
  readonly #waiting: Future<void>[] = [];
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #over = false;

  /** @param onCancel Told when the client went away. */
  constructor(onCancel: (reason: unknown) => void) {
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#release(),
      cancel: (reason) => {
        this.#over = true;
        this.#release();
        onCancel(reason);
      },
    }, { highWaterMark: BUFFERED, size: ({ byteLength }) => byteLength });
  }

  /** Hands a piece on; the Future is that of room for the next. */
  push(piece: Uint8Array): Future<void> {
    if (this.#over) return Future.resolve();
    if (piece.byteLength > 0) this.#controller.enqueue(piece);
    if ((this.#controller.desiredSize ?? 0) > 0) return Future.resolve();
    const room = new Future<void>({ name: "room in the reply" });
    this.#waiting.push(room);
    return room;
  }

  /** Ends the reply as it should end. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller.close();
    this.#release();
  }

  /** Ends the reply so that the client sees it was cut short. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller.error(error);
    this.#release();
  }

  #release(): void {
    for (const room of this.#waiting.splice(0)) room.trySetResult(undefined);
  }
}
