import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../tools/deno.ts";
import { run } from "./_child.ts";

for (const name of ["follow", "buses", "echo_server"]) {
  Deno.test(`examples/course/${name}.ts prints what its .out says`, async () => {
    const program = `examples/course/${name}.ts`;
    const expected = join(ROOT, program.replace(/ts$/, "out"));
    const { code, stdout, stderr } = await run(program);
    // The first run ever may tell of the parser that it downloads.
    assertEquals([code, stderr.replace(/^Download .*\n/gm, "")], [0, ""]);
    assertEquals(stdout, await Deno.readTextFile(expected));
  });
}
