import { assertEquals } from "@std/assert";
import { memoryStreamPair, runVirtual } from "../../lib/testing/mod.ts";
import { IOStream } from "../../lib/web/iostream.ts";
import type { Transport } from "../../lib/web/iostream_transport.ts";
import { text } from "./_transport.ts";

Deno.test("a stream in memory is a Transport", async () => {
  const got = await runVirtual(function* () {
    const pair: Transport[] = memoryStreamPair({ chunk: 3, delay: 5 });
    const [a, b] = pair.map((end) => new IOStream(end));
    yield* a!.write("hello");
    yield* a!.closeWrite();
    return text(yield* b!.readUntilClose());
  });
  assertEquals(got, "hello");
});
