/**
 * Random programs of scopes, groups, tasks, shields and cancels: how they are
 * written down, printed, and run on a hand-driven clock with a ledger of all
 * that must hold in the end.
 *
 * @module
 */
import { suppressed } from "../../lib/errors/mod.ts";
import {
  CancelledError,
  TaskGroupError,
  TimeoutError,
} from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  currentTask,
  sleep,
  spawn,
  type Task,
} from "../../lib/coroutine/mod.ts";
import {
  CancelScope,
  type CancelScopeOptions,
  moveOnAfter,
  shield,
  TaskGroup,
  throwIfCancelled,
} from "../../lib/scopes/mod.ts";
import {
  abandonAfter,
  any,
  asCompleted,
  gather,
  mapLimit,
  multi,
  race,
  settle,
  withTimeout,
} from "../../lib/combinators/mod.ts";
import type { IOLoop } from "../../lib/loop/mod.ts";
import { type HandClock, handLoop, reports, rest } from "../_support.ts";
import { watchedSignal } from "./_kit.ts";

/** What a cancel is asked of. */
export type Target =
  | { of: "scope"; up: number }
  | { of: "group"; up: number }
  | { of: "task"; n: number; now: boolean }
  | { of: "signal"; n: number }
  | { of: "wait"; n: number };

/** One step of a program. */
export type Step =
  | { do: "sleep"; ms: number; star: boolean }
  | { do: "turn" }
  | { do: "check" }
  | { do: "ready"; star: boolean }
  | { do: "promise" }
  | { do: "gate"; n: number }
  | { do: "never" }
  | { do: "fail" }
  | { do: "cancel"; what: Target }
  | { do: "move"; up: number; ms: number }
  | { do: "scope"; options: ScopeOptions; body: Step[] }
  | { do: "moveOn"; ms: number; body: Step[] }
  | { do: "group"; limit: number; body: Step[] }
  | { do: "child"; body: Step[] }
  | { do: "asyncChild"; hops: number; fails: boolean }
  | { do: "start"; body: Step[]; then: Step[] }
  | { do: "call"; how: "spawn" | "generator" | "inline"; body: Step[] }
  | { do: "detach"; body: Step[] }
  | { do: "shield"; body: Step[] }
  | { do: "catch"; all: boolean; body: Step[]; then: Step[] }
  | { do: "finally"; body: Step[]; then: Step[] }
  | { do: "timeout"; ms: number; body: Step[] }
  | { do: "abandon"; ms: number; body: Step[] }
  | { do: "join"; how: Join; bodies: Step[][] }
  | { do: "map"; limit: number; bodies: Step[][] }
  | { do: "each"; timeout: number; take: number; bodies: Step[][] };

/** The options of a scope that can be written down. */
export interface ScopeOptions {
  timeout?: number;
  grace?: number;
  shield?: boolean;
  signal?: number;
}

/** A whole program: its main task, and what happens from outside, and when. */
export interface Program {
  grace: number;
  body: Step[];
  outside: { at: number; what: Target }[];
}

type Join = "any" | "gather" | "multi" | "race" | "settle";

/** The steps that throw where a cancel was asked for. */
const WAITS: readonly string[] = [
  "check",
  "gate",
  "never",
  "promise",
  "ready",
  "sleep",
  "turn",
];

const JOINS: Record<Join, (members: Co[]) => Future<unknown>> = {
  any,
  gather,
  multi,
  race,
  settle,
};

// deno-lint-ignore no-explicit-any
type Co = Generator<unknown, any, any>;

/** A part of the program that is entered and left; nothing runs on in it. */
interface Zone {
  readonly name: string;
  left: boolean;
}

/** What encloses a step. */
interface Place {
  readonly zones: readonly Zone[];
  readonly scopes: readonly CancelScope[];
  readonly groups: readonly TaskGroup[];
}

const NOWHERE: Place = { zones: [], scopes: [], groups: [] };

