/**
 * The programs of the talk that this project grew from, with what they print.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import {
  coroutine,
  moment,
  primed,
  spawn,
  trampoline,
} from "../../lib/coroutine/mod.ts";
import type { Co } from "./_kit.ts";

/** A program's screen. */
function screen(): { print: (...words: unknown[]) => void; lines: string[] } {
  const lines: string[] = [];
  return {
    print: (...words) => void lines.push(words.map(String).join(" ")),
    lines,
  };
}

Deno.test("subroutine: one way in, one input", () => {
  const { print, lines } = screen();
  function subroutine(name: string): void {
    print("Hello", name);
  }

  subroutine("World");
  assertEquals(lines, ["Hello World"]);
});

Deno.test("generator: many ways in, no input", () => {
  const { print, lines } = screen();
  function* generator(): Generator<string> {
    yield "Hello";
    yield "World";
  }

  const g = generator();
  print(g.next().value);
  print(g.next().value);
  assertEquals(lines, ["Hello", "World"]);
});

Deno.test("coroutine: many ways in, many inputs, once it has been started", () => {
  const { print, lines } = screen();
  function* cosubroutine(): Generator<number | undefined, void, number[]> {
    const [x, y] = yield;
    const result = x! + y!;
    yield result;
  }

  const sub = cosubroutine();
  sub.next(); // start the coroutine
  const result = sub.next([1, 2]).value; // send the values into it
  print(result);
  assertEquals(lines, ["3"]);
});

Deno.test("decorator: primed starts the coroutine", () => {
  const { print, lines } = screen();
  const cosubroutine = primed(
    function* (): Generator<number | undefined, void, number[]> {
      const [x, y] = yield;
      const result = x! + y!;
      yield result;
    },
  );

  const sub = cosubroutine();
  print(sub.next([1, 2]).value);
  assertEquals(lines, ["3"]);
});

Deno.test("trampolining, by hand: a loop carries values between a caller and its subroutine", () => {
  const { print, lines } = screen();
  function* add(x: number, y: number): Generator<number> {
    yield x + y;
  }
  function* main(): Generator<Generator<number> | undefined, void, number> {
    const r = yield add(2, 2);
    print(r);
    yield;
  }
  function run(): void {
    const m = main();
    const sub = m.next().value as Generator<number>;
    const result = sub.next().value;
    m.next(result);
  }

  run();
  assertEquals(lines, ["4"]);
});

Deno.test("trampolining: trampoline is that loop, for any program", () => {
  const { print, lines } = screen();
  function* add(x: number, y: number): Co {
    yield x + y;
  }
  function* main(): Co {
    const r = yield add(2, 2);
    print(r);
    yield;
  }

  trampoline(main());
  assertEquals(lines, ["4"]);
});

Deno.test("trampolining: a Runner is a trampoline that can wait", async () => {
  const { print, lines } = screen();
  const add = coroutine(function* (x: number, y: number): Co {
    yield moment;
    return x + y;
  });
  const main = coroutine(function* (): Co {
    const r = yield add(2, 2);
    print(r);
  });

  await main();
  assertEquals(lines, ["4"]);
});

function driver(
  g: Generator<string | undefined, unknown, number>,
  print: (...words: unknown[]) => void,
): void {
  print(g.next().value);
  g.next(42);
}

Deno.test("yield from, by a loop: what is sent in does not reach the inner generator", () => {
  const { print, lines } = screen();
  function* gen1(): Generator<string | undefined, void, number> {
    const val = yield "okay";
    print(val);
    yield;
  }
  function* gen2(): Generator<string | undefined, void, number> {
    // @ts-expect-error: a loop sends nothing in, and the compiler knows it
    for (const i of gen1()) {
      yield i;
    }
  }

  driver(gen2(), print);
  assertEquals(lines, ["okay", "undefined"]); // Python's None
});

