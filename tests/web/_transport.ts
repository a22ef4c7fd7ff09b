/**
 * A connection whose other end is the test: what arrives, when a write is
 * taken and how it breaks is said by hand.
 */
import type { Transport } from "../../lib/web/iostream_transport.ts";

/** What a stream under test stands on. */
export class HandTransport implements Transport {
  /** What was written and taken. */
  readonly written: Uint8Array[] = [];
  /** How many reads were asked for. */
  reads = 0;
  closed = 0;
  writeClosed = 0;
  #read: PromiseWithResolvers<Uint8Array | undefined> | undefined;
  readonly #come: (Uint8Array | undefined)[] = [];
  #write: { bytes: Uint8Array; done: PromiseWithResolvers<void> } | undefined;
  #takes: boolean;

  /** `takes`: whether writes are taken at once. */
  constructor(takes = true) {
    this.#takes = takes;
  }

  /** Whether a read is waiting. */
  get asked(): boolean {
    return this.#read !== undefined;
  }

  /** All that was taken, as text. */
  get text(): string {
    return this.written.map((bytes) => new TextDecoder().decode(bytes)).join(
      "",
    );
  }

  read(): Promise<Uint8Array | undefined> {
    if (this.#read !== undefined) throw new Error("two reads at once");
    this.reads++;
    this.#read = Promise.withResolvers();
    const { promise } = this.#read;
    this.#flow();
    return promise;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#write !== undefined) throw new Error("two writes at once");
    this.#write = { bytes, done: Promise.withResolvers() };
    const { promise } = this.#write.done;
    if (this.#takes) this.take();
    return promise;
  }

  closeWrite(): void {
    this.writeClosed++;
  }

  close(): void {
    this.closed++;
    this.#read?.reject(new Error("interrupted"));
    this.#write?.done.reject(new Error("interrupted"));
  }

  /** Bytes come from the other end, or its end. */
  come(data: string | Uint8Array | undefined): void {
    this.#come.push(
      typeof data === "string" ? new TextEncoder().encode(data) : data,
    );
    this.#flow();
  }

  /** The connection breaks. */
  break(error: unknown): void {
    this.#read?.reject(error);
    this.#write?.done.reject(error);
  }

  /** The write that waits is taken. */
  take(): void {
    const write = this.#write!;
    this.#write = undefined;
    this.written.push(write.bytes);
    write.done.resolve();
  }

  /** From now on all writes are taken. */
  takeAll(): void {
    this.#takes = true;
    if (this.#write !== undefined) this.take();
  }

  #flow(): void {
    if (this.#read === undefined || this.#come.length === 0) return;
    const read = this.#read;
    this.#read = undefined;
    read.resolve(this.#come.shift());
  }
}

/** Bytes as text. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
