import { assertEquals } from "@std/assert";
import { run } from "../examples/_child.ts";

Deno.test("examples/mandelbrot.ts writes a picture of its size", async () => {
  const file = await Deno.makeTempFile({ suffix: ".png" });
  try {
    const { code, stdout } = await run(
      "examples/mandelbrot.ts",
      file,
      "40",
      "2",
    );
    assertEquals([code, stdout], [0, `${file}: 40 x 30, 30 rows\n`]);
    const bytes = await Deno.readFile(file), view = new DataView(bytes.buffer);
    assertEquals(new TextDecoder().decode(bytes.subarray(1, 4)), "PNG");
    assertEquals([view.getUint32(16), view.getUint32(20)], [40, 30]);
  } finally {
    await Deno.remove(file);
  }
});
