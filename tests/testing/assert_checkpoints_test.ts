import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { moment, sleep } from "../../lib/coroutine/mod.ts";
import { TwisterError } from "../../lib/errors/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import {
  assertCheckpoints,
  assertNoCheckpoints,
  coTest,
  runVirtual,
} from "../../lib/testing/mod.ts";

const runsThrough = function* reader() {
  return yield* Future.resolve(1);
};
const waits = function* waiter() {
  yield* sleep(1);
  return 2;
};

coTest(
  "assertCheckpoints gives what a coroutine that waits returns",
  function* () {
    assertEquals(yield* assertCheckpoints(waits), 2);
    yield* assertCheckpoints(function* () {
      yield* moment;
    });
  },
);

Deno.test("assertCheckpoints refuses a coroutine that runs through", async () => {
  await assertRejects(
    () => runVirtual(() => assertCheckpoints(runsThrough)),
    TwisterError,
    "reader let nobody else run",
  );
});

coTest(
  "assertNoCheckpoints gives what one that runs through returns",
  function* () {
    assertEquals(yield* assertNoCheckpoints(runsThrough), 1);
  },
);

Deno.test("assertNoCheckpoints refuses a coroutine that waits", async () => {
  await assertRejects(
    () => runVirtual(() => assertNoCheckpoints(waits)),
    TwisterError,
    "waiter let others run",
  );
});

Deno.test("both pass on the very error of the coroutine", async () => {
  const error = new Error("its own");
  for (const check of [assertCheckpoints, assertNoCheckpoints]) {
    const thrown = await runVirtual(() =>
      // deno-lint-ignore require-yield -- it only throws
      check(function* () {
        throw error;
      })
    ).catch((error) => error);
    assertStrictEquals(thrown, error);
  }
  await assertRejects(
    () => runVirtual(() => assertCheckpoints(1 as never)),
    TypeError,
    "assertCheckpoints(fn)",
  );
});
