import type { IOLoop } from "../loop/io_loop.ts";
import { describe } from "../errors/describe.ts";
import { checkFunction } from "../errors/check.ts";
import { mix, seededRandom } from "./_choices_prng.ts";
import type { Schedule } from "./_schedule.ts";

/**
 * What an explored program gets: the only sources of chance it may use, and a
 * place for what must always hold.
 *
 * @example
 * ```ts
 * import { explore, type World } from "@twister/async/testing";
 * import { moment, spawn } from "@twister/async/coroutine";
 * import { multi } from "@twister/async/combinators";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const report = await explore(function* (world: World) {
 *   let inside = 0;
 *   world.invariant(() => assert(inside <= 1, "two are inside"));
 *   const enter = () =>
 *     spawn(function* () {
 *       if (inside > 0) return;
 *       yield* moment; // the other may look meanwhile
 *       inside++;
 *     });
 *   yield* multi([enter(), enter()]);
 * });
 * assertEquals(report.failed, true);
 * ```
 */
export class World {
  /** The loop that the program runs on; `loop.time()` is its time. */
  readonly loop: IOLoop;
  readonly #schedule: Schedule;
  readonly #prunes: boolean;
  readonly #random: () => number;
  /** @internal */
  readonly _invariants: (() => unknown)[] = [];
  /** @internal */
  readonly _atEnd: (() => unknown)[] = [];

  /**
   * Made by the explorer.
   *
   * @internal
   */
  constructor(loop: IOLoop, schedule: Schedule, seed: number, prunes: boolean) {
    this.loop = loop;
    this.#schedule = schedule;
    this.#prunes = prunes;
    this.#random = seededRandom(mix(seed, 0x5eed));
  }

  /**
   * A number by chance that follows from the seed; jitter of this package takes
   * its chance from here too.
   *
   * @returns A number from 0, below 1.
   */
  random(): number {
    return this.#random();
  }

  /**
   * A decision that is part of the schedule: it is tried out, printed, shrunk
   * towards 0 and replayed. With it a fake transport decides which message
   * comes first, or how late.
   *
   * @param of How many answers there are.
   * @param what What it is about, for the printed schedule.
   * @returns A whole number from 0, below `of`.
   * @throws {RangeError} If `of` is no whole number of 1 or more.
   */
  choose(of: number, what = "choice"): number {
    if (!Number.isInteger(of) || of < 1) {
      throw new RangeError(
        `Cannot choose one of ${describe(of)}: expected a whole number of ` +
          "1 or more",
      );
    }
    const chosen = this.#schedule.decide("choose", of);
    if (of > 1) this.#schedule.log.note(`${what}: ${chosen} of ${of}`);
    return chosen;
  }

  /**
   * Whether something fails here: a fake transport loses what it was given, a
   * fake disk is full.
   *
   * @param name What fails, for the printed schedule.
   * @returns `true` if it is to fail.
   */
  fault(name: string): boolean {
    const fails = this.#schedule.decide("fault", 2) === 1;
    if (fails) this.#schedule.log.note(`fault: ${name}`);
    return fails;
  }

  /**
   * Names what must hold after each step.
   *
   * @param check Throws if it does not; it must change nothing.
   * @throws {TypeError} If it is no function.
   */
  invariant(check: () => unknown): void {
    checkFunction(check, "world.invariant(check)");
    this._invariants.push(check);
  }

  /**
   * Names what must hold when the program has ended, in whatever way: also when
   * the explorer cancelled it.
   *
   * @param check Throws if it does not.
   * @throws {TypeError} If it is no function.
   */
  atEnd(check: () => unknown): void {
    checkFunction(check, "world.atEnd(check)");
    this._atEnd.push(check);
  }

  /**
   * Says that several tasks use an object. With `prune` steps are taken to be
   * independent unless they use the same shared object, or wait for or settle
   * the same Future. Without `prune` it changes nothing.
   *
   * @typeParam T Its type.
   * @param object The object: every use of its members counts, those of objects
   * inside it do not.
   * @returns What to use in its place.
   */
  share<T extends object>(object: T): T {
    if (!this.#prunes) return object;
    this.#schedule.log.made(object);
    return watched(object, this.#schedule);
  }
}

/** An object whose every use is told. Its methods run on the object itself. */
function watched<T extends object>(object: T, schedule: Schedule): T {
  const touch = () => schedule.log.touch(object);
  return new Proxy(object, {
    get(target, key) {
      touch();
      const value = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        touch();
        return Reflect.apply(value, target, args);
      };
    },
    set(target, key, value) {
      touch();
      return Reflect.set(target, key, value, target);
    },
    has(target, key) {
      touch();
      return Reflect.has(target, key);
    },
    deleteProperty(target, key) {
      touch();
      return Reflect.deleteProperty(target, key);
    },
    ownKeys(target) {
      touch();
      return Reflect.ownKeys(target);
    },
  });
}
