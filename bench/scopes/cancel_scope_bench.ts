/**
 * What a scope costs: to enter and leave it, and to give it a time.
 *
 * The host has no scope; what comes nearest is an `AbortController` that is
 * handed down, and `AbortSignal.timeout` or a timer for the time.
 */

import { withTimeout } from "@twister/async/combinators";
import { moment, spawn } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { CancelScope } from "@twister/async/scopes";
import { register, type Scenario } from "../_scenario.ts";

// deno-lint-ignore require-yield -- the scope is what is measured
function* body(): Generator<unknown, number> {
  return 1;
}

function controls(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const { signal } = new AbortController();
    signal.throwIfAborted();
    sum++;
  }
  return sum;
}

function* delegates(n: number): Generator<unknown, number> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* body();
  return sum;
}

function* enters(n: number): Generator<unknown, number, unknown> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* new CancelScope().run(body);
  return sum;
}

function* nests(
  n: number,
  depth: number,
): Generator<unknown, number, unknown> {
  if (depth === 0) return yield* enters(n);
  return yield* new CancelScope().run(() => nests(n, depth - 1));
}

function* times(n: number): Generator<unknown, number, unknown> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += yield* new CancelScope({ timeout: 60_000 }).run(body);
  }
  return sum;
}

async function awaitsInTime(n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    let timer: ReturnType<typeof setTimeout>;
    const late = new Promise<void>((_, reject) => {
      timer = setTimeout(reject, 60_000);
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    queueMicrotask(resolve);
    await Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }
}

function* waitsInScope(n: number): Generator<unknown, void, unknown> {
  for (let i = 0; i < n; i++) {
    yield* new CancelScope({ timeout: 60_000 }).run(waits);
  }
}

function* waits(): Generator<unknown, void> {
  yield* moment;
}

function* waitsInTime(n: number): Generator<unknown, void, unknown> {
  for (let i = 0; i < n; i++) {
    const answer = new Future<void>();
    queueMicrotask(() => answer.setResult(undefined));
    yield* withTimeout(60_000, answer);
  }
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "S14",
    what: "a scope entered and left",
    ops: 100_000,
    ways: [
      { name: "AbortController", run: () => controls(100_000) },
      { name: "no scope", run: () => spawn(delegates(100_000)) },
      { name: "a scope", run: () => spawn(enters(100_000)) },
      { name: "a scope 100 deep", run: () => spawn(nests(100_000, 100)) },
    ],
    n: 4,
  },
  {
    id: "S14 time",
    what: "a wait with a time, which does not pass",
    ops: 100_000,
    ways: [
      { name: "setTimeout and race", run: () => awaitsInTime(100_000) },
      { name: "a scope's timeout", run: () => spawn(waitsInScope(100_000)) },
      { name: "withTimeout", run: () => spawn(waitsInTime(100_000)) },
      {
        name: "a scope's timeout, no wait",
        run: () => spawn(times(100_000)),
      },
    ],
    n: 2,
  },
];

register(scenarios);
