import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../tools/deno.ts";
import { portable, run } from "./_child.ts";

const PROGRAM = "examples/dining_philosophers.ts";

Deno.test("examples/dining_philosophers.ts names the deadlock, draws it as its picture shows, and then feeds all in three ways", async () => {
  const drawn = await Deno.makeTempFile({ suffix: ".svg" });
  try {
    const { code, stdout, stderr } = await run(PROGRAM, drawn);
    assertEquals([code, stderr], [0, ""]);
    const lines = portable(stdout).trimEnd().split("\n");
    assertMatch(lines[0]!, /^left fork first: Deadlock: 5 tasks wait/);
    const circle = lines.filter((line) => line.includes(" waits for "));
    assertEquals(circle, [
      '  Plato waits for Lock "fork 2", held by Hypatia',
      '  Hypatia waits for Lock "fork 3", held by Kant',
      '  Kant waits for Lock "fork 4", held by Arendt',
      '  Arendt waits for Lock "fork 5", held by Laozi',
      '  Laozi waits for Lock "fork 1", held by Plato',
    ]);
    const source = await Deno.readTextFile(join(ROOT, PROGRAM));
    const places = lines.filter((line) => line.startsWith("    at "));
    assertEquals(places.length, 5);
    for (const place of places) {
      const at = Number(/:(\d+):\d+\)$/.exec(place)![1]);
      assertMatch(source.split("\n")[at - 1]!, /yield\* right\.acquire\(\)/);
    }
    assertEquals(lines.slice(-3), [
      "forks in order: 5 have eaten",
      "a waiter: 5 have eaten",
      "backing off: 5 have eaten",
    ]);
    // Laid out as `deno fmt` does, which looks at pictures too.
    const fmt = { args: ["fmt", "-q", "--no-config", drawn] };
    await new Deno.Command(Deno.execPath(), fmt).output();
    const picture = await Deno.readTextFile(drawn);
    const kept = join(ROOT, "examples/dining_philosophers.svg");
    assert(
      picture === await Deno.readTextFile(kept),
      `The picture has changed: deno run -A ${PROGRAM} ${kept}; deno fmt ${kept}`,
    );
  } finally {
    await Deno.remove(drawn);
  }
});
