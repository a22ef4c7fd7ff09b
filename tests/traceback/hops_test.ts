import { assert, assertEquals } from "@std/assert";
import {
  addHop,
  captureBelow,
  type Hop,
  MOST_HOPS,
} from "../../lib/traceback/hops.ts";

/** The names on a path, innermost first. */
function names(hop: Hop | undefined): string[] {
  const found: string[] = [];
  for (let at = hop; at !== undefined; at = at.before) found.unshift(at.name);
  return found;
}

Deno.test("hops are put one in front of the other and share what they have in common", () => {
  const leaf = addHop(undefined, { name: "leaf" });
  const a = addHop(leaf, { name: "a" }), b = addHop(leaf, { name: "b" });
  assertEquals([names(leaf), names(a), names(b)], [["leaf"], ["leaf", "a"], [
    "leaf",
    "b",
  ]]);
  assert(a.before === b.before);
  assertEquals([leaf.length, a.length], [1, 2]);
});

Deno.test("the same holder twice in a row is one hop, at its latest place", () => {
  const holder = {};
  let hop: Hop | undefined = addHop(undefined, { name: "leaf" });
  for (const name of ["first", "second", "third"]) {
    hop = addHop(hop, { name, holder });
  }
  assertEquals(names(hop), ["leaf", "third"]);
});

Deno.test("another holder in between makes them two", () => {
  const a = {}, b = {};
  let hop: Hop | undefined;
  for (const holder of [a, b, a]) {
    hop = addHop(hop, { name: holder === a ? "a" : "b", holder });
  }
  assertEquals(names(hop), ["a", "b", "a"]);
});

Deno.test("hops without a holder are never the same", () => {
  const once = addHop(undefined, { name: "x" });
  assertEquals(names(addHop(once, { name: "x" })), ["x", "x"]);
});

Deno.test("a long path keeps the innermost hops and counts the rest", () => {
  let hop: Hop | undefined;
  for (let i = 0; i < 1000; i++) {
    hop = addHop(hop, { name: `${i}`, holder: {} });
  }
  assertEquals(names(hop), Array.from({ length: MOST_HOPS }, (_, i) => `${i}`));
  assertEquals([hop?.length, hop?.more], [MOST_HOPS, 1000 - MOST_HOPS]);
});

Deno.test("one that is only counted is counted once, however often it catches", () => {
  let hop: Hop | undefined;
  for (let i = 0; i < MOST_HOPS; i++) {
    hop = addHop(hop, { name: `${i}`, holder: {} });
  }
  const last = {};
  for (let i = 0; i < 5; i++) hop = addHop(hop, { name: "last", holder: last });
  assertEquals(hop?.more, 1);
});

Deno.test("a capture shows the frames below a function, with the host's limit lifted and put back", () => {
  const limit = Error.stackTraceLimit;
  let capture: { stack?: unknown } | undefined;
  function below(): void {
    capture = captureBelow(below);
  }
  function deep(n: number): void {
    if (n === 0) below();
    else deep(n - 1);
  }
  deep(30);
  assertEquals(Error.stackTraceLimit, limit);
  const frames = String(capture?.stack).split("\n").filter((line) =>
    line.includes(" deep ")
  );
  assertEquals(frames.length, 31);
  assert(!String(capture?.stack).includes(" below "));
});

Deno.test("where the host captures nothing, nothing is captured", () => {
  const host = Error as { stackTraceLimit?: unknown };
  const before = host.stackTraceLimit;
  try {
    for (const limit of [0, -1, NaN, "none", undefined]) {
      host.stackTraceLimit = limit;
      assertEquals(captureBelow(() => {}), undefined);
      assertEquals(host.stackTraceLimit, limit);
    }
  } finally {
    host.stackTraceLimit = before;
  }
});
