import { checkFunction } from "../errors/check.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { callOut } from "./_iostream_call_out.ts";
import { ByteBuffer } from "./_iostream_buffer.ts";
import { checkSize, fullError, look, toBytes } from "./_iostream_checks.ts";
import {
  ofBytes,
  ofDelimiter,
  ofPattern,
  type Search,
  UNTIL_CLOSE,
} from "./_iostream_search.ts";
import { WriteQueue } from "./_iostream_writes.ts";
import { StreamBufferFullError, StreamClosedError } from "./iostream_errors.ts";
import type { Transport } from "./iostream_transport.ts";

/** Options of an {@linkcode IOStream}. */
export interface IOStreamOptions {
  /** The most bytes that a read may gather: 100 MiB. */
  maxBufferSize?: number;
  /** The most bytes that may wait to be written: unlimited. */
  maxWriteBufferSize?: number;
  /**
   * Whether one may write on when the other end has said that it writes no
   * more: `false`, the stream is then closed when all is written.
   */
  allowHalfOpen?: boolean;
}

/** Options of a read that looks for something. */
export interface ReadUntilOptions {
  /** The most bytes up to and with what is looked for. */
  maxBytes?: number;
}

/** Options of {@linkcode IOStream.readBytes}. */
export interface ReadBytesOptions {
  /** Whether fewer bytes will do, but at least one: `false`. */
  partial?: boolean;
}

/** A read that is not done, and who waits for it. */
interface Reading {
  readonly search: Search;
  readonly future: Future<Uint8Array>;
}

const MIB = 2 ** 20;
/** A pattern is looked for from the start with every chunk. */
const PATTERN_BYTES = 2 ** 16;

/**
 * A connection of bytes, read as the protocol wants it: up to a delimiter, so
 * many bytes, all of it. After Tornado's IOStream.
 *
 * Nothing is read ahead of what is asked for, so a sender that nobody reads
 * from is held back. One read is under way at a time. Cancelling it, or a
 * timeout around it, loses no bytes: they wait for the next read. Cancelling
 * the wait for a write does not call its bytes back.
 *
 * When the other end closes, what has arrived can still be read; a read that it
 * does not satisfy fails with {@linkcode StreamClosedError}.
 *
 * @example
 * ```ts
 * import { IOStream } from "@twister/async/web";
 * import { spawn } from "@twister/async/coroutine";
 * import { memoryStreamPair } from "@twister/async/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const [here, there] = memoryStreamPair();
 * await spawn(function* () {
 *   const stream = new IOStream(here);
 *   yield* there.write(new TextEncoder().encode("HELO\r\nbody"));
 *   const line = yield* stream.readUntil("\r\n");
 *   assertEquals(new TextDecoder().decode(line), "HELO\r\n");
 *   assertEquals((yield* stream.readBytes(4)).length, 4);
 *   stream.close();
 * });
 * ```
 */
export class IOStream implements Disposable {
  /** The most bytes that a read may gather. */
  readonly maxBufferSize: number;
  readonly #maxWriteBufferSize: number;
  readonly #allowHalfOpen: boolean;
  readonly #transport: Transport;
  readonly #loop: IOLoop = IOLoop.current();
  readonly #buffer: ByteBuffer = new ByteBuffer();
  readonly #writes: WriteQueue;
  readonly #closed: Future<void> = new Future({ name: "close of an IOStream" });
  #reading: Reading | undefined;
  /** Whether a read of the transport is under way. */
  #pulling = false;
  /** Whether somebody wants to hear of a close while nothing is read. */
  #watched = false;
  #readEnded = false;
  #writeEnded = false;
  /** Who closed it, once that is so. */
  #why: string | undefined;
  #error: unknown;

