/**
 * The Runner against native async functions: random programs must do the same
 * in both, at the same times.
 */
import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { Future } from "../../lib/future/mod.ts";
import type { IOLoop } from "../../lib/loop/mod.ts";
import {
  convertYielded,
  coroutine,
  moment,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import {
  type Program,
  reference,
  type Step,
  type Story,
  tell,
  text,
  type Wait,
} from "../model/runner_model.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { program } from "./_arbitrary.ts";
import { type Co, within } from "./_kit.ts";

/** Runs a program on tasks and futures. */
class Machine {
  readonly story: Story = new Map();
  readonly #loop: IOLoop;
  readonly #shared: Future<number>[];
  readonly #began: number;

  constructor(loop: IOLoop, { shared }: Program) {
    this.#loop = loop;
    this.#began = loop.time();
    this.#shared = shared.map(({ at, error }, i) => {
      const future = new Future<number>();
      future.addDoneCallback((done) =>
        done.state === "rejected" && done.error()
      );
      loop.callLater(
        at,
        () =>
          error === undefined
            ? future.setResult(i)
            : future.setError(new Error(error)),
      );
      return future;
    });
  }

  /** The whole of a body. */
  *run(body: Step[], path: string): Co {
    try {
      const end = yield* this.#steps(body, path, []);
      tell(this.story, path, `returned ${end?.value} at ${this.#now}`);
      return end?.value;
    } catch (error) {
      tell(this.story, path, `threw ${text(error)} at ${this.#now}`);
      throw error;
    }
  }

  get #now(): number {
    return this.#loop.time() - this.#began;
  }

  *#steps(body: Step[], path: string, tasks: Task<unknown>[]): Co {
    for (const [i, step] of body.entries()) {
      const at = `${path}.${i}`;
      const log = (line: string) =>
        tell(this.story, path, `${i} at ${this.#now}: ${line}`);
      if (step.do === "throw") throw new Error(step.error);
      if (step.do === "return") return step;
      if (step.do === "wait") {
        log(`got ${text(yield* this.#wait(step.wait, step.way, at, tasks))}`);
      }
      if (step.do === "spawn") {
        const task = step.way % 2
          ? spawn(this.run(step.body, at))
          : this.#call(step.body, at);
        task.catch(() => {});
        tasks.push(task);
      }
      if (step.do !== "try") continue;
      let ended: { value: number } | undefined;
      try {
        ended = yield* this.#steps(step.body, `${at}t`, tasks);
      } catch (error) {
        log(`caught ${text(error)}`);
        if (step.rescue === undefined) throw error;
        ended = yield* this.#steps(step.rescue, `${at}c`, tasks);
      } finally {
        log("finally");
        yield* this.#steps(step.cleanup ?? [], `${at}f`, tasks);
      }
      if (ended !== undefined) return ended;
    }
  }

  /** Waits by a plain `yield` or by `yield*`. */
  *#wait(wait: Wait, way: number, at: string, tasks: Task<unknown>[]): Co {
    if (way < 2) return yield this.#yieldable(wait, way, at, tasks);
    if (wait.on === "call" && way === 3) return yield* this.run(wait.body, at);
    if (wait.on === "turn") return yield* moment;
    return yield* convertYielded(this.#yieldable(wait, way, at, tasks));
  }

  #yieldable(
    wait: Wait,
    way: number,
    at: string,
    tasks: Task<unknown>[],
  ): unknown {
    const odd = way % 2 === 1;
    switch (wait.on) {
      case "value":
        return odd ? Promise.resolve(wait.value) : Future.resolve(wait.value);
      case "error":
        return (odd ? Promise : Future).reject(new Error(wait.error));
      case "shared":
        return this.#shared[wait.index % this.#shared.length];
      case "sleep":
        return sleep(wait.ms);
      case "turn":
        return odd ? undefined : moment;
      case "call":
        return odd ? this.run(wait.body, at) : this.#call(wait.body, at);
      case "task":
        return tasks[wait.index % tasks.length];
      case "all":
        return wait.waits.map((one, i) =>
          this.#yieldable(one, way, `${at}[${i}]`, tasks)
        );
    }
  }

  #call(body: Step[], at: string): Task<unknown> {
    return coroutine(this.run).call(this, body, at);
  }
}

async function ours(given: Program): Promise<Story> {
  const { loop, clock } = handLoop();
  using told = reports(loop);
  const machine = within(loop, () => {
    const machine = new Machine(loop, given);
    spawn(machine.run(given.main, "main")).catch(() => {});
    return machine;
  });
  await clock.advance(10_000);
  assertEquals([told.errors.map(({ error }) => error), clock.alarmAt], [
    [],
    undefined,
  ]);
  return machine.story;
}

function sorted(story: Story): [string, string[]][] {
  return [...story].sort(([a], [b]) => a < b ? -1 : 1);
}

Deno.test("random programs have the same results and logs as with async functions, at the same times", async () => {
  await fc.assert(
    fc.asyncProperty(program, async (given) => {
      assertEquals(
        sorted(await ours(given)),
        sorted(await reference(given, rest)),
      );
    }),
    { numRuns: 300 },
  );
});
