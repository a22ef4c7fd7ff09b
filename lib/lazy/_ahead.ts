/**
 * An item that is asked for and not waited for.
 */

import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { closeAll, type Closing } from "./_cleanup.ts";
import { END, LATER, type Pull } from "./_pull.ts";
import { stopped } from "./_producing.ts";

/** Holds at most one item, error or end of a source. */
export class Ahead {
  readonly #pull: Pull;
  readonly #wake: () => void;
  #task: Task<unknown> | undefined;
  #held: { readonly item?: unknown; readonly error?: unknown } | undefined;
  #closed = false;

  /**
   * @param pull The source.
   * @param wake Called when what was asked for is there, unless it was at once.
   */
  constructor(pull: Pull, wake: () => void) {
    this.#pull = pull;
    this.#wake = wake;
  }

  /** Asks, unless that was done: whether `take` gives something. */
  ready(): boolean {
    if (this.#held !== undefined) return true;
    if (this.#task !== undefined) return false;
    if (this.#closed) this.#held = { item: END };
    else {
      try {
        const item = this.#pull.next();
        if (item !== LATER) this.#held = { item };
        else this.#begin();
      } catch (error) {
        this.#held = { error };
      }
    }
    return this.#held !== undefined;
  }

  /** Gives what is there: an item or `END`; or throws the error. */
  take(): unknown {
    const held = this.#held!;
    this.#held = undefined;
    if ("error" in held) throw held.error;
    return held.item;
  }

  /** Ends the asking, and does not wait for that. */
  leave(): void {
    this.#task?.cancel("the stream was closed");
  }

  /** Ends the asking and closes the source; an error not taken is left. */
  stop(): Closing {
    const task = this.#task;
    if (task?.done) this.#ended(task);
    this.#closed = true;
    const held = this.#held;
    this.#held = undefined;
    const left = held !== undefined && "error" in held ? [held.error] : [];
    const stop = () => task?.done === false ? stopped(task) : undefined;
    return closeAll([stop, () => this.#pull.close()], left);
  }

  #begin(): void {
    const task: Task<unknown> = spawn(this.#pull.pending, { name: "stream" });
    this.#task = task;
    if (task.done) this.#ended(task);
    else {
      task.addDoneCallback(() => {
        if (this.#task === task) this.#ended(task);
        this.#wake();
      });
    }
  }

  #ended(task: Task<unknown>): void {
    this.#task = undefined;
    if (task.state === "fulfilled") this.#held = { item: task.result() };
    else if (!this.#closed) this.#held = { error: failure(task) };
  }
}

function failure(task: Task<unknown>): unknown {
  try {
    return task.error();
  } catch (cancel) {
    return cancel;
  }
}

/** Stops several: all are told before one is waited for. */
export function stopAll(all: readonly Ahead[]): Closing {
  for (const ahead of all) ahead.leave();
  return closeAll(all.map((ahead) => () => ahead.stop()));
}
