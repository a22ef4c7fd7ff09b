import { assertEquals, assertMatch } from "@std/assert";
import { run } from "./_child.ts";

Deno.test("c10k holds connections of every kind without a failure", async () => {
  const count = Number(Deno.env.get("TWISTER_CONNECTIONS") ?? 200);
  const { code, stdout, stderr } = await run("examples/c10k.ts", `${count}`);
  // Deno warns of the way in which a server listens for hang-ups.
  const warnings = stderr.replace(/^Deno\.serve: request\.signal .*\n/gm, "");
  assertEquals([code, warnings], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.map((line) => line.split(" ")[0]), [
    "tcp",
    "poll",
    "ws",
    "sse",
  ]);
  for (const line of lines) {
    assertMatch(line, new RegExp(`${count} connections  0 failed  `));
    assertMatch(line, /p50 \d+\.\d\d ms {2}p99 \d+\.\d\d ms$/);
  }
});
