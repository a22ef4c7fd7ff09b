import { assertEquals } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { LazyStream } from "../../lib/lazy/mod.ts";
import { caught } from "../coroutine/_kit.ts";

async function scratch(text: string): Promise<{ path: string } & Disposable> {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, text);
  return { path, [Symbol.dispose]: () => Deno.removeSync(path) };
}

Deno.test("the lines of a file are read, and the file is closed at an early end", async () => {
  using file = await scratch("one\ntwo\nthree\n");
  const lines = LazyStream.fromReader(() => Deno.open(file.path), { size: 4 })
    .lines();
  assertEquals(await lines.collect(), ["one", "two", "three"]);
  // Deno's own check tells a file that is left open.
  assertEquals(await lines.take(1).collect(), ["one"]);
});

Deno.test("a file that grows is followed, and closed by a cancel", async () => {
  using file = await scratch("one\n");
  const seen: string[] = [];
  const task = LazyStream.follow(() => Deno.open(file.path), { every: 1 })
    .lines().forEach((line) => {
      seen.push(line);
      if (line === "one") Deno.writeTextFileSync(file.path, "one\ntwo\n");
      else task.cancel("enough");
    });
  await caught(task);
  assertEquals(seen, ["one", "two"]);
});

Deno.test("a connection is read to its end, and closed by a cancel while it waits", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const connect = () => Deno.connect({ hostname: "127.0.0.1", port });
  const serve = async (text: string, end: boolean) => {
    using peer = await listener.accept();
    await peer.write(new TextEncoder().encode(text));
    // Until the other side is gone, where it is to wait.
    if (!end) await peer.read(new Uint8Array(1)).catch(() => null);
  };
  const lines = LazyStream.fromReader(connect).lines();
  const ended = serve("a\nb", true);
  assertEquals(await lines.collect(), ["a", "b"]);
  await ended;

  const waiting = serve("a\nb\n", false), seen: string[] = [];
  const task = spawn(function* () {
    yield* lines.forEach((line) => {
      seen.push(line);
      if (line === "b") task.cancel("enough");
    });
  });
  await caught(task);
  await waiting;
  assertEquals(seen, ["a", "b"]);
});
