/**
 * A small operating system, after the last part of David Beazley's course: its
 * tasks are generators, what they yield are system calls, and a generator that
 * they yield is a subroutine. The course polls sockets with `select`; here what
 * is waited for is a Future, and the run queue is the loop of this package.
 */
import { convertYielded } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { IOLoop } from "@twister/async/loop";

// deno-lint-ignore no-explicit-any -- what a call gives depends on the call
type Program<R = unknown> = Generator<unknown, R, any>;

/** A request of a task to the system, which resumes the task when it likes. */
class SystemCall {
  constructor(readonly handle: (system: System, process: Process) => void) {}
}

/** A running program: a stack of generators, the innermost on top. */
class Process {
  /** Who waits for its end. */
  readonly waiting: Process[] = [];
  readonly #stack: Program[];

  constructor(readonly tid: number, program: Program) {
    this.#stack = [program];
  }

  /**
   * Runs to the next system call. This is the trampoline: a subroutine is put
   * on the stack, and what it returns is the value of the caller's `yield`.
   */
  run(value: unknown, failed: boolean): SystemCall | "turn" | "over" {
    while (this.#stack.length > 0) {
      const top = this.#stack.at(-1)!;
      try {
        const step = failed ? top.throw(value) : top.next(value);
        failed = false;
        value = undefined;
        if (step.done) {
          this.#stack.pop();
          value = step.value;
        } else if (step.value instanceof SystemCall) return step.value;
        else if (step.value === undefined) return "turn";
        else this.#stack.push(step.value as Program);
      } catch (error) {
        this.#stack.pop();
        value = error;
        failed = true;
      }
    }
    if (failed) console.log(`task ${this.tid} failed: ${value}`);
    return "over";
  }

  /** Ends it where it stands: the `finally` of each generator runs. */
  kill(): void {
    while (this.#stack.length > 0) this.#stack.pop()!.return(undefined);
  }
}

/** The system: it starts programs and carries out their calls. */
export class System {
  readonly #processes: Map<number, Process> = new Map();
  readonly #over: Future<void> = new Future();
  readonly #loop = IOLoop.current();
  #last = 0;

  /** Starts a program; its task gets its first turn from the loop. */
  start(program: Program): number {
    const process = new Process(++this.#last, program);
    this.#processes.set(process.tid, process);
    this.resume(process);
    return process.tid;
  }

  /** The end of all tasks. */
  get over(): Future<void> {
    return this.#over;
  }

  /** The task of a number, if it runs. */
  find(tid: number): Process | undefined {
    return this.#processes.get(tid);
  }

  /** Puts a task into the run queue. */
  resume(process: Process, value?: unknown, failed = false): void {
    this.#loop.addCallback(() => this.#step(process, value, failed));
  }

  /** Takes a task out, and tells those who wait for its end. */
  remove(process: Process): void {
    if (!this.#processes.delete(process.tid)) return;
    for (const waiter of process.waiting) this.resume(waiter, true);
    if (this.#processes.size === 0) this.#over.setResult();
  }

  #step(process: Process, value: unknown, failed: boolean): void {
    if (!this.#processes.has(process.tid)) return; // it was killed
    const call = process.run(value, failed);
    if (call === "over") this.remove(process);
    else if (call === "turn") this.resume(process);
    else call.handle(this, process);
  }
}

/** Gives the number of the task that asks. */
export function getTid(): SystemCall {
  return new SystemCall((system, process) =>
    system.resume(process, process.tid)
  );
}

/** Starts a task, and gives its number. */
export function newTask(program: Program): SystemCall {
  return new SystemCall((system, process) =>
    system.resume(process, system.start(program))
  );
}

/** Ends another task, and gives whether there was one. */
export function killTask(tid: number): SystemCall {
  return new SystemCall((system, process) => {
    const other = system.find(tid);
    other?.kill();
    if (other !== undefined) system.remove(other);
    system.resume(process, other !== undefined);
  });
}

/** Waits for the end of another task, and gives whether there was one. */
export function waitTask(tid: number): SystemCall {
  return new SystemCall((system, process) => {
    const other = system.find(tid);
    if (other === undefined) system.resume(process, false);
    else other.waiting.push(process);
  });
}

/** Waits for something to be read: a Future, promise or coroutine. */
export function readWait(what: unknown): SystemCall {
  return new SystemCall((system, process) => {
    // Of a task that was killed meanwhile nobody is resumed.
    convertYielded(what).then(
      (value) => system.resume(process, value),
      (error) => system.resume(process, error, true),
    );
  });
}

/** Waits for something to be written. */
export const writeWait: typeof readWait = readWait;
