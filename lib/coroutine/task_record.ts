/**
 * What only few tasks need: kept apart, so that the others have no slot for it.
 */

import type { CancelledError } from "../errors/cancelled_error.ts";
import type { Cancellation } from "../future/cell.ts";
import type { Aside } from "../loop/aside.ts";
import type { Handle } from "../loop/handle.ts";

/**
 * A scope, as the task that is in it sees it.
 *
 * @internal
 */
export interface Enclosing {
  /**
   * The next one outward, in this task or in that which owns it.
   *
   * @internal
   */
  readonly _outer: Enclosing | undefined;
  /**
   * The cancel that was asked of it.
   *
   * @internal
   */
  readonly _cancellation: Cancellation | undefined;
  /**
   * Whether cancels from further out stop here.
   *
   * @internal
   */
  readonly _shield: boolean;
  /**
   * Whether a deadline or signal may still cancel it.
   *
   * @internal
   */
  readonly _timed: boolean;
  /**
   * Milliseconds for the cleanup of its cancel.
   *
   * @internal
   */
  readonly _grace: number | undefined;
  /**
   * The cancel that was under way further out when it was entered. It waits
   * while the body hears of what is asked of this scope: a timeout holds in a
   * cleanup too.
   *
   * @internal
   */
  readonly _parked: Delivery | undefined;
  /**
   * The tasks of the group whose scope it is.
   *
   * @internal
   */
  readonly _members: Iterable<Member> | undefined;
}

/**
 * A task of a group, as the group's scope sees it.
 *
 * @internal
 */
export interface Member {
  /**
   * Cancels it as a whole.
   *
   * @internal
   */
  _cancelOwn(cancellation: Cancellation): void;
}

/**
 * One cancel on its way through one task.
 *
 * @internal
 */
export class Delivery {
  readonly cancellation: Cancellation;
  readonly grace: number | undefined;
  /** The scope whose cancel it is; none for the task's own. */
  readonly scope: Enclosing | undefined;
  /** What is thrown in; the same object each time. */
  error: CancelledError | undefined = undefined;
  /** Whether it was thrown in once: from then on its cleanup goes on. */
  thrown = false;
  /** Whether its scope was left. */
  over = false;
  /** Ends the grace. */
  timer: Handle | undefined = undefined;
  /** Whether the grace is over. */
  past = false;

  constructor(
    cancellation: Cancellation,
    grace: number | undefined,
    scope?: Enclosing,
  ) {
    this.cancellation = cancellation;
    this.grace = grace;
    this.scope = scope;
  }
}

/**
 * The rare facts of a task.
 *
 * @internal
 */
export class TaskRecord {
  readonly name: string;
  /** Milliseconds for its cleanup, if not the loop's. */
  grace: number | undefined;
  /** The cancel of the task as a whole. */
  own: Cancellation | undefined = undefined;
  /** The cancel that is being carried out. */
  delivery: Delivery | undefined = undefined;
  /** Whether the loop is asked to carry it out. */
  kicked = false;
  /** Whether it has no place yet with what it awaits. */
  fresh = false;
  /** The innermost scope that the body is in. */
  scope: Enclosing | undefined = undefined;
  /** The scope that the task was born into, which outlives it. */
  base: Enclosing | undefined = undefined;
  /** Behind `task.signal`. */
  controller: AbortController | undefined = undefined;

  /** What its steps run in beside its variables. */
  aside: Aside | undefined = undefined;
  /** A step in that. */
  step: (() => void) | undefined = undefined;

  constructor(name: string, grace?: number) {
    this.name = name;
    this.grace = grace;
  }
}

/**
 * Hands a cancel to the tasks of all groups that a task is in, from a scope
 * inward, up to the first shield.
 *
 * @returns Whether a shield stands between the scope and the body.
 */
export function reachMembers(
  record: TaskRecord,
  from: Enclosing | undefined,
  cancellation: Cancellation,
): boolean {
  const inward: Enclosing[] = [];
  for (let scope = record.scope; scope !== from; scope = scope!._outer) {
    inward.unshift(scope!);
  }
  for (const { _shield, _parked, _members } of inward) {
    // The cleanup of another cancel is not disturbed either.
    const apart = _parked && _parked.cancellation !== cancellation;
    if (_shield || apart) return true;
    for (const member of _members ?? []) member._cancelOwn(cancellation);
  }
  return false;
}

/**
 * The cancel that a body must hear of next, when no other is on its way: the
 * outermost one that no shield keeps from it.
 */
export function nextDelivery(record: TaskRecord): Delivery | undefined {
  let found: Delivery | undefined;
  let scope = record.scope;
  for (; scope !== record.base; scope = scope!._outer) {
    const { _cancellation, _grace, _shield, _parked } = scope!;
    if (_cancellation !== undefined) {
      found = new Delivery(_cancellation, _grace ?? record.grace, scope);
    }
    if (_shield || _parked !== undefined) return found;
  }
  return record.own === undefined
    ? found
    : new Delivery(record.own, record.grace);
}

/** The cancel that is under way, of several the one furthest out. */
export function underWay(record: TaskRecord): Delivery | undefined {
  let found = record.delivery;
  let scope = record.scope;
  for (; scope !== record.base; scope = scope!._outer) {
    found = scope!._parked ?? found;
  }
  return found;
}

/** A cancel is carried out, or given up: its grace need not end any more. */
export function endDelivery(delivery: Delivery): void {
  delivery.timer?.cancel();
  delivery.over = true;
}