/** An error of the program and what became of it. */
interface Fate {
  readonly error: Error;
  delivered: boolean;
  reported: number;
  /** Whether it may vanish: a member of `any` failed before the winner. */
  excused: boolean;
}

/** What a run found wrong, as sentences. */
export async function run(program: Program): Promise<string[]> {
  const { loop, clock } = handLoop({ grace: program.grace });
  const world = new World(program, loop, clock);
  await world.run();
  return world.wrongs;
}

class World {
  readonly wrongs: string[] = [];
  readonly fates: Map<unknown, Fate> = new Map();
  readonly tasks: Set<Task<unknown>> = new Set();
  /** The tasks that a cancel was thrown into. */
  readonly hit: Set<Task<unknown>> = new Set();
  readonly waits: Future<unknown>[] = [];
  readonly gates: Future<void>[] = [new Future(), new Future()];
  readonly nevers: Set<Future<void>> = new Set();
  readonly signals = [watchedSignal(), watchedSignal()];
  /** Whether no cleanup can come to the end of its grace. */
  readonly patient: boolean;
  readonly program: Program;
  readonly loop: IOLoop;
  readonly clock: HandClock;
  /** How many `finally` blocks, and bodies, were entered and not left. */
  open = 0;
  zones = 0;
  /** Whether nothing waits for ever any more. */
  over = false;

  constructor(program: Program, loop: IOLoop, clock: HandClock) {
    this.program = program;
    this.loop = loop;
    this.clock = clock;
    this.patient = program.grace === Infinity && isPatient(program);
  }

  async run(): Promise<void> {
    const { loop, clock, program } = this;
    using told = reports(loop), elsewhere = reports();
    const main = loop._within(() => {
      const handles = this.gates.map((gate, i) =>
        loop.callLater(9 * (i + 1), () => gate.trySetResult(undefined))
      );
      for (const { at, what } of program.outside) {
        handles.push(
          loop.callLater(at, () => this.cancel(what, NOWHERE)),
        );
      }
      return { task: this.spawn(program.body, NOWHERE, "main"), handles };
    });
    main.task.addDoneCallback(() => this.end(main.task));
    await this.toRest();
    if (this.live > 0) await this.stop(main.task);
    for (const handle of main.handles) handle.cancel();
    await rest();
    this.check(clock);
    for (const { error } of [...told.unobserved, ...told.errors]) {
      for (const fate of this.within(error)) fate.reported++;
    }
    for (const { error } of [...elsewhere.unobserved, ...elsewhere.errors]) {
      this.wrongs.push(`another loop was told of ${error}`);
    }
    if (told.late.length > 0) this.wrongs.push("an error was observed late");
    this.settleAccounts();
  }

  get live(): number {
    return [...this.tasks].filter((task) => !task.done).length;
  }

  /** Lets time pass until nothing happens any more. */
  async toRest(): Promise<void> {
    const { clock } = this;
    await rest();
    for (let i = 0; i < 1000 && this.live > 0; i++) {
      const { alarmAt } = clock;
      if (alarmAt === undefined) return;
      await clock.advance(alarmAt - clock.now());
    }
  }

  /** Ends what waits for ever: first by a cancel, as it should be possible. */
  async stop(main: Task<unknown>): Promise<void> {
    main.cancel("the end");
    await this.toRest();
    if (this.live > 0 && isStructured(this.program)) {
      this.wrongs.push(`${this.live} tasks did not end by the cancel of main`);
    }
    for (let i = 0; i < 20 && this.live > 0; i++) {
      this.over = true;
      for (const never of this.nevers) never.trySetResult(undefined);
      await this.toRest();
    }
    if (this.live > 0) {
      const names = [...this.tasks].filter((task) => !task.done).map(String);
      this.wrongs.push(`these tasks hang: ${names.join(", ")}`);
    }
  }

