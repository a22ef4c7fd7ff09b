import { assertEquals, assertInstanceOf } from "@std/assert";
import { CancelledError } from "../../lib/errors/mod.ts";
import { checkCancelled } from "../../lib/executor/mod.ts";
import { CancelScope } from "../../lib/scopes/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { begun, cells, pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

Deno.test("outside of jobs it asks the task and its scopes", async () => {
  checkCancelled();
  const scope = new CancelScope();
  const log: string[] = [];
  await spawn(() =>
    // deno-lint-ignore require-yield -- it only asks
    scope.run(function* () {
      scope.cancel();
      try {
        checkCancelled();
      } catch (error) {
        log.push((error as Error).name);
        throw error;
      }
    })
  );
  assertEquals(log, ["CancelledError"]);
});

Deno.test("the cancel of one job is not that of the next in its worker", async () => {
  await using executor = pool();
  const shared = cells();
  const first = executor.submit(jobs.spinsPolitely, shared);
  await begun(shared);
  first.cancel();
  assertInstanceOf(await caught(first), CancelledError);
  assertEquals(await executor.map(jobs.square, [1, 2], { chunk: 2 }).all(), [
    1,
    4,
  ]);
});
