import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import {
  ContextVar,
  detached,
  NullContext,
  StackContext,
} from "../../lib/context/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { assertNoLeakedContext } from "./_leaks.ts";
import { storage } from "./_als.ts";

/** One piece of a program; those with steps run them as `do` says. */
interface Step {
  readonly do: string;
  readonly n: number;
  readonly steps: readonly Step[];
}

const LEAVES = ["look", "set", "yield", "sleep", "promise", "enter"];
const BLOCKS = [
  "run",
  "stack",
  "null",
  "spawn",
  "sub",
  "callback",
  "timer",
  "detached",
  "plain",
];

const { program } = fc.letrec<{ program: Step[]; step: Step }>((tie) => ({
  program: fc.array(tie("step"), { maxLength: 5 }),
  step: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.record({
      do: fc.constantFrom(...LEAVES),
      n: fc.nat(2),
      steps: fc.constant([]),
    }),
    fc.record({
      do: fc.constantFrom(...BLOCKS),
      n: fc.nat(2),
      steps: tie("program"),
    }),
  ),
}));

/** What a task or callback runs in, whichever part of its body runs. */
interface Whole {
  /** Stack contexts entered around the present step. */
  around: readonly number[];
  /** Those that are entered around each later one. */
  readonly base: readonly number[];
  /** The host's storage, which belongs to the whole. */
  host: string | undefined;
  /** Who runs it now, up to its first wait: what that enters is theirs too. */
  starter?: Whole | undefined;
  /** Whether the starter waits for it. */
  readonly awaited?: boolean;
  /** Whether it has waited itself. */
  waited?: boolean;
}

/** What a part of a body sees, and hands over. */
interface Part {
  readonly whole: Whole;
  readonly values: Map<number, number>;
  /** Stack contexts that are handed over. */
  readonly list: readonly number[];
  /** Those that this body has entered, and not left. */
  readonly open: readonly number[];
}

class Program {
  readonly #variables = [0, 1, 2].map((i) => new ContextVar<number>(`v${i}`));
  readonly #loop: IOLoop;
  /** Stack contexts that are entered. */
  readonly #entered: number[] = [];
  readonly #pending: PromiseLike<unknown>[] = [];
  #ids = 0;

  constructor(loop: IOLoop) {
    this.#loop = loop;
  }

  async run(steps: readonly Step[]): Promise<void> {
    const whole: Whole = { around: [], base: [], host: undefined };
    const part = { whole, values: new Map(), list: [], open: [] };
    await this.#loop.run(() => this.#all(steps, part));
    for (const one of this.#pending) await one;
    assertEquals(this.#entered, []);
  }

  #look(part: Part): void {
    assertEquals(
      [
        this.#variables.map((variable) => variable.get()),
        this.#entered,
        this.#loop.asyncLocals ? storage.getStore() : undefined,
      ],
      [
        [0, 1, 2].map((i) => part.values.get(i)),
        [...part.whole.around, ...part.open],
        this.#loop.asyncLocals ? part.whole.host : undefined,
      ],
    );
  }

  *#all(steps: readonly Step[], part: Part): Generator<unknown, void> {
    this.#look(part);
    for (const step of steps) {
      yield* this.#one(step, part);
      this.#look(part);
    }
  }

