/**
 * TCP in memory, for servers and clients without a port.
 */
import { memoryStreamPair } from "../../lib/testing/mod.ts";
import type { Transport } from "../../lib/web/iostream_transport.ts";
import type {
  Accepted,
  HostListener,
  TCPAddress,
  TCPHost,
} from "../../lib/web/tcp_host.ts";

/** One listener at most, and those who connect to it. */
export class MemoryTCP implements TCPHost {
  readonly #come: Accepted[] = [];
  #asks: PromiseWithResolvers<Accepted> | undefined;
  /** How often one was asked to accept. */
  accepts = 0;
  /** Options of the last call. */
  asked: unknown;

  connect(options: unknown): Promise<Transport> {
    this.asked = options;
    const [here, there] = memoryStreamPair();
    this.#come.push({
      transport: there,
      address: { hostname: "memory", port: this.accepts },
    });
    this.#flow();
    return Promise.resolve(here);
  }

  /** The next accept fails. */
  fail(error: unknown): void {
    this.#asks!.reject(error);
    this.#asks = undefined;
  }

  listen(options: TCPAddress): HostListener {
    this.asked = options;
    return {
      address: options,
      accept: () => {
        this.accepts++;
        this.#asks = Promise.withResolvers();
        const { promise } = this.#asks;
        this.#flow();
        return promise;
      },
      close: () => this.#asks?.reject(new Error("closed")),
    };
  }

  #flow(): void {
    const next = this.#asks && this.#come.shift();
    if (next === undefined) return;
    this.#asks!.resolve(next);
    this.#asks = undefined;
  }
}