Deno.test("yield from, by delegation: what is sent in reaches the inner generator", () => {
  const { print, lines } = screen();
  function* gen1(): Generator<string | undefined, void, number> {
    const val = yield "okay";
    print(val);
    yield;
  }
  function* gen2(): Generator<string | undefined, void, number> {
    yield* gen1();
  }

  driver(gen2(), print);
  assertEquals(lines, ["okay", "42"]);
});

class RuntimeError extends Error {}

function throwingDriver(
  g: Generator<string | undefined, unknown, unknown>,
  print: (...words: unknown[]) => void,
): void {
  print(g.next().value);
  g.throw(new RuntimeError("booh"));
}

/** Catches what is thrown in, and prints it. */
function* catching(
  print: (...words: unknown[]) => void,
): Generator<string | undefined, void, unknown> {
  let val: unknown;
  try {
    val = yield "okay";
  } catch (exc) {
    if (!(exc instanceof RuntimeError)) throw exc;
    print(exc.message);
    yield;
    return;
  }
  print(val);
  yield;
}

Deno.test("yield from exception: what is thrown in reaches the inner generator", () => {
  const { print, lines } = screen();
  function* gen2(): Generator<string | undefined, void, unknown> {
    yield* catching(print);
  }

  throwingDriver(gen2(), print);
  assertEquals(lines, ["okay", "booh"]);
});

Deno.test("yield from exception, by a loop: what is thrown in comes out again", () => {
  const { print, lines } = screen();
  function* gen2(): Generator<string | undefined, void, unknown> {
    for (const i of catching(print)) yield i;
  }

  assertThrows(() => throwingDriver(gen2(), print), RuntimeError, "booh");
  assertEquals(lines, ["okay"]);
});

Deno.test("yield from return: what the inner generator returns is what yield* gives", () => {
  const { print, lines } = screen();
  function* gen1(): Generator<string, number, number> {
    return 2 * (yield "okay");
  }
  function* gen2(): Generator<string, void, number> {
    print("returned", yield* gen1());
  }

  driver(gen2(), print);
  assertEquals(lines, ["okay", "returned 84"]);
});

Deno.test("yield from return: closing the outer generator closes the inner one first", () => {
  const { print, lines } = screen();
  function* gen1(): Generator<string> {
    try {
      yield "okay";
    } finally {
      print("inner");
    }
  }
  function* gen2(): Generator<string> {
    try {
      yield* gen1();
    } finally {
      print("outer");
    }
  }

  const g = gen2();
  print(g.next().value);
  g.return(undefined);
  assertEquals(lines, ["okay", "inner", "outer"]);
});

// The same three through a Runner: the driver is the loop, what it sends in is
// a Future's value, what it throws in is its error or a cancel.

Deno.test("a Runner sends a value through a delegation", async () => {
  const { print, lines } = screen();
  const sent = new Future<number>();
  function* gen1(): Co {
    const val = yield sent;
    print(val);
  }
  const task = spawn(function* gen2(): Co {
    yield* gen1();
  });

  sent.setResult(42);
  await task;
  assertEquals(lines, ["42"]);
});

Deno.test("a Runner throws an error through a delegation", async () => {
  const { print, lines } = screen();
  const sent = new Future<number>();
  function* gen1(): Co {
    try {
      yield sent;
    } catch (exc) {
      print((exc as Error).message);
    }
  }
  const task = spawn(function* gen2(): Co {
    yield* gen1();
  });

  sent.setError(new RuntimeError("booh"));
  await task;
  assertEquals(lines, ["booh"]);
});

Deno.test("a Runner never closes a delegation: it throws the cancel in, and cleanup may wait", async () => {
  const { print, lines } = screen();
  function* gen1(): Co {
    try {
      yield new Future();
    } finally {
      yield moment;
      print("inner");
    }
  }
  const task = spawn(function* gen2(): Co {
    try {
      yield* gen1();
      print("not reached");
    } finally {
      print("outer");
    }
  });

  task.cancel();
  await task.catch(() => {});
  assert(task.cancelled);
  assertEquals(lines, ["inner", "outer"]);
});