  check(clock: HandClock): void {
    const { wrongs } = this;
    if (clock.alarmAt !== undefined) wrongs.push("a timer is left");
    if (this.open > 0) wrongs.push(`${this.open} finally blocks never ran`);
    this.signals.forEach(({ listeners }, i) => {
      if (listeners > 0) {
        wrongs.push(`${listeners} listeners are left on signal ${i}`);
      }
    });
    for (const future of [...this.nevers, ...this.gates]) {
      if (String(future).includes("waited for")) {
        wrongs.push(`somebody stands in ${future}`);
      }
    }
  }

  settleAccounts(): void {
    for (const { error, delivered, reported, excused } of this.fates.values()) {
      if (reported > 1) {
        this.wrongs.push(`${error.message} was reported ${reported} times`);
      } else if (delivered && reported > 0) {
        this.wrongs.push(`${error.message} was delivered and also reported`);
      } else if (!delivered && reported === 0 && !excused) {
        this.wrongs.push(`${error.message} is lost`);
      }
    }
  }

  /** The errors of the program that an error has with it. */
  within(error: unknown, seen: Set<unknown> = new Set()): Fate[] {
    if (seen.has(error)) return [];
    seen.add(error);
    const fate = this.fates.get(error);
    if (fate === undefined && !isExpected(error)) {
      this.wrongs.push(`nobody expects ${Deno.inspect(error)}`);
    }
    const more = [...suppressed(error)];
    if (error instanceof AggregateError) more.push(...error.errors);
    if (error instanceof TimeoutError && error.cause) more.push(error.cause);
    const inner = more.flatMap((one) => this.within(one, seen));
    return fate === undefined ? inner : [fate, ...inner];
  }

  deliver(error: unknown): void {
    for (const fate of this.within(error)) fate.delivered = true;
  }

  /** Somebody looks how a task or future ended. */
  end(future: Future<unknown>): void {
    try {
      future.result();
    } catch (error) {
      this.deliver(error);
    }
  }

  cancel(what: Target, place: Place): void {
    const reason = `by ${what.of}`;
    if (what.of === "scope") place.scopes.at(-1 - what.up)?.cancel(reason);
    else if (what.of === "group") place.groups.at(-1 - what.up)?.cancel(reason);
    else if (what.of === "signal") this.signals[what.n]!.abort(reason);
    else if (what.of === "wait") this.waits[what.n]?.cancel(reason);
    else {
      const options = what.now ? { grace: 0 } : {};
      [...this.tasks][what.n]?.cancel(reason, options);
    }
  }

  spawn(body: Step[], place: Place, name: string): Task<unknown> {
    const task = spawn(() => this.body(body, place), { name });
    this.tasks.add(task);
    return task;
  }

  /** The body of a task. */
  *body(steps: Step[], place: Place): Co {
    this.tasks.add(currentTask()!);
    this.open++;
    try {
      yield* this.steps(steps, place);
    } finally {
      this.open--;
    }
  }

  *steps(steps: Step[], place: Place): Co {
    for (const step of steps) {
      this.look(step, place);
      const task = currentTask()!, due = this.isDue(task, place);
      try {
        yield* this.step(step, place);
      } catch (error) {
        if (error instanceof CancelledError) this.hit.add(task);
        // The errors of a group win over a cancel that came to it.
        if (error instanceof TaskGroupError || step.do === "map") {
          this.hit.add(task);
        }
        throw error;
      }
      this.look(step, place);
      if (due && WAITS.includes(step.do)) {
        this.wrongs.push(`${step.do} passed in spite of a cancel before it`);
      }
    }
  }

  /** Whether the next wait must throw, for the first time in this task. */
  isDue(task: Task<unknown>, { scopes }: Place): boolean {
    if (this.hit.has(task)) return false;
    for (const scope of scopes.toReversed()) {
      if (scope.cancelled) return true;
      if (scope._shield) return false;
    }
    return task.cancelRequested;
  }

  look(step: Step, { zones }: Place): void {
    for (const { name, left } of zones) {
      if (left) this.wrongs.push(`${step.do} ran in ${name}, which was left`);
    }
  }

