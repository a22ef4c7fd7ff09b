import { assertEquals, assertThrows } from "@std/assert";
import {
  collectInto,
  map,
  type Stage,
  take,
  through,
} from "../../lib/lazy/mod.ts";

Deno.test("filters before a sink are one stage, which is pushed into by hand", async () => {
  const out: string[] = [];
  const stage = through(
    map((n: number) => n + 1),
    map((n) => `${n}`),
    take(2),
    collectInto(out),
  );
  assertEquals([stage.send(1), stage.send(2), stage.send(3)], [
    undefined,
    false,
    false,
  ]);
  await stage.close();
  assertEquals(out, ["2", "3"]);
});

Deno.test("closing it closes every stage, once", async () => {
  const log: string[] = [];
  const stage = through(
    (next: Stage<number>) => ({
      send: (n: number) => next.send(n),
      close: () => void log.push("filter"),
    }),
    { send() {}, close: () => void log.push("sink") },
  );
  await Promise.all([stage.close(), stage.close()]);
  assertEquals(log, ["filter", "sink"]);
});

Deno.test("what is of no use is refused", () => {
  assertThrows(
    () => through(42 as never, { send() {} }),
    TypeError,
    "expected a function, got 42",
  );
  assertThrows(
    () => through(map((n: number) => n), undefined as never),
    TypeError,
    "Cannot go through(…filters, sink)",
  );
});
