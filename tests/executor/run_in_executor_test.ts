import { assertEquals, assertThrows } from "@std/assert";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { runInExecutor, setDefaultExecutor } from "../../lib/executor/mod.ts";
import { pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

Deno.test("it runs on the executor given, or on the default one", async () => {
  await using executor = pool();
  assertEquals(await runInExecutor(executor, jobs.add, 1, 2), 3);
  assertThrows(
    () => runInExecutor(undefined, jobs.add, 1, 2),
    InvalidStateError,
  );
  setDefaultExecutor(executor);
  assertEquals(await runInExecutor(undefined, jobs.add, 3, 4), 7);
  setDefaultExecutor(undefined);
});
