import { assert, assertEquals } from "@std/assert";
import { newAbortController } from "../../lib/loop/abort.ts";

Deno.test("newAbortController gives a fresh switch of the host's each time", () => {
  const one = newAbortController(), other = newAbortController();
  one.abort("why");
  assertEquals([one.signal.reason, other.signal.aborted], ["why", false]);
  assert(other.signal instanceof AbortSignal);
});
