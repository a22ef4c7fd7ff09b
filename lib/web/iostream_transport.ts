/**
 * What a byte stream stands on: a socket of the host, or the two ends of one
 * in memory. It is a plain contract, so that any host or test can fulfil it.
 */
export interface Transport {
  /**
   * Waits for bytes. It is called again only when the call before has ended.
   *
   * @returns At least one byte; `undefined` when the other end writes no more.
   */
  read(): PromiseLike<Uint8Array | undefined>;
  /**
   * Writes all of some bytes. It is called again only when the call before has
   * ended.
   *
   * @param bytes At least one byte; they must not be kept.
   * @returns When more may be written.
   */
  write(bytes: Uint8Array): PromiseLike<unknown>;
  /** Says that no more will be written, if it can say so. */
  closeWrite?(): unknown;
  /** Closes both directions; what is under way fails. Called once. */
  close(): void;
  /** Sends small writes at once, if it can. */
  setNodelay?(on: boolean): void;
}
