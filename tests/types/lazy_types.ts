/**
 * What the compiler must infer, and what it must refuse, of Lazy and
 * LazyStream. Checked, never run.
 *
 * @module
 */
import type { TimeoutError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep, type Task } from "../../lib/coroutine/mod.ts";
import { gather } from "../../lib/combinators/mod.ts";
import { Lazy, LazyStream } from "../../lib/lazy/mod.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only where the argument's type is `T`, no wider and no narrower. */
function is<T>(): <X>(
  x: X,
  ...no: Same<X, T> extends true ? [] : [never]
) => void {
  return () => {};
}

class NotFound extends Error {
  readonly kind = "not found";
}

class Denied extends Error {
  readonly kind = "denied";
}

declare const page: Lazy<string, NotFound | Denied>;

export function makersKeepTheType(): void {
  is<Lazy<number, never>>()(Lazy.of(1));
  is<Lazy<never, NotFound>>()(Lazy.fail(new NotFound()));
  is<Lazy<number, unknown>>()(Lazy.from(() => 1));
  is<Lazy<number, unknown>>()(Lazy.from(() => Promise.resolve(1)));
  is<Lazy<number, unknown>>()(Lazy.from(() => new Future<number>()));
  is<Lazy<string, unknown>>()(
    Lazy.from(function* () {
      yield* sleep(1);
      return yield* page;
    }),
  );
  is<Lazy<string, NotFound | Denied>>()(Lazy.from(() => page));
  const declared: Lazy<number, Denied> = Lazy.from(() => Promise.resolve(1));
  is<Lazy<number, Denied>>()(declared);
  is<Task<string>>()(page.run());
}

export function errorsAddUp(): void {
  is<Lazy<number, NotFound | Denied>>()(page.map((text) => text.length));
  is<Lazy<number, NotFound | Denied>>()(page.flatMap(() => Lazy.of(1)));
  is<Lazy<number, NotFound>>()(
    Lazy.of(1).flatMap((n) => n > 1 ? Lazy.of(n) : Lazy.fail(new NotFound())),
  );
  is<Lazy<string, NotFound | Denied | TimeoutError>>()(page.timeout(1));
  is<Lazy<[string, number], NotFound | Denied>>()(page.zip(Lazy.of(1)));
  is<Lazy<[string, number], NotFound | Denied>>()(
    Lazy.all([page, Lazy.of(1)]),
  );
  is<Lazy<{ a: string; b: number }, NotFound | Denied>>()(
    Lazy.all({ a: page, b: Lazy.of(1) }),
  );
  is<Lazy<string | number, NotFound | Denied>>()(
    Lazy.race([page, Lazy.of(1)]),
  );
  is<Lazy<boolean, never>>()(
    Lazy.of((n: number) => n > 1).ap(Lazy.of(1)),
  );
}

export function recoverByClassIsExhaustive(): void {
  is<Lazy<string | number, Denied>>()(page.recover(NotFound, () => 1));
  const all: Lazy<string, never> = page
    .recover(NotFound, (error) => error.kind)
    .recover(Denied, (error) => error.kind);
  is<Lazy<string, never>>()(all);
  // @ts-expect-error -- Denied was forgotten
  const forgot: Lazy<string, never> = page.recover(NotFound, () => "");
  is<Lazy<string, never>>()(forgot);
  is<Lazy<string | number, never>>()(page.recover(() => 1));
  page.recover((error) => {
    is<NotFound | Denied>()(error);
    return "";
  });
  is<Lazy<string, Denied>>()(
    page.recover(() => Lazy.fail(new Denied())),
  );
}

export function aLazyIsNoPromise(): void {
  // @ts-expect-error -- it has no `then`: run it
  const promise: PromiseLike<string> = page;
  void promise;
  is<Lazy<number, unknown>>()(Lazy.of(1).flatMap(() => new Future<number>()));
  // @ts-expect-error -- a plain value needs `map`
  page.flatMap(() => 1);
  // @ts-expect-error -- what it holds is no function
  page.ap(Lazy.of(1));
}

export function streamsKeepTheTypeOfTheirItems(): void {
  const numbers = LazyStream.from([1, 2]);
  is<LazyStream<number>>()(numbers);
  is<LazyStream<number>>()(LazyStream.from(function* () {
    yield 1;
  }));
  is<LazyStream<number>>()(LazyStream.from(async function* () {
    yield await Promise.resolve(1);
  }));
  is<LazyStream<number>>()(LazyStream.from<number>(function* (emit) {
    yield* emit(1);
  }));
  is<LazyStream<string>>()(numbers.map(String));
  is<LazyStream<string>>()(numbers.map((n) => Promise.resolve(`${n}`)));
  is<LazyStream<string>>()(numbers.map(() => page));
  is<LazyStream<string>>()(numbers.map(() => new Future<string>()));
  is<LazyStream<string>>()(numbers.map(function* (n) {
    yield* sleep(n);
    return `${n}`;
  }));
  is<LazyStream<1>>()(numbers.filter((n) => n === 1));
  is<LazyStream<number[]>>()(numbers.chunk(2));
  is<LazyStream<[number, string]>>()(numbers.zip(["a"]));
  is<LazyStream<number | string>>()(numbers.merge(["a"]));
  is<LazyStream<string>>()(numbers.flatMap((n) => [`${n}`]));
  is<LazyStream<[key: string, group: LazyStream<number>]>>()(
    numbers.groupBy((n) => `${n}`),
  );
  is<Task<number[]>>()(numbers.collect());
  is<Task<string>>()(numbers.reduce((text, n) => text + n, ""));
}

// A combinator knows what a Lazy gives, beside Futures and records.
export function* combined(): Generator {
  const both = gather([Lazy.of(1), Future.resolve("a")]);
  is<[number, string]>()(yield* both);
  is<{ id: number }>()(yield* gather({ id: Lazy.of(1) }));
}
