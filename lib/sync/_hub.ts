/**
 * What lies between the ends of a channel.
 */

import { ClosedError } from "../errors/closed_error.ts";
import { FULFILLED, REJECTED } from "../future/states.ts";
import { Future } from "../future/future.ts";
import { markOurs } from "../traceback/stitch.ts";
import { Fifo } from "../loop/fifo.ts";
import { isLeaving } from "./leaving.ts";
import { type Primitive, WaitList } from "./wait_list.ts";
import type { WaitOptions } from "./wait_options.ts";

/** What a wait brings along: the end of which it is. */
interface Of {
  readonly end: object;
}

interface Sent<T> extends Of {
  readonly value: T;
}

/** What a {@linkcode Channel} looks like at one moment, from either end. */
export interface ChannelStatistics {
  /** How many values lie in it. */
  readonly size: number;
  /** How many it holds; zero hands each value over directly. */
  readonly capacity: number;
  /** How many ends that send are open. */
  readonly senders: number;
  /** How many ends that receive are open. */
  readonly receivers: number;
  /** How many wait to send. */
  readonly sending: number;
  /** How many wait to receive. */
  readonly receiving: number;
}

/** The values under way, those who wait, and how many ends are open. */
export class Hub<T> implements Primitive {
  readonly kind = "Channel";
  readonly name: string | undefined;
  readonly capacity: number;
  readonly items: Fifo<T> = new Fifo();
  readonly senders: WaitList;
  readonly receivers: WaitList;
  openSenders = 0;
  openReceivers = 0;

  constructor(capacity: number, name: string | undefined) {
    this.capacity = capacity;
    this.name = name;
    this.senders = new WaitList(this, "send()");
    this.receivers = new WaitList(this, "receive()");
  }

  /** Whether a value may be sent without waiting. */
  get takes(): boolean {
    return this.items.size < this.capacity ||
      this.receivers.first !== undefined;
  }

  /** Whether a value may be received without waiting. */
  get gives(): boolean {
    return this.items.size > 0 || this.senders.first !== undefined;
  }

  /** Sends a value; the caller looks at `takes` before. */
  accept(value: T): void {
    const receiver = this.receivers.first;
    if (receiver !== undefined) receiver._served(value);
    else this.items.push(value);
  }

  /** Receives a value; the caller looks at `gives` before. */
  next(): T {
    let value: T;
    if (this.items.size > 0) value = this.items.take();
    else {
      const sender = this.senders.first!;
      value = (sender._given as Sent<T>).value;
      sender._served(undefined);
    }
    if (this.senders.size > 0) this.pump();
    return value;
  }

  /** Sends a value, or waits to. */
  send(
    value: T,
    options: WaitOptions | undefined,
    end: object,
  ): Future<void> {
    if (this.takes && !isLeaving()) {
      this.accept(value);
      return Future.resolve();
    }
    return this.senders.join<void>({ end, value } satisfies Sent<T>, options);
  }

  /** Receives a value, or waits for one. */
  receive(options: WaitOptions | undefined, end: object): Future<T> {
    if (this.gives && !isLeaving()) {
      const future = new Future<T>();
      future._settle(this.next(), FULFILLED);
      return future;
    }
    return this.receivers.join<T>({ end } satisfies Of, options);
  }

  /** Hands on what can be handed on. */
  pump(): void {
    const { items, senders, receivers } = this;
    for (;;) {
      const sender = senders.first, receiver = receivers.first;
      if (receiver !== undefined && items.size > 0) {
        receiver._served(items.take());
      } else if (sender === undefined) break;
      else if (items.size < this.capacity) {
        items.push((sender._given as Sent<T>).value);
        sender._served(undefined);
      } else if (receiver !== undefined) {
        const { value } = sender._given as Sent<T>;
        sender._served(undefined);
        receiver._served(value);
      } else break;
    }
    if (this.isOver()) receivers.failAll(() => this.over());
  }

  /** Whether no value will ever come. */
  isOver(): boolean {
    return this.openSenders === 0 && this.items.size === 0 &&
      this.senders.size === 0;
  }

  /** An end of senders is closed: its own waits fail. */
  closeSender(end: object): void {
    failOf(end, this.senders, () => this.closed("send into", "this end was"));
    this.openSenders--;
    this.pump();
  }

  /** An end of receivers is closed: its own waits fail. */
  closeReceiver(end: object): void {
    failOf(
      end,
      this.receivers,
      () => this.closed("receive from", "this end was"),
    );
    if (--this.openReceivers > 0) return;
    this.items.clear();
    this.senders.failAll(() => this.unheard());
  }

  statistics(): ChannelStatistics {
    return {
      size: this.items.size,
      capacity: this.capacity,
      senders: this.openSenders,
      receivers: this.openReceivers,
      sending: this.senders.size,
      receiving: this.receivers.size,
    };
  }

  /** The error where all senders are closed. */
  over(): ClosedError {
    return this.closed("receive from", "all its senders were");
  }

  /** The error where all receivers are closed. */
  unheard(): ClosedError {
    return this.closed("send into", "all its receivers were");
  }

  /** The error for the use of what is closed. */
  closed(what: string, which: string): ClosedError {
    return markOurs(
      new ClosedError(`Cannot ${what} ${this.label()}: ${which} closed`),
    );
  }

  /** What it is called in messages. */
  label(): string {
    return this.name === undefined ? "a Channel" : `Channel ${this.name}`;
  }
}

function failOf(end: object, waits: WaitList, error: () => unknown): void {
  for (const wait of [...waits]) {
    const is = (wait._given as Of).end === end && !wait.done;
    if (is) wait._settle(error(), REJECTED);
  }
}
