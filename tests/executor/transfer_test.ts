import { assertEquals, assertThrows } from "@std/assert";
import { transfer } from "../../lib/executor/mod.ts";
import { pool } from "./_kit.ts";
import * as jobs from "./_jobs.ts";

Deno.test("a typed array is handed over to the worker", async () => {
  await using executor = pool();
  const bytes = new Uint8Array(1000);
  assertEquals(await executor.submit(jobs.length, transfer(bytes)), 1000);
  assertEquals(bytes.byteLength, 0);
  const kept = new Uint8Array(1000);
  assertEquals(await executor.submit(jobs.length, kept), 1000);
  assertEquals(kept.byteLength, 1000);
});

Deno.test("a result is handed over to the submitter", async () => {
  await using executor = pool();
  assertEquals(
    await executor.submit(jobs.pixels, 3),
    new Uint8Array([7, 7, 7]),
  );
});

Deno.test("a list says which parts are handed over", async () => {
  await using executor = pool();
  const message = { pixels: new Uint8Array(2), kept: new Uint8Array(2) };
  await executor.submit("give", transfer(message, [message.pixels.buffer]));
  assertEquals([message.pixels.length, message.kept.length], [0, 2]);
});

Deno.test("transfer gives the value back, and refuses what is no object", () => {
  const buffers = [new ArrayBuffer(1), new ArrayBuffer(2)];
  assertEquals(transfer(buffers), buffers);
  assertEquals(transfer(new Uint8Array(new SharedArrayBuffer(1))).length, 1);
  assertThrows(() => transfer(1 as never), TypeError, "Cannot transfer 1");
});
