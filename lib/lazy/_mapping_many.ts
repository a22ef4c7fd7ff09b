/**
 * What a function gives for each item, with several calls at a time.
 */

import { spawn } from "../coroutine/spawn.ts";
import type { Task } from "../coroutine/task.ts";
import { Ahead } from "./_ahead.ts";
import { closeAll, type Closing } from "./_cleanup.ts";
import { stopped } from "./_producing.ts";
import { END, LATER, type Pull } from "./_pull.ts";
import { settled, type Steps } from "./_steps.ts";
import { Waking } from "./_waking.ts";

/** Starts so many calls, and gives their results in the order of the items. */
export class MappingMany extends Waking {
  readonly #ahead: Ahead;
  readonly #fn: (item: unknown, index: number) => unknown;
  readonly #limit: number;
  readonly #calls: Task<unknown>[] = [];
  #index = 0;
  #more = true;
  #failed: { readonly error: unknown } | undefined;

  constructor(
    source: Pull,
    fn: (item: unknown, index: number) => unknown,
    limit: number,
  ) {
    super();
    this.#ahead = new Ahead(source, () => this.wake());
    this.#fn = fn;
    this.#limit = limit;
  }

  protected override poll(): unknown {
    this.#fill();
    const [first] = this.#calls;
    if (first === undefined) return this.#more ? LATER : this.#end();
    if (!first.done) return LATER;
    this.#calls.shift();
    this.#fill();
    return first.result();
  }

  override close(): Closing {
    this.#more = false;
    const calls = this.#calls.splice(0);
    for (const call of calls) call.cancel("the stream was closed");
    // What failed before its turn came.
    const left = calls.filter(({ state }) => state === "rejected")
      .map((call) => call.error());
    if (this.#failed !== undefined) left.push(this.#failed.error);
    this.#failed = undefined;
    const pending = calls.filter((call) => !call.done);
    return closeAll([
      ...pending.map((call) => () => stopped(call)),
      () => this.#ahead.stop(),
    ], left);
  }

  #fill(): void {
    while (
      this.#more && this.#calls.length < this.#limit && this.#ahead.ready()
    ) {
      try {
        const item = this.#ahead.take();
        if (item === END) this.#more = false;
        else this.#calls.push(this.#call(item, this.#index++));
      } catch (error) {
        // It comes behind the results of the items before it.
        this.#more = false;
        this.#failed = { error };
      }
    }
  }

  #end(): typeof END {
    const failed = this.#failed;
    this.#failed = undefined;
    if (failed !== undefined) throw failed.error;
    return END;
  }

  #call(item: unknown, index: number): Task<unknown> {
    const task = spawn(calling(this.#fn, item, index), { name: "map" });
    task.addDoneCallback(() => {
      // Its error is thrown when its turn has come.
      if (task.state === "rejected") task.error();
      this.wake();
    });
    return task;
  }
}

function* calling(
  fn: (item: unknown, index: number) => unknown,
  item: unknown,
  index: number,
): Steps {
  return yield* settled(fn(item, index));
}
