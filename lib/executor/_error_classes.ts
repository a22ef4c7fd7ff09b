/**
 * The classes of errors that both threads know without being told.
 */

import { AlreadyCalledError } from "../errors/already_called_error.ts";
import { BadYieldError } from "../errors/bad_yield_error.ts";
import { TwisterError } from "../errors/base.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { DeadlockError } from "../errors/deadlock_error.ts";
import { ExecutorError } from "../errors/executor_error.ts";
import { HTTPError } from "../errors/http_error.ts";
import { InvalidStateError } from "../errors/invalid_state_error.ts";
import {
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
} from "../errors/queue_errors.ts";
import { TaskGroupError } from "../errors/task_group_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { type ErrorClass, registered } from "./register_error.ts";

const OURS: readonly ErrorClass[] = [
  AlreadyCalledError,
  BadYieldError,
  CancelledError,
  ClosedError,
  DeadlockError,
  ExecutorError,
  HTTPError,
  InvalidStateError,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  TaskGroupError,
  TimeoutError,
  TwisterError,
];

const BUILT_IN: readonly ErrorClass[] = [
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
];

// Ours by their brand: minified, a class is called otherwise in each bundle.
const ours: Map<string, ErrorClass> = new Map(
  OURS.map((one) => [`twister:${one.prototype.name}`, one]),
);
const builtIn: Map<string, ErrorClass> = new Map(
  BUILT_IN.map((one) => [one.name, one]),
);
const BRAND = Symbol.for("twister.error");

/** The names of an error's classes, its own first. */
export function classNames(error: object): string[] {
  const names: string[] = [];
  let at: unknown = Object.getPrototypeOf(error);
  for (; at !== null; at = Object.getPrototypeOf(at)) {
    const own = (key: PropertyKey) =>
      Object.getOwnPropertyDescriptor(at, key)?.value;
    const brand = own(BRAND);
    const name = typeof brand === "string"
      ? `twister:${brand}`
      : (own("constructor") as { name?: unknown } | undefined)?.name;
    if (typeof name === "string" && name !== "") names.push(name);
  }
  return names;
}

/** The first of these classes that is known here. */
export function classOf(names: readonly string[]): ErrorClass {
  for (const name of names) {
    const found = registered(name) ?? ours.get(name) ?? builtIn.get(name);
    if (found !== undefined) return found;
  }
  return Error;
}
