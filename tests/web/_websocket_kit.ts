/**
 * A socket whose other end is the test.
 */

/** What a connection stands on. */
export class FakeSocket extends EventTarget {
  binaryType = "";
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: unknown[] = [];
  readonly closes: unknown[][] = [];

  send(message: unknown): void {
    this.sent.push(message);
  }

  close(...how: unknown[]): void {
    this.readyState = 2;
    this.closes.push(how);
  }

  /** A message comes. */
  come(data: string | number[]): void {
    const bytes = typeof data === "string" ? data : new Uint8Array(data).buffer;
    this.dispatchEvent(new MessageEvent("message", { data: bytes }));
  }

  /** The socket is closed. */
  end(code = 1005, reason = ""): void {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent("close", { code, reason }));
  }
}

/** A client of the platform, waited for step by step. */
export class Client {
  readonly socket: WebSocket;
  readonly #come: unknown[] = [];
  readonly #ask: ((data: unknown) => void)[] = [];
  readonly closed: Promise<CloseEvent>;
  readonly opened: Promise<boolean>;

  constructor(url: string, protocols?: string[]) {
    this.socket = new WebSocket(url, protocols);
    this.socket.binaryType = "arraybuffer";
    this.closed = new Promise((done) => this.socket.onclose = done);
    this.opened = new Promise((done) => {
      this.socket.onopen = () => done(true);
      this.socket.onerror = () => done(false);
    });
    this.socket.onmessage = ({ data }) => {
      const ask = this.#ask.shift();
      if (ask === undefined) this.#come.push(data);
      else ask(data);
    };
  }

  /** The next message. */
  next(): Promise<unknown> {
    if (this.#come.length > 0) return Promise.resolve(this.#come.shift());
    return new Promise((done) => this.#ask.push(done));
  }

  /** Hangs up and waits for it. */
  async end(code?: number, reason?: string): Promise<void> {
    if (this.socket.readyState <= 1) this.socket.close(code, reason);
    await this.closed;
  }
}
