import { convertYielded } from "../coroutine/convert_yielded.ts";
import type { Yielded } from "../coroutine/protocol.ts";
import type { Canceller, Cell } from "../future/cell.ts";
import { Future } from "../future/future.ts";
import { Reaction } from "../future/reaction.ts";
import type { Knowing, Settlers } from "../future/settlers.ts";

/** Holds every waiter until the end of what is guarded. */
class Hold implements Canceller, Knowing {
  readonly #guarded: Cell;

  constructor(guarded: Cell) {
    this.#guarded = guarded;
  }

  get _shields(): boolean {
    return true;
  }

  _cancelled(): boolean {
    return true;
  }

  _settlers(): Settlers {
    const guarded = this.#guarded;
    return { kind: "shield", source: guarded, who: [guarded], any: false };
  }
}

/**
 * Guards something from the cancel of those who wait for it: they stay until
 * it is settled and get what it gives; their cancel comes at the next yield.
 * Its own cancel passes. After asyncio's `shield`, which lets the waiter go.
 *
 * @typeParam Y What is guarded.
 * @param what Anything that may be yielded.
 * @returns A Future of the same outcome. Cancelling it directly lets the
 * guarded thing run on; an error of it is then reported.
 * @throws {BadYieldError} If it cannot be waited for.
 *
 * @example
 * ```ts
 * import { shield } from "@twister/async/scopes";
 * import { sleep, spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const saved: string[] = [];
 * const save = spawn(function* () {
 *   yield* sleep(2);
 *   saved.push("saved");
 * });
 * const task = spawn(function* () {
 *   yield* shield(save);
 * });
 * task.cancel();
 * await task;
 * assertEquals(saved, ["saved"]);
 * ```
 */
export function shield<Y>(what: Y): Future<Yielded<Y>> {
  const inner = convertYielded(what);
  const outer = new Future<Yielded<Y>>({ name: `shield of ${inner.name}` });
  if (!inner.done) outer.value = new Hold(inner) as never;
  inner._wait(new Reaction(inner, outer));
  return outer;
}
