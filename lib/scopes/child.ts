/**
 * One child of a group, and the eye that the group keeps on it.
 */

import { type Context, running } from "../context/running.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import type { Task } from "../coroutine/task.ts";
import type { Enclosing } from "../coroutine/task_record.ts";
import type { Future } from "../future/future.ts";
import { CANCELLED, FULFILLED, REJECTED } from "../future/states.ts";
import { INSTANT, LOOKS, loopOf, type Waiter } from "../future/waiter.ts";
import { stitch } from "../traceback/stitch.ts";
import { made } from "../traceback/places.ts";

/** The waiter that stands with a child's task from before its first step. */
export class Child implements Waiter {
  declare _mode: number;
  declare _context: Context;
  readonly task: Task<unknown>;
  /** Whether it counts among those that run. */
  begun = false;
  /** Whether its failure is the group's. */
  failed = false;
  /** What it failed with. */
  error: unknown;
  readonly #ready: Future<unknown> | undefined;
  readonly #ended: () => void;
  readonly #group: string;

  constructor(
    task: Task<unknown>,
    scope: Enclosing & { name: string },
    ready: Future<unknown> | undefined,
    ended: () => void,
  ) {
    this._mode = LOOKS | INSTANT;
    this._context = running.by._context;
    this.task = task;
    this.#ready = ready;
    this.#ended = ended;
    this.#group = scope.name;
    const record = task._recorded();
    record.base = record.scope = scope;
    task._wait(this);
  }

  _label(): string {
    return this.#group;
  }

  /** Has the loop take the first step of a deferred child. */
  enqueue(): void {
    loopOf(this.task)._enqueue(this.task);
  }

  /** The child has ended. */
  _run(): void {
    const { task } = this;
    const unready = this.#ready !== undefined && !this.#ready.done;
    if (task._state === FULFILLED) {
      if (unready) this.#ready!._settle(neverReady(task.name), REJECTED);
    } else if (unready) {
      const state = task.cancelled ? CANCELLED : REJECTED;
      this.#ready!._settle(task._error(), state, task._hops ?? null);
    } else if (!task.cancelled) {
      this.failed = true;
      this.error = task._error();
      const place = running.debug ? made.of(task) : undefined;
      const waiting = { name: this.#group, place };
      stitch(this.error, task._hops, waiting, running.debug);
    }
    this.#ended();
  }
}

function neverReady(name: string): InvalidStateError {
  return new InvalidStateError(
    `${name} was started with group.start(…) and ended without being ready. ` +
      "It has to call its first argument",
  );
}
