import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLessOrEqual,
  assertThrows,
} from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { mapLimit } from "../../lib/combinators/mod.ts";
import { type Co, never, type Stage } from "../scopes/_kit.ts";
import { after, breaking, failing, play, reporting } from "./_kit.ts";

/** Items that note when one is taken and when they are closed. */
function* noted(log: unknown[], count: number): Generator<number, void> {
  try {
    for (let i = 0; i < count; i++) {
      log.push(`took ${i}`);
      yield i;
    }
  } finally {
    log.push("closed");
  }
}

/** The same, in time. */
async function* notedLater(
  log: unknown[],
  count: number,
): AsyncGenerator<number, void> {
  try {
    for (let i = 0; i < count; i++) {
      await Promise.resolve();
      log.push(`took ${i}`);
      yield i;
    }
  } finally {
    log.push("closed");
  }
}

Deno.test("results stand in the order of the items, whatever the order of the ends", async () => {
  const { value, time } = await play(function* (): Co {
    const got: string[] = yield* mapLimit([30, 10, 20], 3, function* (ms, i) {
      yield* sleep(ms);
      return `${i}: ${ms}`;
    });
    return got;
  });
  assertEquals([value, time], [["0: 30", "1: 10", "2: 20"], 30]);
});

Deno.test("never more than the limit run at a time, and as many whenever there are items", async () => {
  for (const limit of [1, 2, 3, 7, Infinity]) {
    let running = 0, most = 0;
    const { value } = await play(() =>
      mapLimit([5, 1, 4, 1, 3, 9, 2], limit, function* (ms) {
        most = Math.max(most, ++running);
        yield* sleep(ms);
        running--;
        return ms;
      })
    );
    assertEquals(value, [5, 1, 4, 1, 3, 9, 2]);
    assertEquals(most, Math.min(limit, 7));
  }
});

Deno.test("an item is taken when there is room for its call", async () => {
  const { log } = await play((stage) =>
    mapLimit(noted(stage.log, 3), 2, function* (i) {
      yield* sleep(10 * (i + 1));
      stage.log.push(`did ${i} at ${stage.now()}`);
    })
  );
  assertEquals(log, [
    "took 0",
    "took 1",
    "did 0 at 10",
    "took 2",
    "did 1 at 20",
    "closed",
    "did 2 at 40",
  ]);
});

Deno.test("an endless iterable is taken from only as far as it is needed", async () => {
  let taken = 0;
  const endless = function* (): Generator<number> {
    for (;;) yield taken++;
  };
  const bad = new Error("enough");
  const { error } = await play(() =>
    mapLimit(endless(), 2, function* (i) {
      yield* sleep(1);
      if (i === 4) throw bad;
    })
  );
  assert(error === bad);
  assertLessOrEqual(taken, 6);
});

Deno.test("a Set, a Map and a string are iterables", async () => {
  const { value } = await play(function* (): Co {
    return [
      yield* mapLimit(new Set([1, 2]), 1, (n) => n),
      yield* mapLimit(new Map([["a", 1]]), 1, ([key, n]) => key + n),
      yield* mapLimit("ab", 1, (letter) => letter),
    ];
  });
  assertEquals(value, [[1, 2], ["a1"], ["a", "b"]]);
});

Deno.test("an async iterable is taken from in the same way", async () => {
  let running = 0, most = 0;
  const { value, log } = await play((stage) =>
    mapLimit(notedLater(stage.log, 5), 2, function* (i) {
      most = Math.max(most, ++running);
      yield* sleep(10 - i);
      running--;
      return i;
    })
  );
  assertEquals([value, most], [[0, 1, 2, 3, 4], 2]);
  assertEquals(log.at(-1), "closed");
});

