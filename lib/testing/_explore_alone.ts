/**
 * Sees to it that only one exploration is under way.
 */

import { InvalidStateError } from "../errors/invalid_state_error.ts";

let exploring = false;

/** Does some work while nobody else explores. */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (exploring) {
    throw new InvalidStateError(
      "Cannot explore while another exploration is under way: its schedules " +
        "would be choices of the other. Wait for the first one to end, and " +
        "call explore() outside of explored programs",
    );
  }
  exploring = true;
  try {
    return await work();
  } finally {
    exploring = false;
  }
}
