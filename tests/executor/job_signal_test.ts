import { assertEquals } from "@std/assert";
import { InlineExecutor, jobSignal } from "../../lib/executor/mod.ts";
import { rest } from "../_support.ts";

Deno.test("the signal aborts with the reason of the cancel", async () => {
  await using executor = new InlineExecutor({ clone: false });
  let signal: AbortSignal | undefined;
  const job = executor.submit(async () => {
    signal = jobSignal();
    await new Promise((done) => signal!.addEventListener("abort", done));
    return "ended";
  });
  await rest();
  assertEquals(signal?.aborted, false);
  job.cancel("why");
  assertEquals([await job, signal?.reason], ["ended", "why"]);
  assertEquals(jobSignal(), undefined);
});