Deno.test("the function may be a generator function, an async one or a plain one", async () => {
  const { value } = await play(function* (): Co {
    const generator = function* (n: number): Co<number> {
      yield* sleep(1);
      return n;
    };
    const later = (n: number) => Promise.resolve(n);
    return [
      yield* mapLimit([1, 2], 1, generator),
      yield* mapLimit([1, 2], 1, later),
      yield* mapLimit([1, 2], 1, (n) => after(1, n)),
      yield* mapLimit([1, 2], 1, (n) => n),
      yield* mapLimit([1], 1, () => undefined),
      yield* mapLimit([1], 1, () => [[Future.resolve(1)]].length),
    ];
  });
  assertEquals(value, [[1, 2], [1, 2], [1, 2], [1, 2], [undefined], [1]]);
});

Deno.test("of nothing it is an empty array, and the function is not called", async () => {
  const { value } = await play(function* ({ log }): Co {
    const fn = () => log.push("called");
    const none = yield* mapLimit([], 1, fn);
    return [none, yield* mapLimit(notedLater([], 0), 1, fn), log];
  });
  assertEquals(value, [[], [], []]);
});

Deno.test("the first failure cancels the other calls, waits for their cleanup, and takes no more items", async () => {
  const bad = new Error("bad");
  const { error, time, log } = await play((stage) =>
    mapLimit(noted(stage.log, 9), 2, function* (i) {
      if (i === 1) return yield* failing(10, bad);
      try {
        yield* never();
      } finally {
        yield* sleep(20);
        stage.log.push(`${i} cleaned up`);
      }
    })
  );
  assert(error === bad);
  assertEquals(log, ["took 0", "took 1", "0 cleaned up", "closed"]);
  assertEquals([suppressed(error), time], [[], 30]);
});

Deno.test("errors of the other calls are kept beside the first, in the order of time", async () => {
  const bad = new Error("bad"), one = new Error("one"), two = new Error("two");
  const { error } = await play(() =>
    mapLimit([0, 1, 2], 3, function* (i) {
      yield i === 0
        ? breaking(one, 20)
        : i === 1
        ? breaking(two, 10)
        : failing(5, bad);
    })
  );
  assert(error === bad);
  assertEquals(suppressed(error), [two, one]);
});

Deno.test("errors that cannot be kept beside a thrown primitive are reported, once", async () => {
  const lost = new Error("lost");
  const { error, reported } = await reporting(() =>
    mapLimit([0, 1], 2, function* (i) {
      yield i === 0 ? breaking(lost, 5) : failing(1, "text");
    })
  );
  assertEquals([error, reported], ["text", [lost]]);
});

Deno.test("a plain function that throws fails it as well", async () => {
  const bad = new Error("bad");
  const { error } = await play(() =>
    mapLimit([1, 2], 1, () => {
      throw bad;
    })
  );
  assert(error === bad);
});

Deno.test("after a call that failed at once no other is made", async () => {
  const { log } = await play(function* ({ log }): Co {
    const fail = (i: number) => {
      log.push(i);
      throw new Error("bad");
    };
    yield mapLimit([1, 2, 3], 2, fail).catch(() => {});
    yield mapLimit(notedLater([], 3), 2, fail).catch(() => {});
  });
  assertEquals(log, [1, 0]);
});

Deno.test("an iterator that fails cancels the calls, and its error is thrown", async () => {
  const broken = new Error("broken iterator");
  const { error, log } = await play((stage) => {
    const items = function* (): Generator<number> {
      yield 1;
      throw broken;
    };
    return mapLimit(items(), 2, () => slow(stage));
  });
  assert(error === broken);
  assertEquals(log, ["cleaned up at 5"]);
});

Deno.test("an async iterator that fails cancels the calls, and its error is thrown", async () => {
  const broken = new Error("broken iterator");
  const { error, log } = await play((stage) => {
    const items = async function* (): AsyncGenerator<number> {
      yield 1;
      await Promise.resolve();
      throw broken;
    };
    return mapLimit(items(), 2, () => slow(stage));
  });
  assert(error === broken);
  assertEquals(log, ["cleaned up at 5"]);
});

