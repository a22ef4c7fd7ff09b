import { made } from "../traceback/places.ts";
import { IOLoop, type IOLoopOptions } from "../loop/io_loop.ts";
import type { Ready } from "../loop/ring.ts";
import type { Runnable, Timed } from "../loop/runnable.ts";
import type { Bucket } from "../loop/timers.ts";

/** A timer that was set, and for when. */
export interface Alarm {
  readonly time: number;
  readonly entry: Timed;
}

/**
 * A loop that tells its clock of what goes on, and knows its timers.
 *
 * It overrides the two doors through which all work enters a loop. So the
 * loop itself pays nothing for being watchable.
 */
export class WatchedLoop extends IOLoop {
  readonly #stir: () => void;
  #alarms: Alarm[] = [];
  #squeezeAt = 64;

  constructor(options: IOLoopOptions, stir: () => void, ready?: Ready) {
    super(options, ready);
    this.#stir = stir;
  }

  /** The timers that are not done, in the order of setting; in debug only. */
  get alarms(): readonly Alarm[] {
    return this.#alarms = this.#alarms.filter(({ entry }) => !entry.done);
  }

  override _enqueue(entry: Runnable): void {
    this.#stir();
    super._enqueue(entry);
  }

  override _at(time: number, entry: Timed, now?: number): Bucket {
    if (this.debug) this.#note(time, entry);
    return super._at(time, entry, now);
  }

  #note(time: number, entry: Timed): void {
    if (made.of(entry) === undefined) made.record(entry, this._at);
    if (this.#alarms.push({ time, entry }) < this.#squeezeAt) return;
    this.#squeezeAt = 2 * this.alarms.length + 64;
  }
}
