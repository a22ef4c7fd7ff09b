/**
 * One direction of a stream in memory: bytes that are under way, then unread.
 */

import { ClosedError } from "../errors/closed_error.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";

/** How the bytes of a `MemoryStream` travel. */
export interface MemoryStreamOptions {
  /**
   * Milliseconds on the loop's clock until a write arrives: 0. As a function it
   * is asked at each write; no write overtakes one before it.
   */
  delay?: number | (() => number);
  /** The most bytes that one read gives: `Infinity`. */
  chunk?: number;
  /**
   * How many bytes may be under way or unread before a write waits:
   * `Infinity`. With 0 each write waits until it has been read: lockstep.
   */
  capacity?: number;
  /** Whether a write gets lost; asked with its bytes and its number from 0. */
  drop?: (bytes: Uint8Array, index: number) => boolean;
}

/** A write that waits until its bytes are read. */
interface Writer {
  readonly until: number;
  readonly done: Future<void>;
}

/** How the bytes end. */
type End = { error?: unknown; isError: boolean };

/** The direction. */
export class Pipe {
  readonly #options: MemoryStreamOptions;
  readonly #loop: IOLoop = IOLoop.current();
  readonly #chunks: Uint8Array[] = [];
  readonly #readers: Future<Uint8Array | undefined>[] = [];
  readonly #writers: Writer[] = [];
  #end: End | undefined;
  /** Bytes that were written, and that were read, in all. */
  #written = 0;
  #read = 0;
  #writes = 0;
  /** When the latest that is under way arrives: nothing overtakes. */
  #latest = -Infinity;
  /** Why no more may be written, once that is so. */
  #shut: string | undefined;
  /** Whether nobody reads any more. */
  #deaf = false;
  #broken: End | undefined;

  constructor(options: MemoryStreamOptions) {
    this.#options = options;
  }

  write(data: Uint8Array): Future<void> {
    if (this.#shut !== undefined) {
      throw new ClosedError(`Cannot write to a MemoryStream: ${this.#shut}`);
    }
    if (this.#broken !== undefined) return Future.reject(this.#broken.error);
    const index = this.#writes++;
    if (data.length === 0 || this.#options.drop?.(data, index) || this.#deaf) {
      return Future.resolve();
    }
    // The writer may use its buffer again.
    const bytes = data.slice();
    this.#written += bytes.length;
    const until = this.#written - (this.#options.capacity ?? Infinity);
    this.#travel(() => this.#arrive(bytes));
    if (until <= this.#read) return Future.resolve();
    const writer: Writer = {
      until,
      done: new Future({
        name: "write to a MemoryStream",
        onCancel: () => remove(this.#writers, writer),
      }),
    };
    this.#writers.push(writer);
    return writer.done;
  }

  read(): Future<Uint8Array | undefined> {
    if (this.#deaf) {
      throw new ClosedError(
        "Cannot read from a MemoryStream: this end was closed",
      );
    }
    const reader: Future<Uint8Array | undefined> = new Future({
      name: "read from a MemoryStream",
      onCancel: () => remove(this.#readers, reader),
    });
    this.#readers.push(reader);
    this.#serve();
    return reader;
  }

  /** The writing side says that no more comes. */
  end(why: string): void {
    if (this.#shut !== undefined) return;
    this.#shut = why;
    if (this.#broken !== undefined) return;
    this.#travel(() => this.#finish({ isError: false }));
  }

  /** The reading side does not listen any more: bytes go to nowhere. */
  deafen(): void {
    this.#deaf = true;
    this.#dropAll();
    const closed = new ClosedError(
      "Cannot read from a MemoryStream: this end was closed",
    );
    for (const reader of this.#readers.splice(0)) reader.setError(closed);
  }

  /** The connection breaks: its other side sees it when that arrives. */
  break(error: unknown): void {
    if (this.#end !== undefined) return;
    this.#travel(() => this.#finish({ error, isError: true }));
  }

  /** Its writing side has seen that the connection is broken. */
  breakWrites(error: unknown): void {
    this.#broken ??= { error, isError: true };
    for (const { done } of this.#writers.splice(0)) done.setError(error);
  }

  /** Told when the reading side sees the break. */
  onBreak: (error: unknown) => void = () => {};

  /** Calls a function after the delay, in the order of these calls. */
  #travel(arrive: () => void): void {
    const { delay = 0 } = this.#options;
    const ms = typeof delay === "function" ? delay() : delay;
    const now = this.#loop.time();
    const time = Math.max(this.#latest, now + ms);
    if (time <= now && this.#latest < now) return arrive();
    this.#latest = time;
    this.#loop.callAt(time, arrive);
  }

  #arrive(bytes: Uint8Array): void {
    if (this.#end !== undefined || this.#deaf) this.#count(bytes.length);
    else {
      this.#chunks.push(bytes);
      this.#serve();
    }
  }

  #finish(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    if (end.isError) {
      // What was not read by then is lost, as with a reset of TCP.
      this.#dropAll();
      this.onBreak(end.error);
    }
    this.#serve();
  }

  #serve(): void {
    while (this.#readers.length > 0) {
      const end = this.#end;
      if (this.#chunks.length > 0) {
        const bytes = this.#take();
        this.#readers.shift()!.setResult(bytes);
        this.#count(bytes.length);
      } else if (end === undefined) return;
      else if (end.isError) this.#readers.shift()!.setError(end.error);
      else this.#readers.shift()!.setResult(undefined);
    }
  }

  /** As many bytes as one read gives. */
  #take(): Uint8Array {
    const { chunk = Infinity } = this.#options;
    const first = this.#chunks[0]!;
    if (first.length <= chunk) return this.#chunks.shift()!;
    this.#chunks[0] = first.slice(chunk);
    return first.slice(0, chunk);
  }

  #dropAll(): void {
    for (const { length } of this.#chunks.splice(0)) this.#count(length);
  }

  /** So many bytes are out of the way: writers may go on. */
  #count(length: number): void {
    this.#read += length;
    while (this.#writers[0] && this.#writers[0].until <= this.#read) {
      this.#writers.shift()!.done.setResult();
    }
  }
}

function remove<T>(list: T[], entry: T): void {
  const at = list.indexOf(entry);
  if (at >= 0) list.splice(at, 1);
}
