/**
 * Random trees of tasks under random cancels: all end, clean up once, leave
 * nothing behind, and lose no error.
 */
import { assert, assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import type { IOLoop } from "../../lib/loop/mod.ts";
import {
  convertYielded,
  coroutine,
  currentTask,
  moment,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import type { Program, Step, Wait } from "../model/runner_model.ts";
import { handLoop, type Reports, reports, rest } from "../_support.ts";
import { type Cancel, cancelling, cancels, MOST_MS } from "./_arbitrary.ts";
import { type Co, hasNoWaiter, within } from "./_kit.ts";

/** Who got each error in the end. */
class Ledger {
  readonly #owners = new Map<unknown, string[]>();
  readonly #seen = new Set<unknown>();

  /** An error that is thrown from now on, and must come to somebody. */
  make(name: string): Error {
    const error = new Error(`${name} ${this.#owners.size}`);
    this.#owners.set(error, []);
    return error;
  }

  /** Somebody got an error, and with it those that stand beside it. */
  own(error: unknown, how: string): void {
    this.#owners.get(error)?.push(how);
    if (this.#seen.has(error)) return;
    this.#seen.add(error);
    for (const other of suppressed(error)) this.own(other, "suppressed");
  }

  /** Those that came to nobody, or to several. */
  wrong(): string[] {
    return [...this.#owners].filter(([, owners]) => owners.length !== 1)
      .map(([error, owners]) => `${(error as Error).message}: ${owners}`);
  }
}

/** Runs a program and keeps the books. */
class Machine {
  readonly ledger: Ledger = new Ledger();
  readonly tasks: Set<Task<unknown>> = new Set();
  readonly shared: Future<number>[];
  /** For each `try` that was entered: how often its `finally` ran. */
  readonly finals: number[] = [];

  constructor(loop: IOLoop, { shared }: Program) {
    this.shared = shared.map(({ at, error }, i) => {
      const future = new Future<number>();
      // Some never come.
      if (error === undefined) loop.callLater(at, () => future.setResult(i));
      return future;
    });
  }

  get open(): Task<unknown>[] {
    return [...this.tasks].filter((task) => !task.done);
  }

  /** Cancels one of the tasks that there are. */
  cancel({ task, grace }: { task: number; grace: number | undefined }): void {
    const all = [...this.tasks];
    const options = grace === undefined ? {} : { grace };
    all[task % all.length]!.cancel("at random", options);
  }

  /** A body, in a task of its own or delegated to. */
  *run(body: Step[]): Co {
    this.tasks.add(currentTask()!);
    return (yield* this.#steps(body, []))?.value;
  }

  *#steps(body: Step[], tasks: Task<unknown>[]): Co {
    for (const step of body) {
      if (step.do === "throw") throw this.ledger.make("thrown");
      if (step.do === "return") return step;
      if (step.do === "cancel") this.cancel(step);
      if (step.do === "wait") yield* this.#wait(step.wait, step.way, tasks);
      if (step.do === "spawn") {
        const one = step.way % 2
          ? spawn(this.run(step.body))
          : this.#call(step.body);
        tasks.push(one);
      }
      if (step.do !== "try") continue;
      const ended = yield* this.#try(step, tasks);
      if (ended !== undefined) return ended;
    }
  }

  *#try(step: Step & { do: "try" }, tasks: Task<unknown>[]): Co {
    const place = this.finals.push(0) - 1;
    let leaving: { error: unknown } | undefined;
    try {
      try {
        return yield* this.#steps(step.body, tasks);
      } catch (error) {
        if (step.rescue === undefined) throw error;
        this.ledger.own(error, "caught");
        return yield* this.#steps(step.rescue, tasks);
      }
    } catch (error) {
      leaving = { error };
      throw error;
    } finally {
      this.finals[place]!++;
      try {
        yield* this.#steps(step.cleanup ?? [], tasks);
      } catch (error) {
        // What was on its way is lost to the language, not to us.
        if (leaving && leaving.error !== error) {
          this.ledger.own(leaving.error, "replaced");
        }
        // deno-lint-ignore no-unsafe-finally -- as without this `try`
        throw error;
      }
    }
  }

  *#wait(wait: Wait, way: number, tasks: Task<unknown>[]): Co {
    if (way < 2) return yield this.#yieldable(wait, way, tasks);
    if (wait.on === "call" && way === 3) return yield* this.run(wait.body);
    if (wait.on === "turn") return yield* moment;
    return yield* convertYielded(this.#yieldable(wait, way, tasks));
  }

  #yieldable(wait: Wait, way: number, tasks: Task<unknown>[]): unknown {
    const odd = way % 2 === 1;
    switch (wait.on) {
      case "value":
        return odd ? Promise.resolve(wait.value) : Future.resolve(wait.value);
      case "error":
        return (odd ? Promise : Future).reject(this.ledger.make("rejected"));
      case "shared":
        return this.shared[wait.index % this.shared.length];
      case "sleep":
        return sleep(wait.ms === MOST_MS ? 1000 * MOST_MS : wait.ms);
      case "turn":
        return odd ? undefined : moment;
      case "call":
        return odd ? this.run(wait.body) : this.#call(wait.body);
      case "task":
        // Each is waited for by one, so that its error has one owner.
        return tasks.splice(wait.index % (tasks.length || 1), 1)[0];
      case "all":
        return wait.waits.map((one) => this.#yieldable(one, way, tasks));
    }
  }

  #call(body: Step[]): Task<unknown> {
    return coroutine(this.run).call(this, body);
  }
}

/** Runs a program under cancels, and in the end cancels whatever goes on. */
async function run(
  given: Program,
  when: Cancel[],
): Promise<{ machine: Machine; alarmAt: number | undefined; told: Reports }> {
  const { loop, clock } = handLoop();
  using told = reports(loop);
  const machine = within(loop, () => {
    const machine = new Machine(loop, given);
    for (const one of when) loop.callLater(one.at, () => machine.cancel(one));
    spawn(machine.run(given.main));
    return machine;
  });
  await clock.advance(20 * MOST_MS);
  // Each round ends what the one before only asked to stop.
  for (let round = 0; machine.open.length > 0 && round < 50; round++) {
    for (const task of machine.open) task.cancel("the end", { grace: 0 });
    await rest();
  }
  return { machine, alarmAt: clock.alarmAt, told };
}

function property(
  check: (outcome: Awaited<ReturnType<typeof run>>) => void,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(cancelling, cancels, async (given, when) => {
      check(await run(given, when));
    }),
    { numRuns: 200 },
  );
}

Deno.test("under random cancels every task ends, and leaves no timer and no waiter", () =>
  property(({ machine, alarmAt, told }) => {
    assertEquals(machine.open.map(String), []);
    assertEquals(alarmAt, undefined);
    assert(machine.shared.every(hasNoWaiter));
    assertEquals(told.errors.map(({ error }) => error), []);
  }));

Deno.test("under random cancels every finally runs once", () =>
  property(({ machine }) => {
    assertEquals(machine.finals.filter((times) => times !== 1), []);
  }));

Deno.test("under random cancels every error comes to one owner: caught, reported, or beside another", () =>
  property(({ machine, told }) => {
    // Who looks after the report takes the error over.
    for (const report of told.unobserved) {
      if (!told.late.includes(report)) {
        machine.ledger.own(report.error, "reported");
      }
    }
    assertEquals(machine.ledger.wrong(), []);
  }));
