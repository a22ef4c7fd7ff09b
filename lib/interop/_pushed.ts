/**
 * A source whose items come when they like: they lie in a bounded buffer.
 */

import { QueueFullError } from "../errors/queue_errors.ts";
import { Future } from "../future/future.ts";
import { markOurs } from "../traceback/stitch.ts";
import { faultOf, Feed } from "./_feed.ts";
import type { OverflowOptions } from "./event_overflow.ts";

/** Undoes what was set up. */
type Undo = () => void;

/** Items that are pushed, with the policy for one too many. */
export abstract class Pushed<T> extends Feed<T> {
  readonly #bound: Required<OverflowOptions>;
  readonly #undo: Undo[] = [];
  /** How many items were given up because of the limit. */
  #dropped = 0;

  constructor(bound: Required<OverflowOptions>) {
    super();
    this.#bound = bound;
  }

  /** How many items the limit has cost. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Hears of events until it ends. */
  protected hear(
    target: EventTarget,
    type: string,
    fn: (event: Event) => void,
  ): void {
    const { loop } = this;
    const listener = (event: Event): void => loop._within(() => fn(event));
    target.addEventListener(type, listener);
    this.#undo.push(() => target.removeEventListener(type, listener));
  }

  /** Ends with a CancelledError, behind what was unread, on an abort. */
  protected obey(signal: AbortSignal | undefined, name: string): void {
    if (signal === undefined) return;
    const stop = () => {
      const cancelled = new Future<T>({ name });
      cancelled.cancel(signal.reason);
      this.fail(cancelled);
    };
    if (signal.aborted) stop();
    else this.hear(signal, "abort", stop);
  }

  protected push(item: T): void {
    const { limit, overflow } = this.#bound;
    if (this.ended) return; // an event may still be dispatched to a listener
    if (this.waiting > 0 || this.buffered < limit) return this.give(item);
    if (overflow === "error") return this.fail(faultOf(tooMany(limit)));
    this.#dropped++;
    if (overflow === "drop-newest" || limit === 0) return;
    this.dropFirst();
    this.give(item);
  }

  /** Nothing lies behind that could be asked. */
  protected override pull(): void {}

  protected override isPulled(): boolean {
    return false;
  }

  protected override release(): void {}

  protected override end(): void {
    super.end();
    for (const undo of this.#undo.splice(0)) undo();
  }
}

function tooMany(limit: number): QueueFullError {
  return markOurs(
    new QueueFullError(
      `Cannot keep another event: ${limit} lie unread. Read faster, raise ` +
        'the limit, or choose overflow: "drop-oldest" or "drop-newest"',
    ),
  );
}