  *step(step: Step, place: Place): Co {
    switch (step.do) {
      case "check":
        return throwIfCancelled();
      case "sleep":
        if (step.star) yield* sleep(step.ms);
        else yield sleep(step.ms);
        return;
      case "turn":
        return yield;
      case "ready":
        if (step.star) yield* Future.resolve(1);
        else yield Future.resolve(1);
        return;
      case "promise":
        return yield Promise.resolve();
      case "gate":
        return yield* this.gates[step.n]!;
      case "never":
        return yield* this.never();
      case "fail":
        throw this.error();
      case "cancel":
        return this.cancel(step.what, place);
      case "move":
        return this.move(step, place);
      case "catch":
        return yield* this.catching(step, place);
      case "finally":
        return yield* this.cleaning(step, place);
      case "child":
      case "asyncChild":
      case "start":
        return yield* this.child(step, place);
      default:
        return yield* this.zone(step, place);
    }
  }

  never(): Future<void> {
    const future = new Future<void>();
    if (this.over) future.setResult();
    else this.nevers.add(future);
    return future;
  }

  error(): Error {
    const error = new Error(`error ${this.fates.size}`);
    const fate = { error, delivered: false, reported: 0, excused: false };
    this.fates.set(error, fate);
    return error;
  }

  move(step: Step & { do: "move" }, { scopes }: Place): void {
    const scope = scopes.at(-1 - step.up);
    if (scope === undefined || scope.cancelled) return;
    scope.deadline = this.loop.time() + step.ms;
  }

  *catching(step: Step & { do: "catch" }, place: Place): Co {
    try {
      yield* this.steps(step.body, place);
    } catch (error) {
      if (!step.all && error instanceof CancelledError) throw error;
      this.deliver(error);
      yield* this.steps(step.then, place);
    }
  }

  *cleaning(step: Step & { do: "finally" }, place: Place): Co {
    let failed = false, first: unknown, runs = 0;
    this.open++;
    try {
      yield* this.steps(step.body, place);
    } catch (error) {
      failed = true;
      first = error;
      throw error;
    } finally {
      this.open--;
      if (++runs > 1) this.wrongs.push("a finally block ran twice");
      try {
        yield* this.steps(step.then, place);
      } catch (error) {
        // The language drops the first one here; that is nobody's fault.
        if (failed && error !== first) this.deliver(first);
        // deno-lint-ignore no-unsafe-finally -- as a program may do it
        throw error;
      }
    }
  }

  *child(
    step: Step & { do: "child" | "asyncChild" | "start" },
    place: Place,
  ): Co {
    const group = place.groups.at(-1);
    // Groups and zones of the child: up to the group, not those further in.
    if (group === undefined) return;
    const inside = zoneOf.get(group)!;
    if (inside.zone.left) return;
    if (step.do === "asyncChild") {
      const error = step.fails ? this.error() : undefined;
      if (error) this.fates.get(error)!.excused = true;
      this.tasks.add(group.spawn(async () => {
        for (let i = 0; i < step.hops; i++) await null;
        if (error === undefined) return;
        this.fates.get(error)!.excused = false;
        throw error;
      }));
    } else if (step.do === "child") {
      this.tasks.add(group.spawn(() => this.body(step.body, inside.place)));
    } else if (inside.limit === Infinity) {
      // With a limit it could wait for a start that waits for its own end.
      yield* group.start((ready: (value: number) => void) =>
        this.starting(step, inside.place, ready)
      );
    }
  }

  *starting(
    { body, then }: Step & { do: "start" },
    place: Place,
    ready: (value: number) => void,
  ): Co {
    yield* this.body(body, place);
    ready(1);
    yield* this.body(then, place);
  }

