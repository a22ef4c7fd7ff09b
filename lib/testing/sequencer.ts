import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { Future } from "../future/future.ts";
import { IOLoop } from "../loop/io_loop.ts";

/** One who waits for a point. */
interface Place {
  readonly turn: Future<unknown>;
  /** What it is given. */
  readonly gift: unknown;
  /** Whether the next point opens by itself. */
  readonly opens: boolean;
  readonly loop: IOLoop;
}

/**
 * Lets tasks pass numbered points in the order of the numbers, whatever order
 * they come in: a race that a test needs, always with the same winner. After
 * trio's `Sequencer`.
 *
 * A task that passes its point runs to its next wait before the next point
 * opens. With {@linkcode Sequencer.hold} it keeps the next one closed through
 * waits of its own.
 *
 * @example
 * ```ts
 * import { runVirtual, Sequencer } from "@twister/async/testing";
 * import { gather } from "@twister/async/combinators";
 * import { coroutine } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const log: string[] = [];
 * await runVirtual(function* () {
 *   const sequencer = new Sequencer();
 *   const worker = coroutine(function* (name: string, points: number[]) {
 *     for (const point of points) {
 *       yield* sequencer.at(point);
 *       log.push(`${name}${point}`);
 *     }
 *   });
 *   yield* gather([worker("a", [0, 3]), worker("b", [1, 2])]);
 * });
 * assertEquals(log, ["a0", "b1", "b2", "a3"]);
 * ```
 */
export class Sequencer {
  readonly #waiting: Map<number, Place> = new Map();
  readonly #taken: Set<number> = new Set();
  #next = 0;
  #open = true;
  #broken: { point: number; reason: unknown } | undefined;

  /** The point that is passed next. */
  get next(): number {
    return this.#next;
  }

  /**
   * Waits for the turn of a point.
   *
   * @param point 0 for the first, then one after the other.
   * @returns A Future that is fulfilled when all lower points are passed. When
   * a wait is cancelled, later points can never be reached in order: who waits
   * for them, now or later, gets an {@linkcode InvalidStateError}.
   * @throws {RangeError} If it is no whole number from 0 on.
   * @throws {InvalidStateError} If somebody was at this point before.
   */
  at(point: number): Future<void> {
    return this.#reach(point, undefined, true);
  }

  /**
   * Waits for the turn of a point, and keeps the next one closed until what
   * it gives is disposed: `using _ = yield* sequencer.hold(1)`.
   *
   * @param point As for `at`.
   * @returns A Future of the disposable.
   * @throws {RangeError} As `at`.
   * @throws {InvalidStateError} As `at`.
   */
  hold(point: number): Future<Disposable> {
    let held = true;
    const release = () => {
      if (held) this.#pass();
      held = false;
    };
    return this.#reach(point, { [Symbol.dispose]: release }, false);
  }

  #take(point: number): void {
    if (!Number.isInteger(point) || point < 0) {
      throw new RangeError(
        `Cannot wait for point ${point} of a Sequencer: expected a whole ` +
          "number from 0 on",
      );
    }
    if (this.#taken.has(point)) {
      throw new InvalidStateError(
        `Cannot wait for point ${point} of a Sequencer: somebody did before. ` +
          "Give each point to one task, once",
      );
    }
    this.#taken.add(point);
  }

  #reach<G>(point: number, gift: G, opens: boolean): Future<G> {
    this.#take(point);
    const turn = new Future<G>({
      name: `point ${point} of a Sequencer`,
      onCancel: (reason) => this.#breakAt(point, reason),
    });
    const loop = IOLoop.current();
    this.#waiting.set(point, { turn, gift, opens, loop } as Place);
    if (this.#broken !== undefined) this.#fail(point);
    else this.#openNext();
    return turn;
  }

  /** The point is passed: the next one opens. */
  #pass(): void {
    this.#next++;
    this.#open = true;
    this.#openNext();
  }

  #openNext(): void {
    const place = this.#waiting.get(this.#next);
    if (!this.#open || place === undefined) return;
    this.#waiting.delete(this.#next);
    this.#open = false;
    place.turn.setResult(place.gift);
    // Queued behind the waiter: it takes its step before the next point opens.
    if (place.opens) place.loop.addCallback(() => this.#pass());
  }

  #breakAt(point: number, reason: unknown): void {
    this.#waiting.delete(point);
    if (this.#broken === undefined || point < this.#broken.point) {
      this.#broken = { point, reason };
    }
    for (const later of [...this.#waiting.keys()]) this.#fail(later);
  }

  /** Fails the wait for a point, if the broken one comes before it. */
  #fail(point: number): void {
    const broken = this.#broken!;
    if (point < broken.point) return this.#openNext();
    const { turn } = this.#waiting.get(point)!;
    this.#waiting.delete(point);
    turn.setError(
      new InvalidStateError(
        `Cannot reach point ${point} of a Sequencer: whoever was to pass point ` +
          `${broken.point} was cancelled`,
        { cause: broken.reason },
      ),
    );
  }
}