  /**
   * Takes a connection over.
   *
   * @param transport The connection.
   * @param options Its limits.
   * @throws {RangeError} If a limit is no number above zero.
   */
  constructor(transport: Transport, options: IOStreamOptions = {}) {
    const { maxBufferSize = 100 * MIB, maxWriteBufferSize = Infinity } =
      options;
    this.#transport = transport;
    this.maxBufferSize = checkSize(maxBufferSize, "maxBufferSize");
    this.#maxWriteBufferSize = checkSize(
      maxWriteBufferSize,
      "maxWriteBufferSize",
    );
    this.#allowHalfOpen = options.allowHalfOpen === true;
    this.#writes = new WriteQueue(
      transport,
      this.#loop,
      (error) => this.#broken(error),
    );
  }

  /** Whether it is closed, by either end. */
  get closed(): boolean {
    return this.#why !== undefined;
  }

  /** What broke it; `undefined` while it is open, or if it was just closed. */
  get error(): unknown {
    return this.#error;
  }

  /** Whether a read is under way. */
  get reading(): boolean {
    return this.#reading !== undefined;
  }

  /** How many bytes wait to be written. */
  get writing(): number {
    return this.#writes.size;
  }

  /**
   * Reads up to and with a delimiter.
   *
   * @param delimiter Bytes, or a text in UTF-8.
   * @param options `maxBytes`: if the delimiter does not end within them, the
   * stream is closed with {@linkcode UnsatisfiableReadError}, for who sends
   * that does not speak the protocol. `maxBufferSize` if not given.
   * @returns A Future of the bytes, with the delimiter. It fails with
   * {@linkcode StreamClosedError}, whose `realError` says what went wrong.
   * @throws {TypeError} If the delimiter is neither.
   * @throws {RangeError} If it is empty, or `maxBytes` no number above zero.
   * @throws {InvalidStateError} If another read is under way.
   */
  readUntil(
    delimiter: string | Uint8Array,
    options: ReadUntilOptions = {},
  ): Future<Uint8Array> {
    return this.#read(ofDelimiter(delimiter, this.#limit(options)));
  }

  /**
   * Reads up to and with the first match of a pattern in what has arrived. The
   * pattern sees one character from `\x00` to `\xff` for each byte. One that
   * could match more if more had arrived, such as `/\d+/`, should say by what it
   * is followed.
   *
   * @param pattern The pattern.
   * @param options `maxBytes` as for `readUntil`; 64 KiB if not given, for each
   * chunk has the pattern look at all that has arrived.
   * @returns A Future of the bytes.
   * @throws {TypeError} If the pattern is none.
   * @throws {RangeError} If `maxBytes` is no number above zero.
   * @throws {InvalidStateError} If another read is under way.
   */
  readUntilRegex(
    pattern: RegExp,
    options: ReadUntilOptions = {},
  ): Future<Uint8Array> {
    const { maxBytes = Math.min(PATTERN_BYTES, this.maxBufferSize) } = options;
    return this.#read(ofPattern(pattern, this.#limit({ maxBytes })));
  }

  /**
   * Reads so many bytes.
   *
   * @param count How many.
   * @param options `partial`: be content with fewer, but at least one.
   * @returns A Future of the bytes.
   * @throws {RangeError} If `count` is no whole number from 0 up to
   * `maxBufferSize`.
   * @throws {InvalidStateError} If another read is under way.
   */
  readBytes(
    count: number,
    options: ReadBytesOptions = {},
  ): Future<Uint8Array> {
    const partial = options.partial === true;
    return this.#read(ofBytes(count, partial, this.maxBufferSize));
  }

  /**
   * Reads all until the stream is closed, by either end.
   *
   * @returns A Future of the bytes. It fails if the connection breaks, or more
   * than `maxBufferSize` comes.
   * @throws {InvalidStateError} If another read is under way.
   */
  readUntilClose(): Future<Uint8Array> {
    return this.#read(UNTIL_CLOSE);
  }

  /**
   * Writes bytes after all that were written before. Wait for the Future to go
   * no faster than the other end takes. Do not change the bytes before that.
   *
   * @param data Bytes, or a text in UTF-8.
   * @returns A Future that is fulfilled when the host has taken them. It fails
   * with {@linkcode StreamClosedError}; who does not look at it hears of that
   * by `onClose` alone.
   * @throws {TypeError} If the data is neither.
   * @throws {StreamBufferFullError} If more than `maxWriteBufferSize` would
   * wait: then none of it is written.
   */
  write(data: string | Uint8Array): Future<void> {
    const bytes = toBytes(data, "write(data)");
    if (this.closed || this.#writeEnded) return this.#unwritable();
    const size = this.#writes.size + bytes.length;
    if (size > this.#maxWriteBufferSize) {
      throw new StreamBufferFullError(
        `Cannot write ${bytes.length} bytes: ${this.#writes.size} are waiting ` +
          `and ${this.#maxWriteBufferSize} may. Wait for the Future of write()`,
      );
    }
    return this.#writes.add(bytes);
  }

  /**
   * Waits until all that was written before has been taken by the host.
   *
   * @returns A Future of that; it fails as that of `write` does.
   */
  flush(): Future<void> {
    return this.closed ? this.#unwritable() : this.#writes.add(NOTHING);
  }

  /**
   * Says that no more will be written, after all that was. Reading goes on.
   *
   * @returns A Future of its having been said.
   */
  closeWrite(): Future<void> {
    const flushed = this.flush();
    this.#writeEnded = true;
    const said = flushed.then(() => {
      if (this.#readEnded) this.close();
      else if (!this.closed) return this.#transport.closeWrite?.() as undefined;
    });
    said.addDoneCallback(look);
    return said;
  }

  /**
   * Has a function called, in a later turn, when the stream is closed by either
   * end; soon if it is. To hear of it while nothing is read, one chunk is read
   * ahead from now on.
   *
   * @param fn The function; `stream.error` says what broke it.
   * @throws {TypeError} If it is none.
   */
  onClose(fn: () => unknown): void {
    checkFunction(fn, "onClose(fn)");
    this.#closed.addDoneCallback(() => fn());
    this.#watched = true;
    this.#watch();
  }

  /**
   * Closes both directions. What has arrived can still be read; what waits to
   * be written is dropped: wait for `flush()` before, where that matters.
   *
   * @param error What broke it, if something did.
   */
  close(error?: unknown): void {
    this.#close("this end closed it", error);
  }

  /**
   * Sends small writes at once (`true`), or gathers them for a moment.
   *
   * @param on Which.
   */
  setNodelay(on: boolean): void {
    if (!this.closed) this.#transport.setNodelay?.(on);
  }

  /** The same as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * A Future of its being closed, for who needs not hear of it at once.
   *
   * @internal
   */
  get _closed(): Future<void> {
    return this.#closed;
  }

  #limit({ maxBytes = this.maxBufferSize }: ReadUntilOptions): number {
    return checkSize(maxBytes, "maxBytes");
  }

  #read(search: Search): Future<Uint8Array> {
    if (this.#reading !== undefined) {
      throw new InvalidStateError(
        `Cannot ${search.call}: ${this.#reading.search.call} is under way. ` +
          "Wait for it, or cancel it",
      );
    }
    const future = new Future<Uint8Array>({
      name: search.call,
      onCancel: () => {
        if (this.#reading?.future !== future) return;
        this.#reading = undefined;
      },
    });
    this.#reading = { search, future };
    this.#serve();
    return future;
  }

  /** Ends the read that is under way, if that can be, or goes on with it. */
  #serve(): void {
    const reading = this.#reading;
    if (reading === undefined) return this.#watch();
    const { search, future } = reading, over = this.#readEnded || this.closed;
    let end: number | undefined, fault = this.#error;
    try {
      end = this.#find(search, over);
    } catch (error) {
      fault = error;
    }
    if (end === undefined && fault === undefined && !over) return this.#pull();
    this.#reading = undefined;
    if (end !== undefined) {
      future.setResult(this.#buffer.take(end));
      return this.#watch();
    }
    if (fault !== undefined) this.#close("the read failed", fault);
    future.setError(this.#closedError(search.call, fault));
  }

  #find(search: Search, over: boolean): number | undefined {
    const { size, view } = this.#buffer, end = search.find(view);
    if (end !== undefined) return end;
    if (size > this.maxBufferSize) {
      throw fullError(search.call, this.maxBufferSize);
    }
    const complete = over && this.#error === undefined && search.untilClose;
    return complete ? size : undefined;
  }

  /** Reads one chunk ahead, if somebody wants to hear of the end. */
  #watch(): void {
    if (this.#watched && this.#buffer.size === 0) this.#pull();
  }

  /** A read or write of the transport failed. */
  #broken(error: unknown): void {
    this.#close("it broke", error ?? new Error("The transport gave no error"));
  }

  #pull(): void {
    if (this.#pulling || this.#readEnded || this.closed) return;
    this.#pulling = true;
    callOut(
      this.#loop,
      () => this.#transport.read(),
      (bytes) => this.#arrived(bytes),
      (error) => this.#broken(error),
    );
  }

  #arrived(bytes: Uint8Array | undefined): void {
    this.#pulling = false;
    if (this.closed) return;
    if (bytes !== undefined) this.#buffer.push(bytes);
    else this.#readEnded = true;
    this.#serve();
    if (bytes !== undefined || this.closed) return;
    const closes = !this.#allowHalfOpen || this.#writeEnded;
    if (closes) this.flush().then(() => this.#close(BY_OTHER), () => {});
  }

  #close(why: string, error?: unknown): void {
    if (this.closed) return;
    this.#why = why;
    this.#error = error;
    try {
      this.#transport.close();
    } catch { /* it is broken already */ }
    this.#writes.end(() => this.#closedError("write(data)"));
    if (this.#reading !== undefined) this.#serve();
    this.#closed.setResult();
  }

  #unwritable(): Future<never> {
    const failed = Future.reject(this.#closedError("write(data)"));
    look(failed);
    return failed;
  }

  #closedError(call: string, error = this.#error): StreamClosedError {
    const why = this.#why ??
      (this.#readEnded ? BY_OTHER : "closeWrite() was called");
    return new StreamClosedError(`Cannot ${call}: ${why}`, error);
  }
}

const BY_OTHER = "the other end closed it";
const NOTHING = new Uint8Array();
