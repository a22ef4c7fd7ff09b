import { describe } from "../errors/describe.ts";
import { Future } from "../future/future.ts";
import { IOLoop, type IOLoopOptions } from "../loop/io_loop.ts";
import type { Runnable } from "../loop/runnable.ts";
import { InTurn, SteppedClock } from "./_replay_in_turn.ts";
import { numbered, recordedName, type RecordedStep } from "./_replay_queue.ts";

export type { RecordedStep } from "./_replay_queue.ts";

/** Where a program gets what comes from outside: recorded, or played again. */
export interface Inputs {
  /** The loop that the program runs on. */
  readonly loop: IOLoop;
  /**
   * Takes something in from outside.
   *
   * @typeParam T Its type; to be kept in a file, it must be plain data.
   * @param name What it is.
   * @param make Gets it; not called when a recording is played.
   * @returns A Future of it.
   */
  input<T>(name: string, make: () => PromiseLike<T> | T): Future<T>;
}

/** A program that gets what comes from outside by its inputs. */
export type Played<T> = (
  inputs: Inputs,
) => Iterator<unknown, T, unknown> | PromiseLike<T>;

/** What came in, and before which step. */
export interface RecordedInput {
  /** What it is, and which of that name, from 1. */
  readonly name: string;
  /** How many steps had begun. */
  readonly at: number;
  /** What it was, if it did not fail. */
  readonly value?: unknown;
  /** The message of the error, if it failed. */
  readonly error?: string;
}

/** What a loop did: plain data, to be kept in a file. */
export interface Recording {
  /** The time at which the program was started. */
  readonly start: number;
  /** The steps, each with the time at which it began. */
  readonly steps: readonly RecordedStep[];
  /** What came in from outside. */
  readonly inputs: readonly RecordedInput[];
  /** What chance gave, in order. */
  readonly random: readonly number[];
  /** How many steps were forgotten, as they were too many. */
  readonly dropped: number;
}

/** Options of a {@linkcode Recorder}. */
export interface RecorderOptions extends IOLoopOptions {
  /** How many steps are kept, the latest ones: 100,000. */
  steps?: number;
}

/**
 * Records what a real loop does, so that a failure can be played again with
 * {@linkcode replayRecording}: the order of all steps, the times, what came
 * from outside by `input`, what `loop.random` gave. Each step
 * costs more by it: it is meant for development.
 *
 * @example
 * ```ts
 * import { Recorder, replayRecording } from "@twister/async/testing";
 * import type { Inputs } from "@twister/async/testing";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * function* program(inputs: Inputs) {
 *   yield* sleep(1);
 *   return yield* inputs.input("now", () => Date.now());
 * }
 * const recorder = new Recorder();
 * const real = await recorder.run(program);
 * const file = JSON.stringify(recorder.recording());
 *
 * const played = await replayRecording(program, JSON.parse(file));
 * assertEquals(played, real);
 * ```
 */
export class Recorder implements Inputs {
  /** The loop that the program runs on. */
  readonly loop: IOLoop;
  readonly #clock: SteppedClock;
  readonly #most: number;
  readonly #inputs: RecordedInput[] = [];
  readonly #counts: Map<string, number> = new Map();
  readonly #random: number[] = [];
  #steps: RecordedStep[] = [];
  #count = 0;

  /**
   * Makes a recorder and its loop.
   *
   * @param options Those of the loop, and how much is kept.
   * @throws {RangeError} If `steps` is no whole number above 0.
   */
  constructor(options: RecorderOptions = {}) {
    const { steps = 100_000 } = options;
    if (!Number.isInteger(steps) || steps < 1) {
      throw new RangeError(
        `Cannot make a Recorder({ steps: ${describe(steps)} }): expected a ` +
          "whole number above 0",
      );
    }
    this.#most = steps;
    const clock = this.#clock = new SteppedClock(options.clock);
    const queue = new InTurn((entry) => this.#began(entry), () => clock.go());
    this.loop = new IOLoop({ ...options, clock }, queue);
    this.loop.random = () => {
      const drawn = Math.random();
      this.#random.push(drawn);
      return drawn;
    };
  }

  /**
   * Runs a program on the loop, with this recorder as its inputs.
   *
   * @typeParam T What it returns.
   * @param program A coroutine function or an async one.
   * @returns A promise of what it returns.
   */
  run<T>(program: Played<T>): Promise<T> {
    return this.loop.run<T>(() => program(this) as PromiseLike<T>);
  }

  /**
   * Takes something in from outside and keeps it.
   *
   * @typeParam T Its type.
   * @param name What it is.
   * @param make Gets it.
   * @returns A Future of it.
   */
  input<T>(name: string, make: () => PromiseLike<T> | T): Future<T> {
    const id = numbered(this.#counts, name);
    const future = new Future<T>({ name: id });
    const keep = (end: { value: unknown } | { error: string }) =>
      this.#inputs.push({ name: id, at: this.#count, ...end });
    new Promise<T>((done) => done(make())).then(
      (value) => {
        keep({ value });
        future.trySetResult(value as Awaited<T> as T);
      },
      (error) => {
        keep({ error: messageOf(error) });
        future.trySetError(error);
      },
    );
    return future;
  }

  /**
   * What was recorded so far.
   *
   * @returns Plain data.
   */
  recording(): Recording {
    const dropped = Math.max(0, this.#count - this.#most);
    return {
      steps: this.#steps.slice(-this.#most),
      inputs: [...this.#inputs],
      random: [...this.#random],
      dropped,
      start: this.#clock.start ?? this.#clock.now(),
    };
  }

  #began(entry: Runnable): void {
    this.#count++;
    this.#clock.stand();
    this.#steps.push([recordedName(entry), this.#clock.now()]);
    // Now and then, so that not each step moves the whole list.
    if (this.#steps.length >= 2 * this.#most) {
      this.#steps = this.#steps.slice(-this.#most);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : describe(error);
}