Deno.test("cancelling it cancels the calls, waits for their cleanup and closes the iterator", async () => {
  const { error, time, log } = await play(function* (stage): Co {
    const all = mapLimit(noted(stage.log, 9), 1, () => slow(stage));
    stage.at(10, () => all.cancel("why"));
    yield* all;
  });
  assertInstanceOf(error, CancelledError);
  assertEquals([error.reason, time], ["why", 15]);
  assertEquals(log, ["took 0", "cleaned up at 15", "closed"]);
});

Deno.test("an async iterator is closed on a failure and on a cancel", async () => {
  const { log } = await play(function* (stage): Co {
    const bad = mapLimit(notedLater(stage.log, 9), 1, () => {
      throw new Error("bad");
    });
    yield bad.catch(() => {});
    const all = mapLimit(notedLater(stage.log, 9), 1, () => slow(stage));
    stage.at(10, () => all.cancel());
    yield all.catch(() => {});
  });
  assertEquals(log, [
    "took 0",
    "closed",
    "took 0",
    "cleaned up at 15",
    "closed",
  ]);
});

Deno.test("an iterator that has come to its end is not closed again, whatever fails later", async () => {
  const bad = new Error("bad");
  const { error, log } = await play(({ log }) => {
    let left = 1;
    const items = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: left-- === 0, value: 1 }),
        return: () => {
          log.push("closed");
          return { done: true, value: 1 };
        },
      }),
    };
    return mapLimit(items, 2, () => failing(1, bad));
  });
  assert(error === bad);
  assertEquals(log, []);
});

Deno.test("an iterator that fails to close does not hide the error that closed it", async () => {
  const bad = new Error("bad"), broken = new Error("cannot close");
  const items = function* (): Generator<number> {
    try {
      yield 1;
      yield 2;
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw broken;
    }
  };
  const { error } = await play(() =>
    mapLimit(items(), 1, () => {
      throw bad;
    })
  );
  assert(error === bad);
  assertEquals(suppressed(error), [broken]);
});

Deno.test("an iterator that fails to close after a cancel throws its error", async () => {
  const broken = new Error("cannot close");
  const items = async function* (): AsyncGenerator<number> {
    try {
      yield 1;
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw broken;
    }
  };
  const { error } = await play(function* ({ at }): Co {
    const all = mapLimit(items(), 1, never);
    at(5, () => all.cancel());
    yield* all;
  });
  assert(error === broken);
});

Deno.test("a failure does not wait for an item that never comes", async () => {
  const bad = new Error("bad");
  const items = async function* (): AsyncGenerator<number> {
    yield 1;
    await new Promise(() => {});
  };
  const { error } = await play(() =>
    mapLimit(items(), 2, () => failing(5, bad))
  );
  assert(error === bad);
});

Deno.test("what is no iterable, no function or no limit is told before anything is taken", () => {
  const fn = () => 1;
  assertThrows(() => mapLimit(1 as never, 1, fn), TypeError, "iterable");
  assertThrows(() => mapLimit(null as never, 1, fn), TypeError, "iterable");
  assertThrows(() => mapLimit({} as never, 1, fn), TypeError, "iterable");
  const log: unknown[] = [];
  assertThrows(() => mapLimit(noted(log, 1), 1, 1 as never), TypeError);
  for (const limit of [0, -1, 1.5, NaN, "1" as never]) {
    assertThrows(() => mapLimit(noted(log, 1), limit, fn), RangeError);
  }
  assertEquals(log, []);
});

Deno.test("ten thousand items that are ready are mapped in order", async () => {
  const items = Array.from({ length: 10_000 }, (_, i) => i);
  const { value } = await play(() => mapLimit(items, 4, (i) => i));
  assertEquals(value, items);
});

/** A call that waits for ever, and cleans up for five milliseconds. */
function* slow({ log, now }: Stage): Co {
  try {
    yield* never();
  } finally {
    yield* sleep(5);
    log.push(`cleaned up at ${now()}`);
  }
}
