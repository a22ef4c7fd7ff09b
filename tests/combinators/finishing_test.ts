import { assert, assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { Finishing } from "../../lib/combinators/finishing.ts";
import { rest } from "../_support.ts";

function three(): Future<number>[] {
  return [new Future<number>(), new Future<number>(), new Future<number>()];
}

Deno.test("ends are handed out in the order in which they came", async () => {
  const [a, b, c] = three() as [Future<number>, Future<number>, Future<number>];
  const finishing = new Finishing([a, b, c]);
  c.setResult(1);
  a.setResult(1);
  b.setResult(1);
  await rest();
  const got = [1, 2, 3].map(() => finishing.next().result());
  assert(got[0] === c && got[1] === a && got[2] === b);
});

Deno.test("those who ask before an end get theirs in the order of asking", async () => {
  const [a, b] = three() as [Future<number>, Future<number>];
  const finishing = new Finishing([a, b]);
  const first = finishing.next(), second = finishing.next();
  b.setResult(1);
  await rest();
  assert(first.result() === b);
  assertEquals(second.done, false);
  a.setResult(1);
  await rest();
  assert(second.result() === a);
});

Deno.test("it counts what has not been asked for, each thing once", () => {
  const [a, b] = three() as [Future<number>, Future<number>];
  const finishing = new Finishing([a, b, a]);
  const counts = [finishing.unasked];
  finishing.next();
  counts.push(finishing.unasked);
  finishing.next();
  assertEquals([...counts, finishing.unasked], [2, 1, 0]);
});

Deno.test("one who gives up frees his turn for the next", async () => {
  const [a] = three() as [Future<number>];
  const finishing = new Finishing([a]);
  const given = finishing.next();
  finishing.forget(given);
  assertEquals(finishing.unasked, 1);
  const next = finishing.next();
  a.setResult(1);
  await rest();
  assert(next.result() === a);
  assertEquals(given.done, false);
});

Deno.test("one who has got his end cannot give it back", () => {
  const finishing = new Finishing([Future.resolve(1)]);
  finishing.forget(finishing.next());
  assertEquals(finishing.unasked, 0);
});