  /** Steps that enclose others. */
  *zone(step: Step, outer: Place): Co {
    const zone: Zone = { name: `${step.do} #${++this.zones}`, left: false };
    const ends = this.endOf(step);
    const place = { ...outer, zones: [...outer.zones, zone] };
    try {
      return yield* this.enclosed(step, place);
    } finally {
      zone.left = true;
      if (this.loop.time() > ends) {
        this.wrongs.push(`${zone.name} was left after its deadline`);
      }
    }
  }

  /** When a body without cleanup has to be left. */
  endOf(step: Step): number {
    if (step.do !== "moveOn" && step.do !== "timeout" && step.do !== "scope") {
      return Infinity;
    }
    const ms = step.do === "scope" ? step.options.timeout : step.ms;
    return ms === undefined || !isPlain(step.body)
      ? Infinity
      : this.loop.time() + Math.max(0, ms);
  }

  *enclosed(step: Step, place: Place): Co {
    // What is waited for by a plain wait is left running past the grace.
    const apart = this.patient ? { ...place, scopes: [] } : NOWHERE;
    switch (step.do) {
      case "scope":
        return yield* this.scope(step, place);
      case "moveOn":
        return yield* moveOnAfter(
          step.ms,
          (scope) => this.steps(step.body, within(place, scope)),
        );
      case "group":
        return yield* TaskGroup.run((group) => {
          const zone = place.zones.at(-1)!;
          const scopes = [...place.scopes, group.scope];
          const groups = [...place.groups, group];
          const { limit } = step, inside = { ...place, groups, scopes: [] };
          zoneOf.set(group, { zone, place: inside, limit });
          return this.steps(step.body, { ...place, scopes, groups });
        }, { limit: step.limit });
      case "call":
        if (step.how === "inline") return yield* this.steps(step.body, place);
        if (step.how === "generator") return yield this.body(step.body, apart);
        return yield* this.spawn(step.body, apart, "call");
      case "detach":
        return void this.spawn(step.body, NOWHERE, "detached");
      case "shield":
        return yield* shield(this.spawn(step.body, apart, "shielded"));
      case "timeout":
        return yield* this.wait(
          withTimeout(step.ms, this.body(step.body, apart)),
        );
      case "abandon":
        return yield* this.wait(
          abandonAfter(step.ms, this.body(step.body, NOWHERE)),
        );
      case "join":
        return yield* this.join(step, apart);
      case "map":
        return yield* this.wait(
          mapLimit(step.bodies, step.limit, (body) => this.body(body, apart)),
        );
      case "each":
        return yield* this.each(step);
    }
  }

  *scope(step: Step & { do: "scope" }, place: Place): Co {
    const { signal, ...rest } = step.options;
    const options: CancelScopeOptions = rest;
    if (signal !== undefined) options.signal = this.signals[signal]!.signal;
    return yield* new CancelScope(options).run((scope) =>
      this.steps(step.body, within(place, scope))
    );
  }

  *wait(future: Future<unknown>): Co {
    this.waits.push(future);
    return yield* future;
  }

  *join({ how, bodies }: Step & { do: "join" }, place: Place): Co {
    const excused = { until: how === "settle" ? "the end" : "a winner" };
    const members = bodies.map((body) =>
      how === "any" || how === "settle"
        ? this.trying(body, place, excused)
        : this.body(body, place)
    );
    const future = JOINS[how](members);
    const got = yield* this.wait(future);
    if (how !== "settle") return got;
    for (const entry of got) {
      if (entry.status === "rejected") this.deliver(entry.reason);
    }
  }

  /** Takes some as they end, and leaves the others running. */
  *each({ bodies, take, timeout }: Step & { do: "each" }): Co {
    const members = bodies.map((body) => this.body(body, NOWHERE));
    let taken = 0;
    for (const next of asCompleted(members, { timeout })) {
      this.end(yield* next);
      if (++taken === take) return;
    }
  }

