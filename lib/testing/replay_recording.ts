import { checkFunction } from "../errors/check.ts";
import { Future } from "../future/future.ts";
import type { Clock } from "../loop/clock.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { hostTurn } from "./_host.ts";
import { numbered, PlayedQueue, type Stage } from "./_replay_queue.ts";
import { ScheduleError } from "./explore_error.ts";
import type {
  Inputs,
  Played,
  RecordedInput,
  Recording,
} from "./replay_recorder.ts";

/** Host turns without a step after which a recording does not go on. */
const QUIET = 4;

const ADVICE = "It was changed, or depends on what does not come by input(), " +
  "loop.time() or loop.random()";

/**
 * Runs a program again as a {@linkcode Recorder} saw it: with the same inputs at
 * the same steps, the same times and the same chance. It ends as it ended then,
 * so a failure in the wild can be looked at as often as one likes.
 *
 * @typeParam T What the program returns.
 * @param program The same program; it gets its inputs from what it is given.
 * @param recording What the recorder gave, whole.
 * @returns A promise of what the program returns.
 * @throws {TypeError} If the program is no function.
 * @throws {RangeError} If the beginning of the recording was dropped.
 * @throws {ScheduleError} If the program does something else than was recorded:
 * it was changed, or depends on what did not come by `input`. The first step
 * that differs is named.
 */
export async function replayRecording<T>(
  program: Played<T>,
  recording: Recording,
): Promise<T> {
  checkFunction(program, "replayRecording(program, recording)");
  if (recording.dropped > 0) {
    throw new RangeError(
      `Cannot replay a recording whose first ${recording.dropped} steps were ` +
        "dropped: make the recorder with more { steps }",
    );
  }
  await undefined;
  return await new Player(recording).play(program);
}

/** Plays one recording. */
class Player implements Inputs, Stage {
  readonly loop: IOLoop;
  readonly #recording: Recording;
  readonly #queue: PlayedQueue;
  readonly #clock: PlayedClock;
  readonly #open: Map<string, Future<unknown>> = new Map();
  readonly #came: Map<string, RecordedInput> = new Map();
  readonly #counts: Map<string, number> = new Map();
  #nextInput = 0;
  #drawn = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#clock = new PlayedClock(recording.start);
    this.#queue = new PlayedQueue(recording.steps, this);
    this.loop = new IOLoop({ clock: this.#clock }, this.#queue);
    this.loop.deadlock = "off"; // what is waited for is yet to be played
    this.loop.random = () => recording.random[this.#drawn++] ?? Math.random();
  }

  input<T>(name: string, _make: () => PromiseLike<T> | T): Future<T> {
    const id = numbered(this.#counts, name);
    const future = new Future<T>({ name: id });
    const came = this.#came.get(id);
    if (came === undefined) this.#open.set(id, future as Future<unknown>);
    else settle(future as Future<unknown>, came);
    return future;
  }

  async play<T>(program: Played<T>): Promise<T> {
    let ended = false;
    const main = this.loop.run<T>(() => program(this) as PromiseLike<T>);
    const over = main.then(() => ended = true, () => ended = true);
    for (let quiet = 0; !ended && quiet < QUIET; quiet++) {
      const { count } = this.#queue;
      await hostTurn();
      const found = this.#queue.resume(), came = this.takeIn(count);
      const goesOn = this.#goOn();
      if (found !== undefined && !goesOn && !came) throw this.#differs(found);
      if (came || goesOn || count !== this.#queue.count) quiet = 0;
    }
    if (!ended) throw this.#stuck();
    await over;
    return await main;
  }

  takeIn(count: number): boolean {
    const { inputs } = this.#recording, before = this.#nextInput;
    for (let next; (next = inputs[this.#nextInput]) && next.at <= count;) {
      this.#nextInput++;
      const future = this.#open.get(next.name), came = next;
      this.#open.delete(next.name);
      if (future === undefined) this.#came.set(next.name, next);
      else this.loop._within(() => settle(future, came));
    }
    return this.#nextInput > before;
  }

  moveTo(time: number): boolean {
    return this.#clock.moveTo(time);
  }

  #differs(found: string): ScheduleError {
    const { next, count } = this.#queue;
    return new ScheduleError(
      `The program does not do what was recorded: step ${count + 1} was ` +
        `${next![0]}, and is ${found} now. ${ADVICE}`,
    );
  }

  /** Lets the time pass until the next step. */
  #goOn(): boolean {
    const { next } = this.#queue;
    return next === undefined
      ? this.#clock.jump()
      : this.#clock.moveTo(next[1]);
  }

  #stuck(): ScheduleError {
    if (this.#queue.next !== undefined) return this.#differs("nothing");
    return new ScheduleError(
      "Cannot replay beyond the end of the recording: the program waits for " +
        "what was not recorded",
    );
  }
}

function settle(future: Future<unknown>, came: RecordedInput): void {
  if (came.error === undefined) future.trySetResult(came.value);
  else future.trySetError(new Error(came.error));
}

/** A clock that the recording moves. */
class PlayedClock implements Clock {
  readonly grain = 0;
  time: number;
  #next: number | undefined;
  #ring: () => void = () => {};

  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  alarm(time: number | undefined, ring: () => void): void {
    this.#next = time;
    this.#ring = ring;
  }

  /** Goes to the next timer. */
  jump(): boolean {
    return this.#next !== undefined && this.moveTo(this.#next);
  }

  /** Goes on, and rings if a timer is due by then. */
  moveTo(time: number): boolean {
    this.time = Math.max(this.time, time);
    if (this.#next === undefined || this.#next > this.time) return false;
    this.#next = undefined;
    this.#ring();
    return true;
  }
}
