/**
 * What the tests of this layer share.
 */
import { spawn, type Task } from "../../lib/coroutine/mod.ts";
import type { Future } from "../../lib/future/mod.ts";

// deno-lint-ignore no-explicit-any -- what a wait gives does not matter here
export type Co = Generator<unknown, any, unknown>;

/** A task that waits for one thing. */
export function waiting(name: string, what: Future<unknown>): Task<unknown> {
  return spawn(function* waits(): Co {
    yield* what;
  }, { name });
}

/** A frame or text without the folders of this machine. */
export function short(text: string): string {
  return text.replace(/file:\/\/[^\s()]*\//g, "").replace(/:\d+:\d+/g, "");
}
