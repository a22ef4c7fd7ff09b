import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { ContextVar } from "../../lib/context/mod.ts";
import { carried } from "../../lib/executor/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

Deno.test("a carried variable is what it was at the submit, another has its default", async () => {
  await using executor = pool();
  const asAda = jobs.user.run("ada", () => executor.submit(jobs.users));
  const asBob = jobs.user.run(
    "bob",
    () => jobs.own.run("mine", () => executor.submit(jobs.users)),
  );
  assertEquals(await asAda, ["ada", "none"]);
  assertEquals(await asBob, ["bob", "none"]);
  assertEquals(await executor.submit(jobs.users), [undefined, "none"]);
});

Deno.test("a value that cannot be cloned is named", async () => {
  await using executor = pool();
  const job = jobs.user.run(
    (() => 1) as never,
    () => executor.submit(jobs.users),
  );
  const error = await caught(job) as Error;
  assertInstanceOf(error, TypeError);
  assertEquals(error.message.includes("context.user is "), true, error.message);
});

Deno.test("what is no variable or carrier is refused", () => {
  assertThrows(() => carried({} as never), TypeError, "Cannot carry {}");
  assertThrows(() => carried(null as never), TypeError, "Cannot carry null");
  const other = new ContextVar<number>("a test's");
  assertEquals(carried(other), other);
});
