/**
 * How a task stands, as flags of its `_mode` beside those of every waiter.
 */

import type { Cell } from "../future/cell.ts";
import { FULFILLED } from "../future/states.ts";
import { ASIDE } from "../future/waiter.ts";

// The flags of `_mode`, beside LOOKS. How the generator is suspended:
/** By a plain `yield`: it is resumed with the value, or by a throw. */
export const PLAIN = 1;
/** Not at all: its first step is still to come. */
export const UNSTARTED = 2;
// What a cancel wants:
/** That CancelledError is thrown in at the next yield, once. */
export const REQUESTED = 4;
/** That it is thrown in at each yield, for the grace is over. */
export const PAST_GRACE = 8;
/** Either: a cancel is on its way. */
export const CANCELLING: number = REQUESTED | PAST_GRACE;

/** That, or that the task runs in more than its variables: no short way. */
export const SLOW: number = CANCELLING | ASIDE;

/** Stands for what a task waits for while it only takes a turn. */
export const TURN: Cell = { done: true, _state: FULFILLED } as Cell;
