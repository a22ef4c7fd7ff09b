import { assertEquals } from "@std/assert";
import { PAGE, table, withTable } from "../../tools/borders.ts";
import { BORDERS } from "./_borders.ts";

/** A table row without the spaces that align it. */
function plain(text: string): string {
  return text.replace(/ +/g, " ").replace(/-{2,}/g, "-");
}

Deno.test("docs/borders.md shows the table of the tests", async () => {
  const page = await Deno.readTextFile(PAGE);
  assertEquals(plain(withTable(page, table(BORDERS))), plain(page));
});

Deno.test("a cell without a test says why below the table, each reason once", () => {
  const [, , first, second, , ...reasons] = table([
    {
      name: "a → b",
      how: "`b(a)`",
      cells: {
        value: () => {},
        error: "never",
        stack: "never",
        forward: () => {},
        backward: "one way",
        duty: () => {},
        pressure: "one value",
        context: () => {},
      },
    },
    { ...BORDERS[0]!, name: "c → d", how: "`d(c)`" },
  ]).split("\n");
  assertEquals(
    first,
    "| a → b | `b(a)` | ✔ | – (1) | – (1) | ✔ | – (2) | ✔ | – (3) | ✔ |",
  );
  assertEquals(second!.startsWith("| c → d |"), true);
  assertEquals(reasons.slice(0, 3), ["1. never", "2. one way", "3. one value"]);
});
