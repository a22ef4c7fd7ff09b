/**
 * What a Future looks like when it is printed.
 */

import { describe } from "../errors/describe.ts";
import { made } from "../traceback/places.ts";
import type { Cell } from "./cell.ts";
import { CANCELLED, FULFILLED, PENDING, STATE_NAMES } from "./states.ts";
import { type Bare, Callback, type Waiter, Waiters } from "./waiter.ts";

/** The text, such as `Future <fulfilled: 42>`. Never fails. */
export function inspect(cell: Cell, kind: string, link: unknown): string {
  const name = cell._label();
  const parts = [kind];
  if (name !== kind) parts.push(name);
  const place = made.describe(cell);
  const state = STATE_NAMES[cell._state]!;
  const more = cell._state === PENDING ? waiting(link) : outcome(cell);
  const inner = more === "" ? state : `${state}: ${more}`;
  return `${parts.join(" ")} <${inner}>${place ? ` made ${place}` : ""}`;
}

function outcome({ _state, value }: Cell): string {
  if (_state === FULFILLED) return describe(value);
  if (_state !== CANCELLED) return failure(value);
  const { reason } = value as { reason?: unknown };
  return reason === undefined ? "" : describe(reason);
}

function failure(error: unknown): string {
  try {
    if (error instanceof Error) {
      return describe(`${error.name}: ${error.message}`);
    }
  } catch { /* a proxy or getter that refuses */ }
  return describe(error);
}

function waiting(link: unknown): string {
  const list = link instanceof Waiters
    ? link.list.filter((waiter) => waiter !== undefined)
    : link === undefined
    ? []
    : [link as Waiter];
  const names = list.map(label);
  if (names.length > 2) {
    names.splice(1, names.length - 2, `${names.length - 2} more`);
  }
  return names.length === 0 ? "" : `waited for by ${names.join(", ")}`;
}

function label(waiter: Waiter | Bare): string {
  return typeof waiter === "function"
    ? new Callback(waiter, undefined)._label()
    : waiter._label();
}
