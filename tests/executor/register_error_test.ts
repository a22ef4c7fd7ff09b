import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { registerError } from "../../lib/executor/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

Deno.test("from its registering on a class comes back as itself", async () => {
  await using executor = pool();
  const before = await caught(executor.submit(jobs.failsPlainly)) as Error;
  assertEquals(before.constructor, RangeError);
  assertEquals(registerError(jobs.Plain), jobs.Plain);
  const after = await caught(executor.submit(jobs.failsPlainly));
  assertInstanceOf(after, jobs.Plain);
  registerError(class Plain extends RangeError {}); // the name is free again
});

Deno.test("what is no class of errors is refused", () => {
  const refuse = (what: unknown) =>
    assertThrows(() => registerError(what as never), TypeError);
  refuse(7);
  refuse(class Other {});
  refuse((() => class extends Error {})());
});
