import { assertEquals, assertThrows } from "@std/assert";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import {
  defaultExecutor,
  InlineExecutor,
  setDefaultExecutor,
} from "../../lib/executor/mod.ts";
import { JOBS } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

Deno.test("without one it says what to do; with one it is that", () => {
  assertThrows(() => defaultExecutor(), InvalidStateError, "import.meta.url");
  const inline = new InlineExecutor();
  assertEquals(setDefaultExecutor(inline), undefined);
  assertEquals(defaultExecutor(), inline);
  assertEquals(setDefaultExecutor(undefined), inline);
  assertThrows(() => setDefaultExecutor({} as never), TypeError);
});

Deno.test("of a module there is one pool, until it is shut down", async () => {
  const executor = defaultExecutor(JOBS);
  assertEquals(defaultExecutor(new URL(JOBS)), executor);
  assertEquals(await executor.submit(jobs.square, 3), 9);
  await executor.shutdown();
  assertThrows(() => defaultExecutor("jobs.ts"), TypeError, "expected a URL");
});
