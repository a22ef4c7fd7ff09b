import {
  assertEquals,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { CancelledError, TimeoutError } from "../../lib/errors/mod.ts";
import { Deferred, Failure } from "../../lib/deferred/mod.ts";
import { isFailure } from "../../lib/deferred/failure.ts";
import { errorOf } from "./_kit.ts";

class Base extends Error {}
class Derived extends Base {}

Deno.test("Failure.value is the very error, whatever it is", () => {
  for (const error of [new Error("e"), Object.freeze({}), "e", 0, null]) {
    assertStrictEquals(new Failure(error).value, error);
  }
  assertEquals(new Failure().value, undefined);
});

Deno.test("Failure.from() gives a Failure back and wraps anything else", () => {
  const failure = Failure.from("e");
  assertStrictEquals(Failure.from(failure), failure);
  assertEquals(failure.value, "e");
});

Deno.test("a Failure of a Failure has the error, not the Failure", () => {
  const inner = new Failure("e");
  assertEquals(new Failure(inner).value, "e");
});

// D17
Deno.test("check() gives the first class that fits, or undefined", () => {
  const failure = new Failure(new Derived());
  assertEquals(failure.check(TypeError, Derived, Base), Derived);
  assertEquals(failure.check(TypeError), undefined);
});

// D17
Deno.test("check() lets a subclass count as its parents, and not the other way", () => {
  assertEquals(new Failure(new Derived()).check(Base), Base);
  assertEquals(new Failure(new Base()).check(Derived), undefined);
});

Deno.test("check() knows the errors of another loaded copy by their brand", () => {
  const foreign = Object.create({
    [Symbol.for("twister.error")]: "TimeoutError",
  });
  assertEquals(new Failure(foreign).check(TimeoutError), TimeoutError);
  assertEquals(new Failure(foreign).check(CancelledError), undefined);
});

Deno.test("check() of a primitive or a hostile object finds nothing", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertEquals(new Failure("e").check(Error, String), undefined);
  assertEquals(new Failure(proxy).check(Error), undefined);
});

// D17
Deno.test("trap() gives the class that fits", () => {
  assertEquals(new Failure(new Derived()).trap(TypeError, Base), Base);
});

// D17
Deno.test("trap() throws the very error where none fits", () => {
  const error = new Base();
  const thrown = assertThrows(() => new Failure(error).trap(Derived));
  assertStrictEquals(thrown, error);
});

Deno.test("trap() in an errback lets the error go on to the next", () => {
  const error = new Base(), deferred = new Deferred<number>();
  deferred.addErrback((failure) => void failure.trap(Derived));
  deferred.errback(error);
  assertStrictEquals(errorOf(deferred), error);
});

for (const call of ["check", "trap"] as const) {
  Deno.test(`${call}() without a class is a TypeError that shows a call`, () => {
    assertThrows(
      () => new Failure(1)[call](),
      TypeError,
      `${call}(RangeError)`,
    );
  });

  Deno.test(`${call}() for what is no class is a TypeError`, () => {
    for (const wrong of ["TypeError", undefined, null, {}]) {
      assertThrows(
        () => new Failure(1)[call](Error, wrong as never),
        TypeError,
        "expected classes of errors",
      );
    }
  });
}

Deno.test("raise() throws the very error, also undefined", () => {
  const error = Object.freeze(new Error("e"));
  assertStrictEquals(assertThrows(() => new Failure(error).raise()), error);
  try {
    new Failure(undefined).raise();
  } catch (thrown) {
    assertEquals(thrown, undefined);
  }
});

/** A failure that came through two Deferreds, by named functions. */
function passed(error: unknown): Failure {
  const first = new Deferred<void>(), second = new Deferred<void>();
  const third = new Deferred<void>();
  second.addCallback(function reads() {
    return first;
  });
  third.addCallback(function parses() {
    return second;
  });
  third.callback();
  second.callback();
  first.errback(error);
  let found!: Failure;
  third.addErrback((failure) => void (found = failure));
  return found;
}

Deno.test("traceback() names each function that had a Deferred wait, in order", () => {
  const text = passed(new Error("e")).traceback();
  assertMatch(
    text,
    /^Error: e\n {4}at [^]*\n {4}at async reads [^\n]*\n {4}at async parses /,
  );
});

Deno.test("traceback() and the stack of the value agree", () => {
  const failure = passed(new Error("e"));
  assertEquals((failure.value as Error).stack, failure.traceback());
});

Deno.test("traceback() has none of the package's own frames", () => {
  const deferred = new Deferred<void>();
  deferred.addCallback(function fails() {
    throw new Error("e");
  });
  let text = "";
  deferred.addErrback((failure) => void (text = failure.traceback()));
  deferred.callback();
  assertMatch(text, /at fails /);
  assertEquals(text.includes("/lib/deferred/"), false);
});

Deno.test("traceback() tells the path of a frozen error and of a primitive too", () => {
  for (const error of [Object.freeze(new Error("e")), "e"]) {
    const failure = passed(error);
    assertMatch(failure.traceback(), /async reads [^\n]*\n +at async parses /);
    assertStrictEquals(failure.value, error);
  }
});

Deno.test("traceback() of nothing at all says what was thrown", () => {
  assertEquals(new Failure(undefined).traceback(), "Uncaught undefined");
});

Deno.test("two ways of one error keep their paths apart", () => {
  const error = new Error("e");
  const there = passed(error), here = new Failure(error)._by(undefined);
  assertEquals(there.traceback().includes("async parses"), true);
  assertEquals(here.traceback().includes("async parses"), false);
  assertEquals((here.value as Error).stack, here.traceback());
  assertEquals((there.value as Error).stack, there.traceback());
});

// G15
Deno.test("an error that is fired with again keeps its frames and adds none twice", () => {
  const first = passed(new Error("e")), again = new Deferred<void>();
  again.errback(first.value);
  let found!: Failure;
  again.addErrback((failure) => void (found = failure));
  assertEquals(found.traceback(), first.traceback());
});

Deno.test("a Failure is printed as its error in short", () => {
  assertEquals(String(new Failure("e")), 'Failure: "e"');
});

Deno.test("isFailure() goes by the brand and survives hostile objects", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertEquals(isFailure(new Failure(1)), true);
  assertEquals(isFailure({ [Symbol.for("twister.failure")]: true }), true);
  assertEquals([proxy, null, 1, {}].map(isFailure), [
    false,
    false,
    false,
    false,
  ]);
});
