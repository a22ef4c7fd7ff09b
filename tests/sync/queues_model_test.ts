/**
 * Queues and channels against a naive model, with every call in any order.
 */
import { assert, assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import type { Future } from "../../lib/future/mod.ts";
import { sleep, type Task } from "../../lib/coroutine/mod.ts";
import { race } from "../../lib/combinators/mod.ts";
import {
  Channel,
  LifoQueue,
  PriorityQueue,
  Queue,
  select,
} from "../../lib/sync/mod.ts";
import { type Co, stage } from "../scopes/_kit.ts";
import { end, runs } from "./_kit.ts";

type Call =
  | { do: "put"; item: number; timeout: number | undefined; signal: boolean }
  | { do: "get"; timeout: number | undefined; signal: boolean }
  | { do: "putNowait"; item: number }
  | { do: "getNowait" }
  | { do: "select" }
  | { do: "cancel"; which: number }
  | { do: "abort"; which: number }
  | { do: "pass"; ms: number }
  | { do: "end" };

const timeout = fc.option(fc.integer({ min: -1, max: 4 }), { nil: undefined });
const signal = fc.boolean(), item = fc.nat(5), which = fc.nat(12);

function one<T extends object>(
  weight: number,
  shape: { [K in keyof T]: fc.Arbitrary<T[K]> },
): { weight: number; arbitrary: fc.Arbitrary<T> } {
  return { weight, arbitrary: fc.record(shape) as fc.Arbitrary<T> };
}

const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    one<Call>(8, { do: fc.constant("put"), item, timeout, signal } as never),
    one<Call>(8, { do: fc.constant("get"), timeout, signal } as never),
    one<Call>(2, { do: fc.constant("putNowait"), item } as never),
    one<Call>(2, { do: fc.constant("getNowait") } as never),
    one<Call>(2, { do: fc.constant("select") } as never),
    one<Call>(4, { do: fc.constant("cancel"), which } as never),
    one<Call>(2, { do: fc.constant("abort"), which } as never),
    one<Call>(2, {
      do: fc.constant("pass"),
      ms: fc.integer({ min: 1, max: 3 }),
    } as never),
    one<Call>(1, { do: fc.constant("end") } as never),
  ),
  { maxLength: 40 },
);

/** What both kinds are to the test. */
interface Real {
  put(item: number, options?: object): Future<unknown>;
  get(options?: object): Future<unknown>;
  putNowait(item: number): void;
  getNowait(): number;
  select(): Future<unknown>;
  end(): void;
}

/** A source that is passed over. */
function ended(): Queue<number> {
  const queue = new Queue<number>();
  queue.shutdown();
  return queue;
}

function ofQueue(queue: Queue<number>): Real {
  return {
    put: (item, options) => queue.put(item, options),
    get: (options) => queue.get(options),
    putNowait: (item) => queue.putNowait(item),
    getNowait: () => queue.getNowait(),
    select: () => select([ended(), queue]).then(({ value }) => value),
    end: () => queue.shutdown(),
  };
}

function ofChannel(capacity: number): Real {
  const [sender, receiver] = Channel.open<number>(capacity);
  return {
    put: (item, options) => sender.send(item, options),
    get: (options) => receiver.receive(options),
    putNowait: (item) => sender.sendNowait(item),
    getNowait: () => receiver.receiveNowait(),
    select: () => select([ended(), receiver]).then(({ value }) => value),
    end: () => sender.close(),
  };
}

interface Asked {
  kind: "put" | "get" | "select";
  state: unknown;
  item: number;
  signal: boolean;
  deadline: number;
}

/** The naive one: who has waited longest is looked for each time. */
class Model {
  readonly asked: Asked[] = [];
  items: number[] = [];
  ended = false;
  now = 0;

  constructor(
    readonly room: number,
    readonly order: (items: number[]) => number,
    readonly over: string,
  ) {}

  ask(kind: Asked["kind"], item = 0, timeout = Infinity, signal = false) {
    const deadline = this.now + timeout;
    const one: Asked = { kind, state: "pending", item, signal, deadline };
    this.asked.push(one);
    if (kind === "put" && this.ended) one.state = this.over;
    this.serve();
    if (one.state === "pending" && timeout <= 0) one.state = "TimeoutError";
    return one;
  }

  first(...kinds: Asked["kind"][]): Asked | undefined {
    return this.asked.find(({ kind, state }) =>
      state === "pending" && kinds.includes(kind)
    );
  }

  serve(): void {
    for (;;) {
      const put = this.first("put"), get = this.first("get", "select");
      if (get !== undefined && this.items.length > 0) {
        const at = this.order(this.items);
        get.state = this.items.splice(at, 1)[0];
      } else if (put && this.items.length < this.room) {
        this.items.push(put.item);
        put.state = undefined;
      } else if (put && get) {
        get.state = put.item;
        put.state = undefined;
      } else if (get && this.ended) {
        get.state = get.kind === "get" ? this.over : "ClosedError";
      } else return;
    }
  }

  pass(ms: number): void {
    this.now += ms;
    for (const one of this.asked) {
      const late = one.state === "pending" && one.deadline <= this.now;
      if (late) one.state = "TimeoutError";
    }
  }
}