  /**
   * A member of `any`, whose error before the winner is no matter, or of
   * `settle`, whose error is a value that somebody may drop.
   */
  *trying(body: Step[], place: Place, excused: { until: string }): Co {
    try {
      yield* this.body(body, place);
      if (excused.until === "a winner") excused.until = "now";
    } catch (error) {
      for (const fate of this.within(error)) {
        fate.excused = excused.until !== "now";
      }
      throw error;
    }
  }
}

interface Inside {
  readonly zone: Zone;
  readonly place: Place;
  readonly limit: number;
}

const zoneOf: WeakMap<TaskGroup, Inside> = new WeakMap();

function within(place: Place, scope: CancelScope): Place {
  return { ...place, scopes: [...place.scopes, scope] };
}

/** Whether an error may come up that the program did not throw itself. */
function isExpected(error: unknown): boolean {
  return error instanceof CancelledError || error instanceof TimeoutError ||
    error instanceof TaskGroupError || error?.constructor === AggregateError;
}

/** All steps of a program, also the inner ones. */
function* all(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    yield step;
    if ("body" in step) yield* all(step.body);
    if ("then" in step) yield* all(step.then);
    if ("bodies" in step) { for (const body of step.bodies) yield* all(body); }
  }
}

/** Whether a body ends as soon as it is cancelled. */
function isPlain(body: readonly Step[]): boolean {
  const holds = [
    "catch",
    "finally",
    "shield",
    "move",
    "abandon",
    "join",
    "map",
  ];
  return [...all(body)].every((step) =>
    !holds.includes(step.do) && !(step.do === "scope" && step.options.shield)
  );
}

/** Whether every cleanup is given all the time it wants. */
function isPatient({ body, outside }: Program): boolean {
  const now = (what: Target) => what.of === "task" && what.now;
  return [...all(body)].every((step) =>
    !(step.do === "scope" && step.options.grace !== undefined) &&
    !(step.do === "cancel" && now(step.what))
  ) && !outside.some(({ what }) => now(what));
}

/** Whether a cancel of the main task must bring everything to its end. */
function isStructured({ body, grace }: Program): boolean {
  const holds = ["shield", "detach", "abandon", "each"];
  return grace < Infinity &&
    [...all(body)].every((step) =>
      !holds.includes(step.do) && !(step.do === "scope" && step.options.shield)
    );
}

/** A program as one would write it down. */
export function print({ grace, body, outside }: Program): string {
  return [
    `with a grace of ${grace} ms, main:`,
    ...lines(body),
    ...outside.map(({ at, what }) => `from outside at ${at}: ${cancel(what)}`),
  ].join("\n");
}

function lines(steps: readonly Step[]): string[] {
  const inner = steps.flatMap((step) => {
    const first = head(step);
    const bodies = "bodies" in step
      ? step.bodies.flatMap((body) => ["member:", ...lines(body)])
      : "body" in step
      ? lines(step.body)
      : [];
    const then = "then" in step
      ? [step.do === "start" ? "ready, then:" : `${step.do}:`]
        .concat(lines(step.then))
      : [];
    return [first, ...bodies, ...then];
  });
  return (inner.length > 0 ? inner : ["nothing"]).map((line) => `  ${line}`);
}

function head(step: Step): string {
  switch (step.do) {
    case "cancel":
      return cancel(step.what);
    case "move":
      return `move the deadline of scope ${step.up} up to ${step.ms} ms`;
    case "finally":
    case "catch":
      return `try, ${step.do}${"all" in step && step.all ? " all" : ""}:`;
    default: {
      const { do: what, body: _, bodies: __, then: ___, ...rest } = step as
        & Step
        & Record<string, unknown>;
      return `${what} ${
        Object.keys(rest).length > 0
          ? Deno.inspect(rest, { compact: true, breakLength: Infinity })
          : ""
      }`.trim();
    }
  }
}

function cancel(what: Target): string {
  return "up" in what
    ? `cancel the ${what.of} ${what.up} up`
    : `cancel ${what.of} ${what.n}${"now" in what && what.now ? " now" : ""}`;
}
