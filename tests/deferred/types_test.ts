import { assertEquals } from "@std/assert";
import {
  type Chained,
  Deferred,
  DeferredList,
  fail,
  Failure,
  gatherResults,
  inlineCallbacks,
  race,
  succeed,
} from "../../lib/deferred/mod.ts";
import { resultOf } from "./_kit.ts";

/** Holds only where both types are the same. */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends
  (<X>() => X extends B ? 1 : 2) ? true : false;

/** Compiles only if a Deferred is of exactly a type. */
function of<T>() {
  return <D>(deferred: Deferred<D>, _same: Same<D, T>) => resultOf(deferred);
}

Deno.test("each add… has the type of what its function gives", () => {
  const text: Deferred<string> = succeed(1).addCallback((n) => n.toFixed(1));
  of<string>()(text, true);
  of<number>()(succeed("a").addCallback((text) => text.length), true);
  of<number | string>()(succeed(1).addErrback(() => "e"), true);
  of<string>()(succeed(1).addBoth(() => "both"), true);
  of<string | boolean>()(
    succeed(1).addCallbacks(() => "ok", () => true as boolean),
    true,
  );
  of<number | string>()(succeed(1).addCallbacks(null, () => "e"), true);
});

Deno.test("a Deferred that a callback gives counts as its value, a Failure as none", () => {
  of<string>()(succeed(1).addCallback(() => succeed("inner")), true);
  of<number | string>()(
    succeed(1).addCallback((n) => n > 1 ? n : succeed("inner")),
    true,
  );
  of<number>()(
    succeed(1).addCallback((n) => n < 1 ? new Failure("e") : n),
    true,
  );
  const same: Same<Chained<Deferred<1> | Failure | 2>, 1 | 2> = true;
  assertEquals(same, true);
});

Deno.test("a Deferred of nothing is fired without an argument", () => {
  const deferred = new Deferred<void>();
  deferred.callback();
  of<void>()(deferred, true);
  of<never>()(fail("e"), true);
});

Deno.test("further arguments have the types that the function wants", () => {
  const pad = (n: number, width: number, fill: string) =>
    String(n).padStart(width, fill);
  assertEquals(resultOf(succeed(7).addCallback(pad, 3, "0")), "007");
  // @ts-expect-error -- the width is no string
  succeed(7).addCallback(pad, "3", "0");
});

Deno.test("several keep the type of each", () => {
  of<[number, string]>()(gatherResults([succeed(1), succeed("b")]), true);
  of<[index: number, value: number | string]>()(
    race([succeed(1), succeed("b")]),
    true,
  );
  new DeferredList([succeed(1), succeed("b")]).addCallback(([a, b]) => {
    const first: number | Failure = a[1], second: string | Failure = b[1];
    return [first, second];
  });
});

Deno.test("a generator's result is what it returns, and yield* knows what comes back", () => {
  const call = inlineCallbacks(function* (n: number) {
    const text = yield* succeed("a");
    const same: Same<typeof text, string> = true;
    return same ? n : text;
  });
  of<number | string>()(call(1), true);
});
