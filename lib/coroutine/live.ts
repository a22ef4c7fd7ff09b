/**
 * The tasks that have not ended, noted in debug only.
 *
 * A table of all tasks costs time and bytes, and keeps those alive that were
 * forgotten while they wait; so it is kept only where `loop.debug` asks for
 * places anyway.
 */

import type { Holder } from "../context/running.ts";
import { PENDING } from "../future/states.ts";
import { loopOf } from "../future/waiter.ts";

/** A task, as seen from here. */
interface Noted extends Holder {
  readonly _state: number;
}

let noted: Map<Noted, number> = new Map();
let most = 1024;

/** Notes a task that is being made. */
export function note(task: Noted): void {
  noted.set(task, loopOf(task).time());
  if (noted.size < most) return;
  // Those that ended leave now and then together: none pays for it when it ends.
  noted = new Map([...noted].filter(([{ _state }]) => _state === PENDING));
  most = Math.max(1024, 2 * noted.size);
}

/** Those that were made in debug and have not ended, oldest first. */
export function liveTasks(): Noted[] {
  return [...noted.keys()].filter(({ _state }) => _state === PENDING);
}

/** When a task was made, on its loop's clock, if that was noted. */
export function bornAt(task: Noted): number | undefined {
  return noted.get(task);
}
