import { faultOf } from "./_feed.ts";
import { Pushed } from "./_pushed.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import { checkOverflow, type OverflowOptions } from "./event_overflow.ts";
import { checkTarget, errorOf } from "./from_event.ts";
import type { AsyncSource } from "./source.ts";

/** Options of {@linkcode fromMessagePort}. */
export interface MessagePortOptions extends OverflowOptions {
  /** Fails the sequence when it aborts: CancelledError with its reason. */
  signal?: AbortSignal;
}

/** The messages of a port, and the way to answer. */
export interface PortSource<T> extends AsyncSource<T> {
  /** How many messages were dropped because of the limit. */
  readonly dropped: number;
  /**
   * Sends a message to the other end. A port has no back-pressure.
   *
   * @param message What can be cloned.
   * @param transfer What is handed over with it.
   * @throws {ClosedError} If the port is closed from here.
   * @throws A `DataCloneError` if the message cannot be cloned.
   */
  send(message: unknown, transfer?: Transferable[]): void;
}

class Messages<T> extends Pushed<T> implements PortSource<T> {
  readonly #port: MessagePort;

  constructor(port: MessagePort, options: MessagePortOptions) {
    super(checkOverflow(options, "make a source from a MessagePort"));
    this.#port = port;
    this.hear(port, "message", (event) => {
      this.push((event as MessageEvent).data);
    });
    this.hear(port, "messageerror", (event) => {
      this.fail(faultOf(errorOf(event)));
    });
    // Not every host tells one end that the other was closed.
    this.hear(port, "close", () => this.end());
    this.obey(options.signal, "MessagePort");
    if (!this.ended) port.start();
  }

  send(message: unknown, transfer: Transferable[] = []): void {
    if (this.ended) {
      throw new ClosedError(
        `Cannot send ${describe(message)}: the MessagePort is closed`,
      );
    }
    this.#port.postMessage(message, transfer);
  }

  /** A port that is open keeps the process alive: however it ends, it goes. */
  protected override end(): void {
    super.end();
    this.#port.close();
  }
}

/**
 * The messages of a `MessagePort` as a source, from now on. The port is started
 * here and belongs to the source: closing that closes it, so that nothing keeps
 * the process alive. A message that could not be read fails the source.
 *
 * The cancel of who waits for a message only gives the place up.
 *
 * @typeParam T The type of a message; it is not checked.
 * @param port The port.
 * @param options The limit of unread messages and its policy, and a signal.
 * @returns The source, with `send()`.
 * @throws {TypeError} If it is no port, or an option is none.
 * @throws {RangeError} If the limit is negative or no whole number.
 *
 * @example
 * ```ts
 * import { fromMessagePort } from "@twister/async/interop";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const { port1, port2 } = new MessageChannel();
 * const here = fromMessagePort<string>(port1);
 * const there = fromMessagePort<number>(port2);
 * const answer = spawn(function* () {
 *   here.send(20);
 *   const { value } = yield* here.next();
 *   return value;
 * });
 * await spawn(function* () {
 *   const { value } = yield* there.next();
 *   there.send(`got ${value}`);
 * });
 * assertEquals(await answer, "got 20");
 * await here.close();
 * await there.close();
 * ```
 */
export function fromMessagePort<T = unknown>(
  port: MessagePort,
  options: MessagePortOptions = {},
): PortSource<T> {
  checkTarget(port, "make a source from");
  if (typeof port.postMessage !== "function") {
    throw new TypeError(
      `Cannot make a source from ${describe(port)}: expected a MessagePort`,
    );
  }
  return new Messages(port, options);
}
