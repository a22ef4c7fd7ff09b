import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import {
  AlreadyCalledError,
  CancelledError,
  DeadlockError,
  InvalidStateError,
} from "../../lib/errors/mod.ts";
import { Deferred, Failure } from "../../lib/deferred/mod.ts";
import { handLoop, reports } from "../_support.ts";
import { isBad, Naive } from "./_model.ts";

/** What the programs need of a Deferred, of the real one and of the model. */
interface Subject {
  fire(ok: boolean, value: string): void;
  add(onValue: Act | undefined, onFailure: Act | undefined): void;
  chain(other: Subject): void;
  pause(): void;
  unpause(): void;
  cancel(): void;
  state(): unknown;
  readonly it: unknown;
  bad(value: string): unknown;
}

/** A callback; it gets a text for the result. */
type Act = (given: string) => unknown;

const CANCELLERS = ["none", "nothing", "value", "error", "throws"] as const;
type CancellerKind = typeof CANCELLERS[number];

/** What an error is called in the log. */
function named(error: unknown): string {
  if (error instanceof AlreadyCalledError) return "already";
  if (error instanceof CancelledError) return "cancelled";
  if (error instanceof DeadlockError) return "deadlock";
  if (error instanceof InvalidStateError) return "not paused";
  return String(error);
}

function real(kind: CancellerKind): Subject {
  const it: Deferred<unknown> = new Deferred<unknown>(
    kind === "none" ? undefined : () => {
      if (kind === "value") it.callback("saved");
      if (kind === "error") it.errback("lost");
      if (kind === "throws") throw "stuck";
    },
  );
  const told = (given: unknown) =>
    given instanceof Failure ? `!${named(given.value)}` : String(given);
  return {
    it,
    fire: (ok, value) => ok ? it.callback(value) : it.errback(value),
    add: (onValue, onFailure) => {
      const callback = onValue && ((value: unknown) => onValue(told(value)));
      const errback = onFailure && ((f: Failure) => onFailure(told(f)));
      if (callback) it.addCallbacks(callback, errback);
      else it.addErrback(errback!);
    },
    chain: (other) => it.chainDeferred(other.it as Deferred<unknown>),
    pause: () => it.pause(),
    unpause: () => it.unpause(),
    cancel: () => it.cancel(),
    state: () => [
      it.called,
      it.paused,
      it._waitsFor !== undefined,
      told(it._result),
    ],
    bad: (value) => new Failure(value),
  };
}

function model(kind: CancellerKind): Subject {
  const it = new Naive(
    kind === "none" ? undefined : (it) => {
      if (kind === "value") it.fire("saved");
      if (kind === "error") it.fire({ bad: "lost" });
      if (kind === "throws") throw "stuck";
    },
  );
  const told = (given: unknown) =>
    isBad(given) ? `!${given.bad}` : String(given);
  const link = (act: Act | undefined) =>
    act && ((given: unknown) => act(told(given)));
  return {
    it,
    fire: (ok, value) => it.fire(ok ? value : { bad: value }),
    add: (onValue, onFailure) => it.add([link(onValue), link(onFailure)]),
    chain: (other) => it.add((given) => (other.it as Naive).fire(given)),
    pause: () => void it.pauses++,
    unpause: () => it.unpause(),
    cancel: () => it.cancel(),
    state:
      () => [it.called, it.pauses > 0, it.waits !== undefined, told(it.result)],
    bad: (value) => ({ bad: value }),
  };
}

const COUNT = 4;

/** One thing that a program does, or that a callback does within. */
type Step =
  | { do: "fire"; on: number; ok: boolean }
  | { do: "add"; on: number; onValue?: Step[]; onFailure?: Step[]; to: To }
  | { do: "chain"; on: number; other: number }
  | { do: "pause" | "unpause" | "cancel"; on: number };

/** What a callback gives. */
type To = { give: "value" | "throw" | "bad" | "same" } | { give: number };

const on = fc.nat({ max: COUNT - 1 });
const to: fc.Arbitrary<To> = fc.oneof(
  fc.record({ give: fc.constantFrom("value", "throw", "bad", "same") }),
  fc.record({ give: on }),
) as fc.Arbitrary<To>;

const { step } = fc.letrec<{ step: Step; few: Step[] }>((tie) => ({
  step: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ do: fc.constant("fire" as const), on, ok: fc.boolean() }),
    fc.record({
      do: fc.constantFrom(
        "pause" as const,
        "unpause" as const,
        "cancel" as const,
      ),
      on,
    }),
    fc.record({ do: fc.constant("chain" as const), on, other: on })
      .filter(({ on, other }) => on !== other),
    fc.record(
      {
        do: fc.constant("add" as const),
        on,
        onValue: tie("few"),
        onFailure: tie("few"),
        to,
      },
      { requiredKeys: ["do", "on", "to"] },
    ).filter(({ onValue, onFailure }) => Boolean(onValue ?? onFailure)),
  ) as fc.Arbitrary<Step>,
  few: fc.array(tie("step"), { maxLength: 2 }),
}));

/** Runs a program; gives all that could be seen of it. */
function play(
  make: (kind: CancellerKind) => Subject,
  kinds: CancellerKind[],
  program: Step[],
): unknown[] {
  const log: unknown[] = [], all = kinds.map(make);
  let label = 0;
  const attempt = (fn: () => void) => {
    try {
      fn();
    } catch (error) {
      log.push(["thrown", named(error)]);
    }
  };
  const act = (
    steps: Step[] | undefined,
    to: To,
    self: Subject,
  ): Act | undefined => {
    if (steps === undefined) return undefined;
    const name = label++;
    return (given) => {
      log.push([name, given]);
      steps.forEach(perform);
      if (typeof to.give === "number") return all[to.give]!.it;
      if (to.give === "throw") throw `thrown ${name}`;
      if (to.give === "bad") return self.bad(`bad ${name}`);
      return to.give === "same" ? given : `value ${name}`;
    };
  };
  const perform = (step: Step): void =>
    attempt(() => {
      const self = all[step.on]!;
      if (step.do === "fire") self.fire(step.ok, `fired ${label++}`);
      else if (step.do === "add") {
        self.add(
          act(step.onValue, step.to, self),
          act(step.onFailure, step.to, self),
        );
      } else if (step.do === "chain") self.chain(all[step.other]!);
      else self[step.do]();
    });
  program.forEach(perform);
  // Whatever is held is let go, so that lost callbacks show.
  for (const self of all) {
    for (let i = 0; i < 20; i++) attempt(() => self.unpause());
  }
  return [...log, ...all.map((self) => self.state())];
}

Deno.test("random programs over Deferreds agree with a naive recursive model", () => {
  const { loop } = handLoop();
  // Unhandled failures are no matter of this test: the loop keeps its reports.
  reports(loop);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...CANCELLERS), {
        minLength: COUNT,
        maxLength: COUNT,
      }),
      fc.array(step, { maxLength: 25, size: "max" }),
      (kinds, program) => {
        const seen = loop._within(() => play(real, kinds, program));
        assertEquals(seen, play(model, kinds, program));
      },
    ),
    { numRuns: 1000, seed: 2024 },
  );
});
