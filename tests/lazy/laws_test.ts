/**
 * The laws of functors, applicatives and monads over random programs: for Lazy
 * always, for Future and Deferred where no value is a thenable, or none is a
 * Deferred. The cases where they do not hold stand at the end.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { Deferred, fail, succeed } from "../../lib/deferred/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { Lazy } from "../../lib/lazy/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";

const RUNS = { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 1000) };

/** What a random function does with its argument. */
interface Kind {
  readonly add: number;
  readonly times: number;
  /** Arguments divisible by it make the function throw. */
  readonly bad: number;
  readonly ms: number;
}

const kind: fc.Arbitrary<Kind> = fc.record({
  add: fc.integer({ min: -5, max: 5 }),
  times: fc.integer({ min: -3, max: 3 }),
  bad: fc.integer({ min: 2, max: 6 }),
  ms: fc.nat(2),
});
const start = fc.integer({ min: -20, max: 20 });

/** A random pure function; it may throw. */
function plain({ add, times, bad }: Kind): (x: number) => number {
  return (x) => {
    if (x % bad === 0) throw `${x} is divisible by ${bad}`;
    return x * times + add;
  };
}

/** What all three have, in one form. */
interface Monad<M> {
  of(value: unknown): M;
  failed(error: unknown): M;
  map(m: M, fn: (value: never) => unknown): M;
  bind(m: M, fn: (value: never) => M): M;
  /** A random function to a value of the kind; it may fail, and take time. */
  arrow(kind: Kind): (x: number) => M;
  outcome(m: M): Generator<unknown, string, unknown>;
}

function* outcomeOf(what: unknown): Generator<unknown, string, unknown> {
  try {
    return `value ${yield what}`;
  } catch (error) {
    return `error ${error}`;
  }
}

const lazy: Monad<Lazy<unknown>> = {
  of: (value) => Lazy.of(value),
  failed: (error) => Lazy.fail(error),
  map: (m, fn) => m.map(fn as never),
  bind: (m, fn) => m.flatMap(fn as never),
  arrow: (kind) => (x) =>
    kind.ms === 0 ? Lazy.of(x).map(plain(kind)) : Lazy.from(function* () {
      yield* sleep(kind.ms);
      return plain(kind)(x);
    }),
  outcome: outcomeOf,
};

const future: Monad<Future<unknown>> = {
  of: (value) => Future.resolve(value),
  failed: (error) => Future.reject(error),
  map: (m, fn) => m.then(fn as never),
  bind: (m, fn) => m.then(fn as never),
  arrow: (kind) => (x) =>
    (kind.ms === 0 ? Future.resolve() : sleep(kind.ms))
      .then(() => plain(kind)(x)),
  outcome: outcomeOf,
};

const deferred: Monad<Deferred<unknown>> = {
  of: (value) => succeed(value) as Deferred<unknown>,
  failed: (error) => fail(error) as Deferred<unknown>,
  // A chain is one object: adding changes it, and gives it back.
  map: (m, fn) => m.addCallback(fn as never) as Deferred<unknown>,
  bind: (m, fn) => m.addCallback(fn as never) as Deferred<unknown>,
  arrow: (kind) => (x) =>
    (succeed(x) as Deferred<number>).addCallback(plain(kind)) as Deferred<
      unknown
    >,
  outcome: outcomeOf,
};

/** Two programs with one outcome. */
async function same<M>(monad: Monad<M>, two: () => [M, M]): Promise<void> {
  const [a, b] = await runVirtual(function* () {
    const [left, right] = two();
    return [yield* monad.outcome(left), yield* monad.outcome(right)];
  });
  assertEquals(a, b);
}

