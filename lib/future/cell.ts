/**
 * The inner face of a Future: what waiters and makers of this package use.
 */

import { running } from "../context/running.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { describe } from "../errors/describe.ts";
import { withoutFrames } from "../traceback/limit.ts";
import { markOurs } from "../traceback/stitch.ts";
import type { Hop } from "../traceback/hops.ts";
import type { Waiter } from "./waiter.ts";

/** Marks the futures of this very copy of the package. */
export const OWN: unique symbol = Symbol("future of this copy");

/**
 * A Future seen from inside.
 *
 * @internal
 */
export interface Cell {
  /** Whether it is settled. */
  readonly done: boolean;
  /**
   * The value or error; while pending, who is told of a cancel.
   *
   * @internal
   */
  value: unknown;
  /**
   * One of the numbers of `states.ts`.
   *
   * @internal
   */
  _state: number;
  /**
   * The name in reports.
   *
   * @internal
   */
  _label(): string;
  /**
   * Settles it, pending or not is the caller's care.
   *
   * @param hops The path of an error, `null` for none; that of its latest
   * catcher, if it is not given.
   *
   * @internal
   */
  _settle(value: unknown, state: number, hops?: Hop | null): void;
  /**
   * Adds a waiter; one of a settled cell is woken.
   *
   * @internal
   */
  _wait(waiter: Waiter): void;
  /**
   * A waiter gives up.
   *
   * @param now Whether it goes in any case, also before another's cleanup.
   * @returns `true` if it must stay until the cell is settled.
   * @internal
   */
  _leave(waiter: Waiter, reason: unknown, now?: boolean): boolean;
  /**
   * The error of a rejected or cancelled one, which is looked at.
   *
   * @internal
   */
  _error(): unknown;
  /**
   * The path its error had when it failed.
   *
   * @internal
   */
  readonly _hops: Hop | undefined;
}

/**
 * Who is told, once, that a pending cell was cancelled or abandoned.
 *
 * @internal
 */
export interface Canceller {
  /**
   * Whether no waiter may leave: what it guards is waited for.
   *
   * @internal
   */
  readonly _shields?: boolean;
  /**
   * May settle the cell itself.
   *
   * @returns `true` if the cell is settled later, by the canceller: what it
   * stands for has to clean up. The last waiter stays until then.
   * @internal
   */
  _cancelled(cell: Cell, reason: unknown): boolean | void;
}

/** Whether a value is a Future of this copy. Throws where a proxy does. */
export function isCell(value: unknown): value is Cell {
  return value !== null && typeof value === "object" &&
    (value as { [OWN]?: unknown })[OWN] === true;
}

/**
 * Why a cell was cancelled, until somebody asks for the error.
 *
 * @internal
 */
export class Cancellation {
  readonly reason: unknown;
  /** The scope through which it came, if one. */
  readonly scope: object | undefined;
  /** The name of the task that cancelled, if one did. */
  readonly by: string | undefined;
  /** Where `cancel()` was called, in debug. */
  readonly cause: Error | undefined;

  constructor(reason: unknown, scope?: object) {
    const holder = running.by as { cancelRequested?: unknown; name?: string };
    this.reason = reason;
    this.scope = scope;
    this.by = holder.cancelRequested === undefined ? undefined : holder.name;
    this.cause = running.debug
      ? new Error("cancel() was called here")
      : undefined;
  }
}

/** The error for a cancelled cell, or for what else was cancelled so. */
export function cancelledError(
  cell: Cell,
  cancellation: Cancellation,
  task?: object,
): CancelledError {
  const { reason, by, cause, scope } = cancellation;
  const name = cell._label();
  const why = reason === undefined ? "" : `: ${describe(reason)}`;
  const who = by === undefined ? "" : ` by ${by}`;
  const make = () =>
    new CancelledError(`${name} was cancelled${who}${why}`, {
      reason,
      by,
      task,
      scope,
      ...cause && { cause },
    });
  return markOurs(running.debug ? make() : withoutFrames(make));
}
