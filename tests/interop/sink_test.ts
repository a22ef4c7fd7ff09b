import { assertEquals } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import {
  type AsyncSink,
  fromWritableStream,
  stream,
  toWritableStream,
} from "../../lib/interop/mod.ts";
import { each } from "../../lib/interop/each.ts";

Deno.test("each() and a sink are a pipe: what comes in at one end goes out at the other", async () => {
  const log: number[] = [];
  const numbers = stream<number>(function* (emit) {
    for (let i = 0; i < 3; i++) yield* emit(i);
  });
  const sink: AsyncSink<number> = fromWritableStream(
    toWritableStream<number>((n) => void log.push(n)),
  );
  await spawn(function* () {
    yield* each(numbers, (n) => sink.write(n));
    yield* sink.close();
  });
  assertEquals(log, [0, 1, 2]);
  assertEquals(sink.close(), sink.close());
});