  /** The body of a whole. */
  *#unitBody(
    steps: readonly Step[],
    part: Part,
  ): Generator<unknown, void> {
    yield* this.#all(steps, part);
    const { whole } = part;
    if (whole.starter !== undefined) whole.starter.host = whole.host;
    whole.starter = undefined;
  }

  *#one({ do: what, n, steps }: Step, part: Part): Generator<unknown, void> {
    const { whole, list, open, values } = part;
    const copy = { ...part, values: new Map(values) };
    if (what === "set") {
      this.#variables[n]!.set(n + 10);
      values.set(n, n + 10);
    } else if (what === "enter" && this.#loop.asyncLocals) {
      storage.enterWith(whole.host = `host ${this.#ids++}`);
    } else if (what === "yield") yield* this.#wait(whole, undefined);
    else if (what === "sleep") yield* this.#wait(whole, sleep(0));
    else if (what === "promise") yield* this.#wait(whole, Promise.resolve());
    else if (what === "run") {
      copy.values.set(n, this.#ids);
      const all = () => this.#all(steps, copy);
      yield* this.#variables[n]!.run(this.#ids++, all);
    } else if (what === "stack") {
      const id = this.#ids++;
      const inner = { ...copy, list: [...list, id], open: [...open, id] };
      const all = this.#all.bind(this);
      yield* this.#manager(id).run(function* () {
        yield* all(steps, inner);
      });
    } else if (what === "null") {
      yield* new NullContext().run(() =>
        this.#all(steps, { ...copy, list: [] })
      );
    } else if (what === "detached") {
      detached(() =>
        this.#spawn(steps, { ...copy, values: new Map(), list: [] }, true)
      );
    } else if (what === "spawn") this.#spawn(steps, copy);
    else if (what === "sub") {
      // It starts when its parent's step has left what the body had entered.
      const inner = this.#unit(copy, true), { base } = whole;
      const within = base.every((id, i) => list[i] === id) ? base.length : 0;
      inner.whole.around = [...whole.around, ...list.slice(within)];
      inner.whole.starter = whole;
      yield this.#unitBody(steps, inner);
      if (inner.whole.waited) whole.around = base;
    } else if (what === "callback" || what === "timer") {
      const inner = this.#unit(copy);
      inner.whole.around = list;
      this.#pending.push(
        new Promise<void>((done, fail) => {
          const body = () => {
            try {
              this.#look(inner);
              this.#spawn(steps, inner);
              done();
            } catch (error) {
              fail(error);
            }
          };
          if (what === "timer") this.#loop.callLater(n, body);
          else this.#loop.addCallback(body);
        }),
      );
    } else if (what === "plain") {
      const by = this.#manager(this.#ids++);
      by.run(() => this.#entered.length);
    }
  }

  *#wait(whole: Whole, what: unknown): Generator<unknown, void> {
    rested(whole);
    yield what;
    whole.around = whole.base;
  }

  /** A task or callback of its own, which sees what is handed over now. */
  #unit(part: Part, awaited = false): Part {
    const { list, open, values, whole } = part;
    const around = [...whole.around, ...open], { host } = whole;
    return {
      whole: { around, base: list, host, awaited },
      values: new Map(values),
      list,
      open: [],
    };
  }

  #spawn(steps: readonly Step[], part: Part, away = false): void {
    const inner = this.#unit(part);
    if (away) inner.whole.host = undefined;
    else inner.whole.starter = part.whole;
    const task = spawn(() => this.#unitBody(steps, inner));
    this.#pending.push(task);
  }

  #manager(id: number): StackContext {
    return new StackContext(() => {
      this.#entered.push(id);
      return {
        [Symbol.dispose]: () => assertEquals(this.#entered.pop(), id),
      };
    });
  }
}

/** A whole waits, and with it those who wait for it. */
function rested(whole: Whole): void {
  const { starter } = whole;
  whole.waited = true;
  if (starter === undefined) return;
  whole.starter = undefined;
  starter.host = whole.host;
  if (whole.awaited) rested(starter);
}

for (const asyncLocals of [false, true]) {
  const mode = asyncLocals ? "a carrying" : "a plain";
  Deno.test(`programs on ${mode} loop agree with copied maps and lists`, async () => {
    await fc.assert(
      fc.asyncProperty(
        program,
        (steps) =>
          assertNoLeakedContext(() =>
            storage.exit(() =>
              new Program(new IOLoop({ asyncLocals })).run(steps)
            )
          ),
      ),
      { numRuns: 300 },
    );
  });
}
