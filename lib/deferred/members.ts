/**
 * Checks what is given as several Deferreds.
 */

import { describe } from "../errors/describe.ts";
import { isDeferred } from "./chain.ts";
import type { Deferred } from "./deferred.ts";

/** Any Deferred, whatever it gives. */
// deno-lint-ignore no-explicit-any -- a member may give anything
export type AnyDeferred = Deferred<any>;

/** Insists on an array of Deferreds. */
export function checkDeferreds(given: readonly unknown[], call: string): void {
  if (!Array.isArray(given)) {
    throw new TypeError(
      `Cannot ${call} of ${describe(given)}: expected an array of Deferreds`,
    );
  }
  const wrong = given.findIndex((one) => !isDeferred(one));
  if (wrong < 0) return;
  throw new TypeError(
    `Cannot ${call} of ${describe(given[wrong])} at index ${wrong}: expected ` +
      "a Deferred. What else can be waited for becomes one by ensureDeferred",
  );
}

/** Refuses to wait for the first of none. */
export function refuseNone(call: string): never {
  throw new RangeError(
    `Cannot ${call} for the first of no Deferreds: it would wait for ever`,
  );
}
