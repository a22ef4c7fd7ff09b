/**
 * Waits for several things as one: the members of a yielded array or record.
 */

import type { Cell } from "../future/cell.ts";
import type { Future } from "../future/future.ts";
import { FULFILLED } from "../future/states.ts";
import { Crowd, failed, Joint } from "./crowd.ts";

/** Waits for all, then fails with the first error in input order. */
class Collector extends Crowd {
  readonly #members: readonly Cell[];
  readonly #shape: (values: unknown[]) => unknown;

  constructor(
    members: readonly Cell[],
    target: Future<unknown>,
    shape: (values: unknown[]) => unknown,
  ) {
    super(members, target);
    this.#members = members;
    this.#shape = shape;
  }

  protected override get kind(): string {
    return "multi";
  }

  /** It waits for all, also after an error. */
  protected override get eager(): boolean {
    return false;
  }

  protected override ended(): void {}

  /** A real error goes before a cancel: those are never lost. */
  protected override finish(): void {
    const bad = this.#members.filter((cell) => cell._state !== FULFILLED);
    if (bad.length === 0) {
      const values = this.#members.map((cell) => cell.value);
      this.target._settle(this.#shape(values), FULFILLED);
    } else if (this.cancellation !== undefined) this.endCancelled();
    else this.failWith(bad.find(failed) ?? bad[0]!);
  }
}

/**
 * The Future of all results in one value. It waits for all, then fails with
 * the first error in input order; the others are kept as suppressed.
 *
 * @param members What to wait for; each may stand there several times.
 * @param shape Makes the value from the results in order.
 */
export function collect<R>(
  members: readonly Cell[],
  shape: (values: unknown[]) => R,
): Future<R> {
  const target = new Joint<R>();
  new Collector(members, target as Future<unknown>, shape).begin();
  return target;
}
