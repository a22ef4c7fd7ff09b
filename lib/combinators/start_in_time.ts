/**
 * Starts what a timeout is for, if there is any time for it.
 */

import { checkTime } from "../errors/check.ts";
import { convertYielded } from "../coroutine/convert_yielded.ts";
import type { Cell } from "../future/cell.ts";
import { isGenerator } from "../loop/driver.ts";

/**
 * @returns What to wait for; nothing for a generator without time, which is
 * not started.
 * @throws {RangeError} If `ms` is NaN.
 */
export function startInTime(
  ms: number,
  what: unknown,
  call: string,
): Cell | undefined {
  checkTime(ms, call);
  return ms <= 0 && isGenerator(what) ? undefined : convertYielded(what);
}
