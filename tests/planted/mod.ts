/**
 * Ten programs with one bug each, which a plain run does not show.
 *
 * Each is what somebody could have written. The explorer has to find the bug,
 * shrink it and replay it; a hundred plain runs must not.
 *
 * @module
 */
import type { ExploreOptions, World } from "@twister/async/testing";
import { cancelUnsafe } from "./cancel_unsafe.ts";
import { doubleInit } from "./double_init.ts";
import { doubleSpend } from "./double_spend.ts";
import { equalTimers } from "./equal_timers.ts";
import { lateClose } from "./late_close.ts";
import { lockOrder } from "./lock_order.ts";
import { lostError } from "./lost_error.ts";
import { lostWakeUp } from "./lost_wake_up.ts";
import { overtaken } from "./overtaken.ts";
import { staleCache } from "./stale_cache.ts";

/** A program with its bug. */
export interface Planted {
  readonly program: (world: World) => unknown;
  /** How the failure is reported. */
  readonly kind: string;
  readonly options?: ExploreOptions;
}

export const PLANTED: readonly Planted[] = [
  { program: lostWakeUp, kind: "hang" },
  { program: doubleSpend, kind: "error" },
  { program: lockOrder, kind: "hang" },
  { program: cancelUnsafe, kind: "end", options: { cancelAt: isWorker } },
  { program: staleCache, kind: "error" },
  { program: doubleInit, kind: "invariant" },
  { program: lateClose, kind: "hang" },
  { program: overtaken, kind: "error" },
  { program: equalTimers, kind: "error" },
  { program: lostError, kind: "unobserved" },
];

function isWorker({ name }: { name: string }): boolean {
  return name === "worker";
}
