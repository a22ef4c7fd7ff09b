import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError, suppressed } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import type { Cell } from "../../lib/future/cell.ts";
import { FULFILLED } from "../../lib/future/states.ts";
import { Crowd, failed } from "../../lib/coroutine/crowd.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { reports, rest } from "../_support.ts";
import { caught, type Co, hasNoWaiter } from "./_kit.ts";

/** Notes who ended; settles with the names of all, or as given up. */
class Roll extends Crowd {
  readonly log: string[] = [];

  protected override get kind(): string {
    return "roll";
  }

  protected override ended(cell: Cell): void {
    this.log.push(cell._label());
  }

  protected override finish(): void {
    const bad = [...this.cells].find(failed);
    if (bad !== undefined) this.failWith(bad);
    else if (this.cancellation !== undefined) this.endCancelled();
    else this.target._settle(this.log.join(" "), FULFILLED);
  }
}

function roll(
  ...cells: Future<unknown>[]
): { all: Future<unknown>; log: string[] } {
  const all = new Future<unknown>({ name: "roll" });
  const crowd = new Roll(cells, all);
  crowd.begin();
  return { all, log: crowd.log };
}

function named(name: string): Future<unknown> {
  return new Future<unknown>({ name });
}

Deno.test("those that have ended already count in input order, the others as they end", async () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map(named) as Future<unknown>[];
  c!.setResult(1);
  b!.setResult(1);
  const { all, log } = roll(a!, b!, c!, d!);
  assertEquals(log, ["b", "c"]);
  d!.setResult(1);
  a!.setResult(1);
  assertEquals(await all, "b c d a");
});

Deno.test("one that stands there twice counts once", async () => {
  const a = named("a");
  const { all } = roll(a, a);
  a.setResult(1);
  assertEquals(await all, "a");
});

Deno.test("nobody to wait for is an end at once", () => {
  assertEquals(roll().all.result(), "");
});

Deno.test("a failure keeps the others' errors beside its own", async () => {
  const first = new Error("first"), second = new Error("second");
  const { all } = roll(Future.reject(first), Future.reject(second));
  assert(await caught(all) === first);
  assertEquals(suppressed(first), [second]);
});

Deno.test("giving up the result leaves all, and cancels those that nobody else waits for", async () => {
  const plain = named("plain");
  const task = spawn(function* (): Co {
    yield new Future();
  });
  const { all } = roll(plain, task);
  all.cancel("why");
  const error = await caught(all);
  assertInstanceOf(error, CancelledError);
  assertEquals(error.reason, "why");
  assert(hasNoWaiter(plain));
  assertEquals([plain.state, task.state], ["pending", "cancelled"]);
});

Deno.test("a cleanup's error goes before the cancel", async () => {
  const broken = new Error("cleanup");
  const task = spawn(function* (): Co {
    try {
      yield new Future();
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw broken;
    }
  });
  using told = reports();
  const { all } = roll(named("plain"), task);
  all.cancel();
  assert(await caught(all) === broken);
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("a cell that was cancelled has not failed", () => {
  const cancelled = new Future();
  cancelled.cancel();
  assertEquals(failed(cancelled), false);
  assertEquals(failed(Future.resolve(1)), false);
  const rejected = Future.reject(new Error("seen"));
  assertEquals(failed(rejected), true);
  rejected.error();
  assertEquals(failed(rejected), true);
});