for (
  const [name, monad] of [
    ["Lazy", lazy],
    ["Future", future],
    ["Deferred", deferred],
  ] as [string, Monad<unknown>][]
) {
  /** A random value of the kind, made anew at each call. */
  const begin = (x: number, good: boolean) =>
    good ? monad.of(x) : monad.failed(`failed with ${x}`);
  const mapped = fc.asyncProperty(
    start,
    fc.boolean(),
    kind,
    kind,
    async (x, good, k, l) => {
      const f = plain(k), g = plain(l);
      await same(monad, () => [
        monad.map(begin(x, good), (y) => y),
        begin(x, good),
      ]);
      await same(monad, () => [
        monad.map(begin(x, good), (y: number) => g(f(y))),
        monad.map(monad.map(begin(x, good), f), g),
      ]);
    },
  );

  Deno.test(`${name} obeys the laws of a functor: identity, composition`, async () => {
    await fc.assert(mapped, RUNS);
  });

  Deno.test(`${name} obeys the laws of a monad: left and right identity, associativity`, async () => {
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.boolean(),
        kind,
        kind,
        async (x, good, k, l) => {
          const f = monad.arrow(k), g = monad.arrow(l);
          await same(monad, () => [monad.bind(monad.of(x), f), f(x)]);
          await same(monad, () => [
            monad.bind(begin(x, good), (y) => monad.of(y)),
            begin(x, good),
          ]);
          await same(monad, () => [
            monad.bind(monad.bind(begin(x, good), f), g),
            monad.bind(begin(x, good), (y: number) => monad.bind(f(y), g)),
          ]);
        },
      ),
      RUNS,
    );
  });
}

Deno.test("Lazy obeys the laws of an applicative: identity, homomorphism, interchange, composition", async () => {
  const compose =
    (f: (y: number) => number) => (g: (x: number) => number) => (x: number) =>
      f(g(x));
  await fc.assert(
    fc.asyncProperty(start, fc.boolean(), kind, kind, async (x, good, k, l) => {
      const f = plain(k), g = plain(l);
      const v = () => good ? Lazy.of(x) : Lazy.fail("v") as Lazy<number>;
      const u = k.ms === 2 ? Lazy.fail("u") as never : Lazy.of(f);
      const w = Lazy.of(g);
      await same(lazy, () => [Lazy.of((y: number) => y).ap(v()), v()]);
      await same(lazy, () => [
        Lazy.of(f).ap(Lazy.of(x)),
        Lazy.of(x).map(f),
      ]);
      await same(lazy, () => [
        (u as Lazy<typeof f>).ap(Lazy.of(x)),
        Lazy.of((h: typeof f) => h(x)).ap(u as Lazy<typeof f>),
      ]);
      await same(lazy, () => [
        Lazy.of(compose).ap(u as Lazy<typeof f>).ap(w).ap(v()),
        (u as Lazy<typeof f>).ap(w.ap(v())),
      ]);
    }),
    RUNS,
  );
});

Deno.test("Lazy's laws hold for values that are promises: it stores them", async () => {
  const promise = Promise.resolve(1);
  await runVirtual(function* () {
    const kept = yield* Lazy.of(promise);
    assert(kept === promise);
    const wrap = (x: number) => Promise.resolve(x);
    const isPromise = (x: unknown) => x instanceof Promise;
    assertEquals(yield* Lazy.of(1).map((x) => isPromise(wrap(x))), true);
    assertEquals(yield* Lazy.of(1).map(wrap).map(isPromise), true);
  });
});

Deno.test("Future is no functor for functions that give thenables: then() flattens", async () => {
  const wrap = (x: number) => Future.resolve(x);
  const isFuture = (x: unknown) => x instanceof Future;
  const [composed, chained] = await runVirtual(function* () {
    const one = Future.resolve(1);
    return [
      yield* one.then((x) => isFuture(wrap(x))),
      yield* one.then(wrap).then(isFuture),
    ];
  });
  assertNotEquals(composed, chained);
});

Deno.test("Future breaks left identity for a thenable: resolve() follows it", async () => {
  const thenable = Promise.resolve(1);
  const f = (x: unknown) => Future.resolve(x === thenable);
  const [bound, applied] = await runVirtual(function* () {
    return [yield* Future.resolve(thenable).then(f), yield* f(thenable)];
  });
  assertEquals([bound, applied], [false, true]);
});

Deno.test("Deferred is no functor for functions that give Deferreds: it chains", async () => {
  const wrap = (x: number) => succeed(x);
  const isDeferred = (x: unknown) => x instanceof Deferred;
  const [composed, chained] = await runVirtual(function* (): Generator {
    return [
      yield succeed(1).addCallback((x) => isDeferred(wrap(x))),
      yield succeed(1).addCallback(wrap).addCallback(isDeferred as never),
    ];
  });
  assertEquals([composed, chained], [true, false]);
});

Deno.test("Deferred is no value: a callback added by one user changes it for the next", async () => {
  const seen = await runVirtual(function* (): Generator {
    const d = succeed(1) as Deferred<number>;
    d.addCallback((x) => x + 1);
    return yield d;
  });
  assertEquals(seen, 2);
});
