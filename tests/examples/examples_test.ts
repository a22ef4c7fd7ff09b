import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../tools/deno.ts";
import { portable, run } from "./_child.ts";

/** What an example holds at most: it is read at one sitting. */
const MOST_LINES = 60;

const FOLDER = join(ROOT, "examples");

const programs = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => /^\d\d_.*\.ts$/.test(name)).sort();

for (const program of programs) {
  Deno.test(`examples/${program} prints what its .out says`, async () => {
    const expected = join(FOLDER, program.replace(".ts", ".out"));
    const { code, stdout, stderr } = await run(`examples/${program}`);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(portable(stdout), await Deno.readTextFile(expected));
  });

  Deno.test(`examples/${program} has ${MOST_LINES} lines at most`, async () => {
    const source = await Deno.readTextFile(join(FOLDER, program));
    const lines = source.trimEnd().split("\n").length;
    assert(lines <= MOST_LINES, `it has ${lines}`);
  });
}

Deno.test("examples are numbered from 01 on without a gap", () => {
  const numbers = programs.map((name) => Number(name.slice(0, 2)));
  assertEquals(numbers, programs.map((_, i) => i + 1));
});
