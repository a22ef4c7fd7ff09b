/**
 * Says by how many bytes the heap grows while many waits against one thing
 * that never ends are given up: `_memory.ts <kind> <count>`, with a `gc`.
 *
 * @module
 */
import { Future } from "../../lib/future/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { CancelScope, moveOnAfter } from "../../lib/scopes/mod.ts";
import { any, race, withTimeout } from "../../lib/combinators/mod.ts";
import { handLoop } from "../_support.ts";

/** One wait for what never ends, which is given up within a millisecond. */
type Wait = (never: unknown) => Iterator<unknown, unknown, unknown>;

const never = new Future<void>(), { signal } = new AbortController();

export const KINDS: Record<string, [what: unknown, wait: Wait]> = {
  "moveOnAfter, a future": [never, moving],
  "moveOnAfter, a signal": [signal, moving],
  "a scope with a signal": [signal, scoped],
  "withTimeout, a future": [never, timed],
  "withTimeout, a signal": [signal, timed],
  "race, a future": [never, (what) => racing(what)],
  "race, a signal": [signal, (what) => racing(what)],
  "any, a future": [never, (what) => trying(what)],
  "any, a signal": [signal, (what) => trying(what)],
};

function* moving(what: unknown) {
  yield* moveOnAfter(1, function* () {
    yield what;
  });
}

function* scoped(what: unknown) {
  const signal = what as AbortSignal;
  yield* new CancelScope({ signal, timeout: 50 }).run(() => sleep(1));
}

function* timed(what: unknown) {
  try {
    yield* withTimeout(1, what);
  } catch { /* that is the point */ }
}

function* racing(what: unknown) {
  yield* race([what, sleep(1)]);
}

function* trying(what: unknown) {
  yield* any([what, sleep(1)]);
}

declare const gc: () => void;

/** Runs so many of a kind, a thousand at a time. */
async function work(kind: string, count: number): Promise<void> {
  const [what, wait] = KINDS[kind]!;
  const { loop, clock } = handLoop();
  for (let left = count; left > 0; left -= 1000) {
    loop._within(() => {
      for (let i = 0; i < 1000; i++) spawn(() => wait(what));
    });
    await clock.advance(1);
    // Tables of what is collected anyway shall not grow meanwhile.
    if (left % 5000 === 0) gc();
  }
}

async function heap(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    gc();
    await new Promise((done) => setImmediate(done));
  }
  return Deno.memoryUsage().heapUsed;
}

if (import.meta.main) {
  const [kind, count] = Deno.args;
  await work(kind!, 5000);
  const before = await heap();
  await work(kind!, Number(count));
  console.log(await heap() - before);
}
