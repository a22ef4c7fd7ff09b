// Random programs on a Future and on its naive model must go the same way.
import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Cancellation } from "../../lib/future/cell.ts";
import { Future } from "../../lib/future/mod.ts";
import type { ErrorReport } from "../../lib/loop/mod.ts";
import { FutureModel, type Outcome } from "../model/future_model.ts";
import { type Reports, reports, rest } from "../_support.ts";

/** One step of a program. Numbers choose among what there is. */
interface Step {
  readonly do:
    | "fulfil"
    | "reject"
    | "cancel"
    | "add"
    | "remove"
    | "then"
    | "turn";
  readonly on: number;
  readonly with: number;
}

/** What a program can do to either world. */
interface World<F> {
  fulfil(future: F, value: number): boolean;
  reject(future: F, error: number): boolean;
  cancel(future: F, reason: number): boolean;
  add(future: F, fn: (future: F) => void): void;
  remove(future: F, fn: (future: F) => void): number;
  then(
    future: F,
    onFulfilled?: (value: unknown) => unknown,
    onRejected?: (error: unknown) => unknown,
  ): F;
  outcome(future: F): Outcome;
  /** Whose error was reported so far, and whose was looked at after that. */
  told(futures: F[]): { lost: number[]; late: number[] };
  make(): F;
}

/** The naive world. */
function naive(): World<FutureModel> {
  const lost = new Set<FutureModel>();
  const placesOf = (all: FutureModel[], those: FutureModel[]) =>
    those.map((one) => all.indexOf(one)).toSorted();
  return {
    make: () => new FutureModel(),
    fulfil: (future, value) => future.settle("fulfilled", value),
    reject: (future, error) => future.settle("rejected", error),
    cancel: (future, reason) => future.cancel(reason),
    add: (future, fn) => void future.addDoneCallback(fn),
    remove: (future, fn) => future.removeDoneCallback(fn),
    then: (future, ...handlers) => future.then(...handlers),
    outcome: (future) => future.outcome,
    told: (futures) => {
      for (const future of futures) {
        if (future.outcome[0] === "rejected" && !future.seen) lost.add(future);
      }
      const late = [...lost].filter(({ seen }) => seen);
      return {
        lost: placesOf(futures, [...lost]),
        late: placesOf(futures, late),
      };
    },
  };
}

/** Our world, whose hooks tell a collector. */
function ours(reported: Reports): World<Future<unknown>> {
  const placesOf = (all: unknown[], of: ErrorReport[]) =>
    of.map(({ source }) => all.indexOf(source)).toSorted();
  return {
    make: () => new Future(),
    fulfil: (future, value) => future.trySetResult(value),
    reject: (future, error) => future.trySetError(error),
    cancel: (future, reason) => future.cancel(reason),
    add: (future, fn) => future.addDoneCallback(fn),
    remove: (future, fn) => future.removeDoneCallback(fn),
    then: (future, ...handlers) => future.then(...handlers),
    // Not by result() or error(), which count as looking.
    outcome: ({ done, state, value }) =>
      done ? [state, plain(value)] : ["pending"],
    told: (futures) => ({
      lost: placesOf(futures, reported.unobserved),
      late: placesOf(futures, reported.late),
    }),
  };
}

/** A value or error as the model has it. */
function plain(value: unknown): unknown {
  if (value instanceof Cancellation || value instanceof CancelledError) {
    return value.reason;
  }
  return value instanceof TypeError ? "followed itself" : value;
}

/** Runs a program; gives everything that could be seen from outside. */
async function run<F>(world: World<F>, program: readonly Step[]) {
  const futures = [world.make(), world.make()];
  const log: unknown[] = [], told: unknown[] = [];
  const heard: unknown[][] = [[], []];
  const callbacks = futures.map(() => [] as ((future: F) => void)[]);

  /** The callback of that number on that future, the same one each time. */
  const callback = (on: number, number: number): (future: F) => void =>
    callbacks[on]![number] ??= (future) => {
      heard[on]!.push([number, world.outcome(future)[0]]);
      if (number === 1) world.add(future, callback(on, 0));
      if (number === 2) world.remove(future, callback(on, 0));
      if (number === 3) throw new Error("callback");
    };

  /** The handlers of that number: they hand on, throw, recover or follow. */
  const handlers = (number: number, on: number) => {
    const give = (value: unknown) => {
      heard[on]!.push(["handler", plain(value)]);
      if (number === 2) throw number;
      if (number < 3) return number;
      return futures[on % 4 === 0 ? on : on >> 1];
    };
    return [number === 0 ? undefined : give, number > 1 ? give : undefined];
  };

  for (const step of [...program, { do: "turn", on: 0, with: 0 } as const]) {
    const on = step.on % futures.length, future = futures[on]!;
    if (step.do === "turn") await rest();
    else if (step.do === "then") {
      const next = world.then(future, ...handlers(step.with, futures.length));
      futures.push(next);
      heard.push([]);
      callbacks.push([]);
    } else if (step.do === "add" || step.do === "remove") {
      log.push(world[step.do](future, callback(on, step.with)));
    } else log.push(world[step.do](future, step.with));
    if (step.do === "turn") {
      log.push(futures.map(world.outcome));
      told.push(world.told(futures));
    }
  }
  return { log, heard, told };
}

/** Programs of up to forty steps. */
const programsOf = (...kinds: Step["do"][]) =>
  fc.array(
    fc.record<Step>({
      do: fc.constantFrom(...kinds),
      on: fc.nat(20),
      with: fc.nat(3),
    }),
    { maxLength: 40, size: "max" },
  );

const PROGRAMS = programsOf(
  "fulfil",
  "reject",
  "reject",
  "cancel",
  "add",
  "add",
  "remove",
  "then",
  "then",
  "turn",
);

Deno.test("Future goes the way of its naive model, whatever is done to it", async () => {
  await fc.assert(
    fc.asyncProperty(PROGRAMS, async (program) => {
      using reported = reports();
      const { log, heard } = await run(naive(), program);
      const seen = await run(ours(reported), program);
      assertEquals([seen.log, seen.heard], [log, heard]);
    }),
    { numRuns: 300 },
  );
});

Deno.test("Future loses no error, and tells none twice", async () => {
  await fc.assert(
    fc.asyncProperty(PROGRAMS, async (program) => {
      using reported = reports();
      const { told } = await run(naive(), program);
      assertEquals((await run(ours(reported), program)).told, told);
    }),
    { numRuns: 300 },
  );
});
