// deno-lint-ignore-file require-yield no-inner-declarations -- small bodies
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { trampoline } from "../../lib/coroutine/mod.ts";
import type { Co } from "./_kit.ts";

Deno.test("a generator runs to its end at once, and what it returns is given", () => {
  const log: string[] = [];
  const result = trampoline((function* (): Co<string> {
    log.push("ran");
    return "end";
  })());
  assertEquals([result, log], ["end", ["ran"]]);
});

Deno.test("a yielded generator is run, and its result is what the yield gives", () => {
  function* add(x: number, y: number): Co<number> {
    return x + y;
  }
  function* main(): Co<number> {
    return (yield add(2, 2)) * (yield add(3, 4));
  }
  assertEquals(trampoline(main()), 28);
});

Deno.test("a plain value that a subroutine yields is its answer, and ends it", () => {
  const log: string[] = [];
  function* add(x: number, y: number): Co {
    try {
      yield x + y;
      log.push("not reached");
    } finally {
      log.push("closed");
    }
  }
  function* main(): Co<number> {
    return yield add(2, 2);
  }
  assertEquals(trampoline(main()), 4);
  assertEquals(log, ["closed"]);
});

Deno.test("a value that the main generator yields is its result", () => {
  assertEquals(
    trampoline((function* (): Co {
      yield "yielded";
    })()),
    "yielded",
  );
});

Deno.test("a subroutine's error is thrown at the yield of its caller", () => {
  const boom = new Error("boom");
  function* sub(): Co {
    throw boom;
  }
  function* main(): Co {
    try {
      yield sub();
    } catch (error) {
      return [
        error === boom,
        yield (function* (): Co {
          return "went on";
        })(),
      ];
    }
  }
  assertEquals(trampoline(main()), [true, "went on"]);
});

Deno.test("an error that nobody catches is thrown by the call, with every finally run", () => {
  const boom = new Error("boom"), log: number[] = [];
  function* level(n: number): Co {
    try {
      if (n === 3) throw boom;
      yield level(n + 1);
    } finally {
      log.push(n);
    }
  }
  assert(assertThrows(() => trampoline(level(0))) === boom);
  assertEquals(log, [3, 2, 1, 0]);
});

Deno.test("falsy values and falsy errors pass through", () => {
  for (const falsy of [undefined, null, 0, "", NaN, false]) {
    function* give(): Co {
      return falsy;
    }
    function* fail(): Co {
      throw falsy;
    }
    function* main(): Co {
      const given = yield give();
      try {
        yield fail();
      } catch (error) {
        return [given, error];
      }
      return "nothing was thrown";
    }
    assertEquals(trampoline(main()), [falsy, falsy]);
  }
});

Deno.test("an error in a cleanup replaces the answer of its subroutine", () => {
  const broken = new Error("cleanup");
  function* sub(): Co {
    try {
      yield "answer";
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw broken;
    }
  }
  function* main(): Co {
    return yield sub();
  }
  assert(assertThrows(() => trampoline(main())) === broken);
});

Deno.test("recursion is a hundred thousand levels deep, both down and by errors up", () => {
  function* sum(n: number): Co<number> {
    return n === 0 ? 0 : n + (yield sum(n - 1));
  }
  function* fall(n: number): Co {
    if (n === 0) throw bottom;
    yield fall(n - 1);
  }
  const bottom = new Error("bottom");
  assertEquals(trampoline(sum(100_000)), 5_000_050_000);
  assert(assertThrows(() => trampoline(fall(100_000))) === bottom);
});

Deno.test("even and odd may call each other", () => {
  function* even(n: number): Co<boolean> {
    return n === 0 ? true : yield odd(n - 1);
  }
  function* odd(n: number): Co<boolean> {
    return n === 0 ? false : yield even(n - 1);
  }
  assertEquals(trampoline(even(50_001)), false);
});

Deno.test("what would have to be waited for is refused at the yield", () => {
  for (
    const given of [
      Future.resolve(1),
      new Future(),
      Promise.resolve(1),
      { then: () => {} },
    ]
  ) {
    function* main(): Co {
      try {
        yield given;
      } catch (error) {
        return error;
      }
    }
    const error = trampoline(main());
    assertInstanceOf(error, TypeError);
    assert(error.message.startsWith("Cannot wait for "), error.message);
    assert(error.message.includes("Use spawn"), error.message);
  }
});

Deno.test("a generator that yields itself goes on: it is suspended, not running", () => {
  function* body(): Co {
    return [yield self];
  }
  const self: Co = body();
  assertEquals(trampoline(self), undefined);
});

Deno.test("a generator that has ended answers with nothing", () => {
  const ended = (function* (): Co<number> {
    return 1;
  })();
  ended.next();
  assertEquals(
    trampoline((function* (): Co {
      return [yield ended];
    })()),
    [undefined],
  );
});

Deno.test("a hostile value is given as it is", () => {
  const hostile = new Proxy({}, {
    get() {
      throw new Error("trap");
    },
    has() {
      throw new Error("trap");
    },
  });
  let error: unknown;
  try {
    trampoline((function* (): Co {
      yield hostile;
    })());
  } catch (thrown) {
    error = thrown;
  }
  assert(error === undefined || error instanceof Error);
});

Deno.test("what is no generator is refused at the call", () => {
  for (
    const [given, told] of [
      [undefined, "undefined"],
      [null, "null"],
      [42, "42"],
      ["text", '"text"'],
      [function* sum() {}, "generator function sum"],
      [[], "an array of 0"],
      [new Map().values(), ""],
      [Object.create(null), ""],
      [Future.resolve(1), ""],
    ] as const
  ) {
    assertThrows(
      () => trampoline(given as never),
      TypeError,
      `Cannot run ${told}`,
    );
  }
});

Deno.test("a revoked proxy is refused with an error", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertThrows(() => trampoline(proxy as never), TypeError);
});