async function agrees(
  real: Real,
  model: Model,
  calls: readonly Call[],
): Promise<void> {
  const on = stage();
  const futures: { future: Future<unknown>; abort: AbortController }[] = [];
  const told = (future: Future<unknown>, abort = new AbortController()) => {
    future.addDoneCallback((done) => end(done));
    futures.push({ future, abort });
  };
  const at = (fn: () => unknown): unknown => {
    try {
      return fn();
    } catch (error) {
      return (error as Error).name;
    }
  };
  for (const one of calls) {
    if (one.do === "pass") {
      await on.clock.advance(one.ms);
      model.pass(one.ms);
    } else on.within(() => play(one));
    await on.clock.advance(0); // `then` takes a turn
    assertEquals(
      futures.map(({ future }) => end(future)),
      model.asked.map(({ state }) => state),
    );
  }
  on.within(() => futures.forEach(({ future }) => future.cancel()));
  assertEquals(on.clock.alarmAt, undefined, "no timer is left");
  assertEquals([on.told.errors, on.told.unobserved], [[], []]);

  function play(one: Exclude<Call, { do: "pass" }>): void {
    if (one.do === "put" || one.do === "get") {
      const abort = new AbortController(), { timeout } = one;
      const signal = one.signal ? abort.signal : undefined;
      const options = { timeout, signal };
      const item = one.do === "put" ? one.item : 0;
      told(
        one.do === "put" ? real.put(item, options) : real.get(options),
        abort,
      );
      model.ask(one.do, item, timeout, one.signal);
    } else if (one.do === "select") {
      told(real.select());
      model.ask("select");
    } else if (one.do === "putNowait") {
      const told = at(() => real.putNowait(one.item));
      const expected = model.ask("put", one.item);
      if (expected.state === "pending") expected.state = "QueueFullError";
      assertEquals(told, expected.state);
      model.asked.pop();
    } else if (one.do === "getNowait") {
      const told = at(() => real.getNowait());
      const expected = model.ask("get");
      if (expected.state === "pending") expected.state = "QueueEmptyError";
      assertEquals(told, expected.state);
      model.asked.pop();
    } else if (one.do === "end") {
      real.end();
      model.ended = true;
      for (const one of model.asked) {
        const fails = one.kind === "put" && one.state === "pending";
        if (fails) one.state = model.over;
      }
      model.serve();
    } else {
      const asked = model.asked[one.which], mine = futures[one.which];
      if (asked === undefined || mine === undefined) return;
      if (one.do === "cancel") mine.future.cancel();
      else mine.abort.abort();
      const hears = one.do === "cancel" || asked.signal;
      if (asked.state === "pending" && hears) asked.state = "CancelledError";
    }
  }
}

const least = (items: number[]) => items.indexOf(Math.min(...items));
const kinds = {
  "a Queue": {
    real: (maxsize: number) => ofQueue(new Queue({ maxsize })),
    order: () => 0,
  },
  "a LifoQueue": {
    real: (maxsize: number) => ofQueue(new LifoQueue({ maxsize })),
    order: (items: number[]) => items.length - 1,
  },
  "a PriorityQueue": {
    real: (maxsize: number) =>
      ofQueue(new PriorityQueue({ maxsize, compare: (a, b) => a - b })),
    order: least,
  },
  "a Channel": { real: ofChannel, order: () => 0 },
};

for (const [kind, { real, order }] of Object.entries(kinds)) {
  Deno.test(`${kind} gives what, to whom and when a naive one does`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3), calls, (size, given) => {
        const isChannel = kind === "a Channel";
        const room = isChannel || size > 0 ? size : Infinity;
        const over = isChannel ? "ClosedError" : "QueueShutDownError";
        return agrees(real(size), new Model(room, order, over), given);
      }),
      runs(100),
    );
  });
}

/** A task that gets or puts once, and when it is cancelled. */
const actor = fc.record({
  puts: fc.boolean(),
  comes: fc.nat(3),
  cancelAt: fc.option(fc.nat(5), { nil: undefined }),
  itself: fc.boolean(),
  how: fc.constantFrom("yield*", "yield", "race", "select"),
});

Deno.test("whenever tasks are cancelled, each item is got once or is still there", async () => {
  const sizes = fc.constantFrom(0, 1, 2);
  const actors = fc.array(actor, { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(sizes, actors, async (maxsize, actors) => {
      const on = stage(), queue = new Queue<number>({ maxsize });
      const put = new Set<number>(), got: number[] = [];
      const never = new Queue<number>();
      const act = function* (
        { puts, comes, itself, how }: typeof actors[number],
        me: number,
        self: () => Task<unknown>,
      ): Co {
        yield* sleep(comes);
        if (itself) self().cancel("itself");
        if (puts) {
          yield* queue.put(me);
          put.add(me);
        } else if (how === "select") {
          const { value } = yield* select([never, queue]);
          got.push(value);
        } else if (how === "race") {
          got.push(yield* race([never.get(), queue.get()]));
        } else {
          got.push(how === "yield" ? yield queue.get() : yield* queue.get());
        }
      };
      const tasks = actors.map((one, me) => {
        const task: Task<unknown> = on.spawn(() => act(one, me, () => task));
        const { cancelAt } = one;
        if (cancelAt !== undefined) on.at(cancelAt, () => task.cancel());
        return task;
      });
      await on.clock.advance(100);
      on.within(() => tasks.forEach((task) => task.cancel()));
      await on.clock.advance(100);
      assert(tasks.every(({ done }) => done));
      assertEquals(queue.statistics().getters, 0);
      assertEquals(queue.statistics().putters, 0);
      on.within(() => {
        while (queue.size > 0) got.push(queue.getNowait());
      });
      await on.clock.advance(1);
      assertEquals(got.toSorted(), [...put].toSorted());
      assertEquals(never.statistics().getters, 0);
      assert(on.told.errors.length === 0);
    }),
    runs(300),
  );
});
