import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import {
  Deferred,
  DeferredList,
  fail,
  Failure,
  FirstError,
  succeed,
} from "../../lib/deferred/mod.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { caught, errorOf, NONE, resultOf, toldOf } from "./_kit.ts";

/** Pairs with the failures shown as their errors. */
function plain(pairs: unknown): unknown {
  return (pairs as [boolean, unknown][]).map(([ok, given]) => [
    ok,
    given instanceof Failure ? given.value : given,
  ]);
}

const consumeErrors = true;

// D12
Deno.test("a list fires with a pair for each member, in order, when all have", () => {
  const [a, b] = [new Deferred<string>(), new Deferred<string>()];
  const end = caught(new DeferredList([a, b, succeed(3)], { consumeErrors }));
  b.errback("no");
  assertEquals(end(), NONE);
  a.callback("yes");
  assertEquals(plain(end()), [[true, "yes"], [false, "no"], [true, 3]]);
});

// D12
Deno.test("the members keep their results, errors too", () => {
  const members = [succeed(1), fail("e")] as const;
  resultOf(new DeferredList(members));
  assertEquals([resultOf(members[0]), errorOf(members[1])], [1, "e"]);
});

// D12
Deno.test("consumeErrors leaves undefined to later errbacks on a member", () => {
  const member = fail("e");
  resultOf(new DeferredList([member], { consumeErrors }));
  assertEquals(resultOf(member), undefined);
});

// D12
Deno.test("an error that the member keeps is the member's to report, a consumed one is not", async () => {
  const kept = await toldOf(() => new DeferredList([fail("e")]));
  assertEquals(kept.unobserved.map(({ error }) => error), ["e"]);
  const taken = await toldOf(() =>
    new DeferredList([fail("e")], { consumeErrors })
  );
  assertEquals(taken.unobserved, []);
});

Deno.test("a list of nothing is fired", () => {
  assertEquals(resultOf(new DeferredList([])), []);
});

Deno.test("a member that stands there twice has both places", () => {
  const member = succeed(1);
  assertEquals(plain(resultOf(new DeferredList([member, member]))), [
    [true, 1],
    [true, 1],
  ]);
});

Deno.test("a list keeps the types of its members", () => {
  const list = new DeferredList([succeed(1), succeed("b")]);
  const texts: string[] = [];
  list.addCallback(([one, two]) => {
    if (one[0]) texts.push(one[1].toFixed(1));
    if (two[0]) texts.push(two[1].toUpperCase());
  });
  assertEquals(texts, ["1.0", "B"]);
});

// D13
Deno.test("fireOnOneCallback gives value and index of the first success", () => {
  const [a, b] = [new Deferred<string>(), new Deferred<string>()];
  const list = new DeferredList([a, b], { fireOnOneCallback: true });
  const end = caught(list);
  b.callback("b");
  a.callback("a");
  assertEquals(end(), ["b", 1]);
});

// D13
Deno.test("fireOnOneCallback gives all pairs where none succeeds", () => {
  const list = new DeferredList([fail("a"), fail("b")], {
    fireOnOneCallback: true,
    consumeErrors,
  });
  assertEquals(plain(resultOf(list)), [[false, "a"], [false, "b"]]);
});

// D13
Deno.test("fireOnOneErrback gives FirstError with index and subFailure, once", () => {
  const error = new Error("e"), late = new Error("late");
  const [a, b, c] = [1, 2, 3].map(() => new Deferred<string>());
  const list = new DeferredList([a!, b!, c!], {
    fireOnOneErrback: true,
    consumeErrors,
  });
  const end = caught(list);
  a!.callback("a");
  c!.errback(error);
  b!.errback(late);
  const first = end();
  assertInstanceOf(first, FirstError);
  assertEquals(first.index, 2);
  assertStrictEquals(first.subFailure.value, error);
  assertStrictEquals(first.cause, error);
  assertEquals(suppressed(error), [late]);
});

// D13
Deno.test("fireOnOneErrback works with members that failed already", () => {
  const list = new DeferredList([succeed(1), fail("e")], {
    fireOnOneErrback: true,
    consumeErrors,
  });
  assertEquals((errorOf(list) as FirstError).index, 1);
});

Deno.test("both options fire on whatever comes first", () => {
  const options = {
    fireOnOneCallback: true,
    fireOnOneErrback: true,
    consumeErrors,
  } as const;
  const pending = new Deferred<number>();
  assertEquals(resultOf(new DeferredList([pending, succeed(1)], options)), [
    1,
    1,
  ]);
  assertInstanceOf(
    errorOf(new DeferredList([pending, fail("e")], options)),
    FirstError,
  );
});

// D14
Deno.test("cancelling a list cancels the members given at construction", () => {
  const log: unknown[] = [];
  const members = [1, 2].map((n) =>
    new Deferred((_, reason) => log.push([n, reason]))
  );
  const list = new DeferredList(members, { consumeErrors });
  members.push(new Deferred(() => log.push("added later")));
  list.cancel("why");
  assertEquals(log, [[1, "why"], [2, "why"]]);
  const pairs = resultOf(list) as [boolean, Failure][];
  assertEquals(
    pairs.map(([ok, failure]) => [ok, failure.check(CancelledError)]),
    [[false, CancelledError], [false, CancelledError]],
  );
});

// D14
Deno.test("also when one canceller throws, which its member reports", async () => {
  const { loop } = handLoop(), error = new Error("cannot stop");
  using told = reports(loop);
  let second = "waits";
  const members = [
    new Deferred(() => {
      throw error;
    }),
    new Deferred(() => second = "cancelled"),
  ];
  const list = new DeferredList(members);
  loop._within(() => list.cancel());
  await rest();
  assertEquals(second, "cancelled");
  assertEquals(told.unobserved.map(({ source }) => source), [members[0]]);
});

// D14
Deno.test("a list that has fired leaves its members alone", () => {
  const log: string[] = [];
  const pending = new Deferred<number>(() => log.push("cancelled"));
  const list = new DeferredList([succeed(1), pending], {
    fireOnOneCallback: true,
  });
  list.cancel();
  assertEquals([log, resultOf(list)], [[], [1, 0]]);
});

Deno.test("a list waits for a member that does not fire on its cancel", () => {
  const inner = new Deferred<string>((it) => it.pause());
  const member = succeed().addCallback(() => inner);
  const end = caught(new DeferredList([member], { consumeErrors }));
  member.cancel();
  assertEquals(end(), NONE);
  inner.unpause();
  assertEquals((end() as unknown[]).length, 1);
});

Deno.test("what is no Deferred is refused at the call", () => {
  assertThrows(
    () => new DeferredList([1 as never]),
    TypeError,
    "Cannot make a DeferredList of 1 at index 0",
  );
});

Deno.test("the first success of none is refused at the call", () => {
  assertThrows(
    () => new DeferredList([], { fireOnOneCallback: true }),
    RangeError,
    "wait for ever",
  );
});
