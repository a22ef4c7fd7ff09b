import { brandError, TwisterError } from "../errors/base.ts";

/**
 * A schedule was found under which a program fails. The message is the whole
 * report; `cause` is what the program failed with.
 *
 * @example
 * ```ts
 * import { explore, ScheduleError } from "@twister/async/testing";
 * import { assertThrows } from "@std/assert";
 *
 * const report = await explore(() => {
 *   throw new Error("always");
 * });
 * assertThrows(() => report.check(), ScheduleError, "always");
 * ```
 */
export class ScheduleError extends TwisterError {}

brandError(ScheduleError.prototype, "ScheduleError");
