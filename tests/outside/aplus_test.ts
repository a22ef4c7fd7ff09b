import { assertEquals } from "@std/assert";
import { capture, ROOT } from "../../tools/deno.ts";

Deno.test("Future passes all 872 cases of the Promises/A+ suite", async () => {
  const { stdout, stderr, success } = await capture(ROOT, [
    "run",
    "-A",
    "tests/outside/aplus.ts",
    "--quick",
  ]);
  assertEquals(stdout, "872 passed, 0 failed\n", stderr);
  assertEquals(success, true);
});
