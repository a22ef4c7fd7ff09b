/**
 * The host's own TCP over loopback.
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import type { IOStream } from "../../lib/web/iostream.ts";
import { StreamClosedError } from "../../lib/web/iostream_errors.ts";
import { TCPClient } from "../../lib/web/tcp_client.ts";
import { type StreamHandler, TCPServer } from "../../lib/web/tcp_server.ts";
import { text } from "./_transport.ts";

const LOCAL = { hostname: "127.0.0.1" };

/** Runs a talk with a server that is stopped in the end. */
function over(
  handle: StreamHandler,
  talk: (stream: IOStream) => Iterator<unknown, void, unknown>,
  options = {},
): Promise<void> {
  const server = new TCPServer(handle, options);
  const { port } = server.listen(0, LOCAL);
  return spawn(function* () {
    const stream = yield* new TCPClient().connect(LOCAL.hostname, port);
    try {
      yield talk(stream);
    } finally {
      stream.close();
      yield* server.shutdown({ grace: 0 });
    }
  }).promise();
}

Deno.test("a line there and back", () =>
  over(function* (stream) {
    yield* stream.write(yield* stream.readUntil("\n"));
  }, function* (stream) {
    yield* stream.write("hello\n");
    assertEquals(text(yield* stream.readUntilClose()), "hello\n");
  }));

Deno.test("megabytes come as they were sent", () => {
  const body = new Uint8Array(3_000_000).map((_, i) => i * 7);
  return over(function* (stream) {
    yield* stream.write(yield* stream.readBytes(body.length));
  }, function* (stream) {
    stream.write(body);
    assertEquals(yield* stream.readBytes(body.length), body);
  });
});

Deno.test("the end of one side is told, and the other may answer", () =>
  over(function* (stream) {
    const all = yield* stream.readUntilClose();
    yield* stream.write(`${all.length} bytes`);
  }, function* (stream) {
    yield* stream.write("question");
    yield* stream.closeWrite();
    assertEquals(text(yield* stream.readUntilClose()), "8 bytes");
  }, { allowHalfOpen: true }));

Deno.test("a slow reader holds the writer back", async () => {
  let taken = 0;
  const chunk = new Uint8Array(2 ** 20);
  await over(function* (stream) {
    for (; taken < 200; taken++) yield* stream.write(chunk);
  }, function* (stream) {
    yield* stream.readBytes(1);
    // As much as the buffers of the system hold, and no more.
    yield new Promise((done) => setTimeout(done, 50));
  });
  assert(taken < 200, "all of it was taken");
});

Deno.test("a pending read ends when this end closes", () =>
  over(() => {}, function* (stream) {
    const read = stream.readBytes(1);
    stream.close();
    yield assertRejects(() => read.promise(), StreamClosedError);
  }));

Deno.test("onClose hears that the other end left", () =>
  over(() => Promise.resolve(), function* (stream) {
    yield new Promise((done) => stream.onClose(() => done(undefined)));
  }));

Deno.test("a port that nobody listens on refuses", async () => {
  const server = new TCPServer(() => {});
  const { port } = server.listen(0, LOCAL);
  await server.shutdown();
  await assertRejects(() =>
    new TCPClient().connect(LOCAL.hostname, port).promise()
  );
});

Deno.test("a port in use cannot be listened on", async () => {
  const first = new TCPServer(() => {});
  const { port } = first.listen(0, LOCAL);
  const second = new TCPServer(() => {});
  assertThrows(() => second.listen(port, LOCAL), Error, "in use");
  await first.shutdown();
});
