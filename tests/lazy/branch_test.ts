import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  branch,
  collectInto,
  pipe,
  take,
  through,
} from "../../lib/lazy/mod.ts";

const isEven = (n: number) => n % 2 === 0;

Deno.test("each item goes to one of the two", async () => {
  const even: number[] = [], odd: number[] = [];
  await pipe([1, 2, 3, 4], branch(isEven, collectInto(even), collectInto(odd)));
  assertEquals([even, odd], [[2, 4], [1, 3]]);
});

Deno.test("without the second the others are dropped", async () => {
  const even: number[] = [];
  await pipe([1, 2], branch(isEven, collectInto(even)));
  assertEquals(even, [2]);
});

Deno.test("the pipe ends when both want no more", async () => {
  let asked = 0;
  const even: number[] = [], odd: number[] = [];
  await pipe(
    function* () {
      for (;;) yield ++asked;
    },
    branch(
      isEven,
      through(take<number>(1), collectInto(even)),
      through(take<number>(3), collectInto(odd)),
    ),
  );
  assertEquals([even, odd, asked], [[2], [1, 3, 5], 5]);
});

Deno.test("both are closed once, also when the test throws", async () => {
  const log: string[] = [], error = new Error("test");
  const sink = (name: string) => ({
    send() {},
    close: () => void log.push(name),
  });
  const task = pipe(
    [1],
    branch(
      () => {
        throw error;
      },
      sink("then"),
      sink("otherwise"),
    ),
  );
  assertStrictEquals(await task.catch((error) => error), error);
  assertEquals(log, ["then", "otherwise"]);
});

Deno.test("what is of no use is refused", () => {
  assertThrows(
    () => branch(1 as never, { send() {} }),
    TypeError,
    "expected a function",
  );
  assertThrows(() => branch(isEven, {} as never), TypeError, "a method send");
});
