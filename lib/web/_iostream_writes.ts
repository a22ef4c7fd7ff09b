/**
 * Bytes on their way out, one write of the transport at a time.
 */

import type { IOLoop } from "../loop/io_loop.ts";
import { Future } from "../future/future.ts";
import { callOut } from "./_iostream_call_out.ts";
import type { Transport } from "./iostream_transport.ts";

/** A write that is not done, and who waits for it. */
interface Entry {
  readonly bytes: Uint8Array;
  readonly done: Future<void>;
}

/** The queue. */
export class WriteQueue {
  /** How many bytes wait or are being written. */
  size = 0;
  readonly #transport: Transport;
  readonly #loop: IOLoop;
  readonly #broken: (error: unknown) => void;
  #entries: Entry[] = [];
  #busy = false;
  #ended = false;

  constructor(
    transport: Transport,
    loop: IOLoop,
    broken: (error: unknown) => void,
  ) {
    this.#transport = transport;
    this.#loop = loop;
    this.#broken = broken;
  }

  /** A Future of these bytes, and all before them, being handed over. */
  add(bytes: Uint8Array): Future<void> {
    const done = new Future<void>({ name: "write to an IOStream" });
    this.#entries.push({ bytes, done });
    this.size += bytes.length;
    if (!this.#busy) this.#next();
    return done;
  }

  /** Nothing more is written: who waits is told. */
  end(error: () => unknown): void {
    this.#ended = true;
    this.size = 0;
    for (const { done } of this.#entries.splice(0)) {
      if (!done.trySetError(error())) continue;
      done.error(); // `onClose` tells it to who does not wait for a write
    }
  }

  #next(): void {
    let entry: Entry | undefined;
    while ((entry = this.#entries[0])?.bytes.length === 0) this.#done();
    this.#busy = entry !== undefined;
    if (entry === undefined) return;
    const { bytes } = entry;
    callOut(
      this.#loop,
      () => this.#transport.write(bytes),
      () => {
        if (this.#ended) return;
        this.#done();
        this.#next();
      },
      (error) => this.#ended || this.#broken(error),
    );
  }

  #done(): void {
    const { bytes, done } = this.#entries.shift()!;
    this.size -= bytes.length;
    done.trySetResult();
  }
}
