/**
 * Bytes that have arrived, in one piece, so that a search never has to look
 * across a border of chunks.
 */

const EMPTY = new Uint8Array();

/** A queue of bytes. */
export class ByteBuffer {
  #data: Uint8Array = EMPTY;
  #start = 0;
  #end = 0;

  /** How many bytes there are. */
  get size(): number {
    return this.#end - this.#start;
  }

  /** The bytes, to be looked at before the next change. */
  get view(): Uint8Array {
    return this.#data.subarray(this.#start, this.#end);
  }

  push(bytes: Uint8Array): void {
    const size = this.size, needed = size + bytes.length;
    if (this.#end + bytes.length > this.#data.length) {
      // Twice the need, so that a byte is moved a bounded number of times.
      const data = needed <= this.#data.length / 2
        ? this.#data
        : new Uint8Array(Math.max(64, 2 * needed));
      data.set(this.view);
      this.#data = data;
      this.#start = 0;
      this.#end = size;
    }
    this.#data.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Takes the first bytes out, as an array of their own. */
  take(count: number): Uint8Array {
    const taken = this.#data.slice(this.#start, this.#start + count);
    this.#start += count;
    // One of ten thousand idle connections keeps nothing.
    if (this.size === 0) {
      this.#data = EMPTY;
      this.#start = this.#end = 0;
    }
    return taken;
  }
}
