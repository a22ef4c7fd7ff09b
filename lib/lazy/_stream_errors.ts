/**
 * What is thrown when a stream is used as it cannot be.
 */

import { InvalidStateError } from "../errors/invalid_state_error.ts";

/** The items of a branch or group are gone. */
export function secondRun(): InvalidStateError {
  return new InvalidStateError(
    "Cannot run this stream a second time: it is one end of a tee() or a " +
      "group of groupBy(), whose items come once",
  );
}

/** There are more items than were to be collected. */
export function tooMany(limit: number): RangeError {
  return new RangeError(
    `Cannot collect({ limit: ${limit} }): the stream has more items. Take as ` +
      "many as are wanted with take(count)",
  );
}
