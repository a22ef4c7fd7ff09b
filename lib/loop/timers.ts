/**
 * All timers of a loop, ordered in one heap.
 *
 * What falls due at the same time shares a bucket, so a hundred thousand
 * sleeps cost a hundred heap operations, not a hundred thousand. A cancelled
 * timer is only marked; a bucket drops its marked ones when they are half of
 * it, and an empty bucket leaves the heap at once, so nothing that was
 * cancelled stays behind until its time.
 */

import type { Clock } from "./clock.ts";
import type { Timed } from "./runnable.ts";

/**
 * What is due at one time.
 *
 * @internal
 */
export class Bucket {
  readonly time: number;
  entries: Timed[] = [];
  /** The exact deadlines: the bucket's time may be rounded up. */
  #exact: number[] = [];
  #sorted = true;
  #gone = 0;
  /** Those taken out before the rest: they may still be cancelled. */
  #taken: Set<Timed> | undefined;
  /** Where it stands in the heap. */
  place = 0;
  readonly #timers: Timers;

  constructor(time: number, timers: Timers) {
    this.time = time;
    this.#timers = timers;
  }

  /** How many entries are still waited for. */
  get live(): number {
    return this.entries.length - this.#gone;
  }

  push(entry: Timed, exact: number): void {
    const last = this.#exact.at(-1);
    if (last !== undefined && exact < last) this.#sorted = false;
    this.entries.push(entry);
    this.#exact.push(exact);
  }

  /** One of its entries is done, or about to be, before its time. */
  forget(entry: Timed): void {
    if (this.#taken?.has(entry)) return;
    this.#gone++;
    if (this.live === 0) this.#timers.remove(this);
    else if (this.#gone > 16 && this.#gone * 2 > this.entries.length) {
      const stays = (one: Timed) => !one.done && one !== entry;
      this.#exact = this.#exact.filter((_, i) => stays(this.entries[i]!));
      this.entries = this.entries.filter(stays);
      this.#gone = 0;
    }
  }

  /** The same, as a sleeping Future tells it. */
  _cancelled(entry: Timed): void {
    this.forget(entry);
  }

  /**
   * Takes out the entries whose exact deadline has passed, in order of those,
   * equal ones in the order of adding.
   */
  take(now: number): readonly Timed[] {
    this.#sort();
    const { entries } = this, at = this.#exact;
    const later = at.at(-1)! <= now ? -1 : at.findIndex((time) => time > now);
    const rest = later < 0 ? entries.length : later;
    this.entries = entries.slice(rest);
    this.#exact = at.slice(rest);
    this.#gone = this.entries.filter(({ done }) => done).length;
    if (rest === entries.length) return entries;
    const taken = entries.slice(0, rest);
    this.#taken ??= new Set();
    for (const entry of taken) this.#taken.add(entry);
    return taken;
  }

  #sort(): void {
    if (this.#sorted) return;
    const { entries } = this, at = this.#exact;
    const order = [...at.keys()].sort((a, b) => at[a]! - at[b]! || a - b);
    this.entries = order.map((i) => entries[i]!);
    this.#exact = order.map((i) => at[i]!);
    this.#sorted = true;
  }
}

/** The heap, behind the one alarm of a clock. */
export class Timers {
  readonly #buckets: Map<number, Bucket> = new Map();
  readonly #heap: Bucket[] = [];
  readonly #clock: Clock;
  readonly #ring: () => void;
  #alarm: number | undefined;

  /**
   * @param clock Whose alarm to set.
   * @param due Called when something may be due.
   */
  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#ring = () => {
      this.#alarm = undefined;
      due();
    };
  }

  /** The earliest time at which something is due. */
  get next(): number | undefined {
    return this.#heap[0]?.time;
  }

  /** The entries that are waited for, by their times, for those who look. */
  *[Symbol.iterator](): Generator<Timed, void, unknown> {
    const buckets = [...this.#heap].sort((a, b) => a.time - b.time);
    for (const { entries } of buckets) {
      for (const entry of entries) if (!entry.done) yield entry;
    }
  }

  /** Adds an entry for a deadline, under its time rounded up to the grain. */
  add(entry: Timed, exact: number): Bucket {
    const { grain } = this.#clock;
    const time = grain === 0 ? exact : Math.ceil(exact / grain) * grain;
    let bucket = this.#buckets.get(time);
    if (bucket === undefined) {
      bucket = new Bucket(time, this);
      this.#buckets.set(time, bucket);
      this.#rise(bucket, this.#heap.length);
    }
    bucket.push(entry, exact);
    if (this.#alarm === undefined || time < this.#alarm) this.arm();
    return bucket;
  }

  /** Sets the alarm for the earliest time, or clears it. */
  arm(): void {
    const { next } = this;
    if (next === this.#alarm) return;
    this.#clock.alarm(next, this.#ring); // may throw: then none is set
    this.#alarm = next;
  }

  /** Takes out all that is due. What these add is for a later call. */
  take(now: number): Timed[] {
    const due: Timed[] = [];
    for (;;) {
      const first = this.#heap[0];
      // The first bucket may be due in part, before its rounded time.
      if (first === undefined || first.time - this.#clock.grain > now) break;
      for (const entry of first.take(now)) due.push(entry);
      if (first.live > 0) break;
      this.#drop(first);
    }
    return due;
  }

  /** Takes out a bucket that holds nothing to wait for any more. */
  remove(bucket: Bucket): void {
    if (this.#buckets.get(bucket.time) !== bucket) return;
    this.#drop(bucket);
    // An earlier alarm than needed is harmless; one for nothing is a leak.
    if (this.#heap.length === 0) this.arm();
  }

  /** Takes a bucket out of the heap, wherever it stands. */
  #drop(bucket: Bucket): void {
    this.#buckets.delete(bucket.time);
    const last = this.#heap.pop()!;
    if (last === bucket) return;
    this.#rise(last, bucket.place);
    this.#sink(last, last.place);
  }

  /** Puts a bucket at a place or above it, where its time belongs. */
  #rise(bucket: Bucket, from: number): void {
    const heap = this.#heap;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1, other = heap[parent]!;
      if (other.time <= bucket.time) break;
      this.#put(other, place);
      place = parent;
    }
    this.#put(bucket, place);
  }

  /** Puts a bucket at a place or below it. */
  #sink(bucket: Bucket, from: number): void {
    const heap = this.#heap;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && right.time < heap[child]!.time) child++;
      if (heap[child]!.time >= bucket.time) break;
      this.#put(heap[child]!, place);
      place = child;
    }
    this.#put(bucket, place);
  }

  #put(bucket: Bucket, place: number): void {
    this.#heap[place] = bucket;
    bucket.place = place;
  }
}
