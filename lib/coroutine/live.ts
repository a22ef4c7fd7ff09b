/**
 * The tasks that have not ended, noted in debug only.
 *
 * A table of all tasks costs time and bytes, and keeps those alive that were
 * forgotten while they wait; so it is kept only where `loop.debug` asks for
 * places anyway.
 */

import { PENDING } from "../future/states.ts";

/** A task, as seen from here. */
interface Noted {
  readonly _state: number;
}

let noted: Set<Noted> = new Set();
let most = 1024;

/** Notes a task that is being made. */
export function note(task: Noted): void {
  noted.add(task);
  if (noted.size < most) return;
  // Those that ended leave now and then together: none pays for it when it ends.
  noted = new Set(liveTasks());
  most = Math.max(1024, 2 * noted.size);
}

/** Those that were made in debug and have not ended, oldest first. */
export function liveTasks(): Noted[] {
  return [...noted].filter(({ _state }) => _state === PENDING);
}
