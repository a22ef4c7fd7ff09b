/**
 * One source that several go through, each at a pace of its own.
 */

import type { Closing } from "./_cleanup.ts";
import { Ahead } from "./_ahead.ts";
import { Fifo } from "../loop/fifo.ts";
import { END, LATER, PATIENCE, type Pull } from "./_pull.ts";
import { Waking } from "./_waking.ts";

/** Decides which ports an item goes to. */
export type Route = (item: unknown) => readonly (readonly [Port, unknown])[];

/** Asks the source when a port has nothing left, and hands out what comes. */
export class Hub {
  readonly #open: () => Pull;
  readonly #limit: number;
  readonly #ports: Set<Port> = new Set();
  /** Those that wait for what comes. */
  readonly #asking: Set<Port> = new Set();
  #ahead: Ahead | undefined;
  #failed: { readonly error: unknown } | undefined;
  /** Whether nothing comes any more. */
  over = false;
  /** Where items go. */
  route: Route = () => [];

  /**
   * @param open Opens the source, when the first item is asked for.
   * @param limit How many items a port may have left while others ask.
   */
  constructor(open: () => Pull, limit: number) {
    this.#open = open;
    this.#limit = limit;
  }

  /** A new end. */
  port(): Port {
    const port = new Port(this);
    if (this.#failed !== undefined) port.failed = this.#failed;
    this.#ports.add(port);
    return port;
  }

  /** Takes items from the source until this port has one, or must wait. */
  ask(port: Port): void {
    this.#asking.add(port);
    for (let left = PATIENCE; left > 0; left--) {
      if (port.items.size > 0 || this.over || this.#isFull()) return;
      this.#ahead ??= new Ahead(this.#open(), () => this.wakeAll());
      if (!this.#ahead.ready()) return;
      this.#take(this.#ahead);
    }
    port.wake(); // to go on after a turn
  }

  /** Others may have waited for room. */
  wakeAll(): void {
    const asking = [...this.#asking];
    this.#asking.clear();
    for (const port of asking) port.wake();
  }

  /** Whether a limit makes ports wait for each other. */
  get bounded(): boolean {
    return this.#limit < Infinity;
  }

  /** A port gets no more. */
  leave(port: Port): boolean {
    const left = this.#ports.delete(port);
    this.#asking.delete(port);
    this.wakeAll(); // it may have been what the others waited for
    return left && this.#ports.size === 0;
  }

  /** Closes the source. */
  close(): Closing | undefined {
    this.over = true;
    this.wakeAll();
    return this.#ahead?.stop();
  }

  #isFull(): boolean {
    if (!this.bounded) return false;
    for (const port of this.#ports) {
      if (port.items.size >= this.#limit) return true;
    }
    return false;
  }

  #take(ahead: Ahead): void {
    try {
      const item = ahead.take();
      if (item === END) this.over = true;
      else for (const [port, one] of this.route(item)) port.give(one);
    } catch (error) {
      this.#failed = { error };
      this.over = true;
      for (const port of this.#ports) port.failed = this.#failed;
    }
    if (this.over) this.wakeAll();
  }
}

/** One end of a hub, with what it has not taken yet. */
export class Port extends Waking {
  readonly #hub: Hub;
  readonly items: Fifo<unknown> = new Fifo();
  failed: { readonly error: unknown } | undefined;
  /** Called when it is closed before the end of the hub. */
  onClose: (() => Closing | undefined) | undefined;
  #closed = false;

  constructor(hub: Hub) {
    super();
    this.#hub = hub;
  }

  /** Whether it was closed: it takes nothing any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Puts an item there. */
  give(item: unknown): void {
    if (this.#closed) return;
    this.items.push(item);
    this.wake();
  }

  protected override poll(): unknown {
    if (this.#closed) return END;
    if (this.items.size === 0) this.#hub.ask(this);
    if (this.items.size > 0) {
      const item = this.items.take();
      if (this.#hub.bounded) this.#hub.wakeAll(); // there is room
      return item;
    }
    const { failed } = this;
    this.failed = undefined;
    if (failed !== undefined) throw failed.error;
    return this.#hub.over ? END : LATER;
  }

  override close(): Closing | undefined {
    if (this.#closed) return;
    this.#closed = true;
    this.items.clear();
    const last = this.#hub.leave(this);
    return this.onClose === undefined
      ? (last ? this.#hub.close() : undefined)
      : this.onClose();
  }
}
