import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import { WebSocketConnection } from "../../lib/web/websocket_connection.ts";
import { WebSocketClosedError } from "../../lib/web/websocket_errors.ts";
import { reports, rest } from "../_support.ts";
import { FakeSocket } from "./_websocket_kit.ts";

function made(options = {}) {
  const socket = new FakeSocket();
  return { socket, connection: new WebSocketConnection(socket, options) };
}

Deno.test("messages are read in order, texts and bytes, before and after they come", async () => {
  const { socket, connection } = made();
  socket.come("a");
  socket.come([1, 2]);
  assertEquals(await connection.readMessage(), "a");
  assertEquals(await connection.readMessage(), new Uint8Array([1, 2]));
  const later = connection.readMessage();
  socket.come("");
  assertEquals(await later, "");
  socket.end();
});

Deno.test("what came before the close is read after it, then undefined for ever", async () => {
  const { socket, connection } = made();
  socket.come("last");
  socket.end(4000, "bye");
  assertEquals(await connection.readMessage(), "last");
  assertEquals(await connection.readMessage(), undefined);
  assertEquals(await connection.readMessage(), undefined);
  assertEquals([connection.closeCode, connection.closeReason], [4000, "bye"]);
});

Deno.test("a cancelled read loses no message; a second at once throws", async () => {
  const { socket, connection } = made();
  const first = connection.readMessage();
  assertThrows(() => connection.readMessage(), InvalidStateError, "under way");
  first.cancel();
  socket.come("kept");
  assertEquals(await connection.readMessage(), "kept");
  await first.catch(() => {});
  socket.end();
});

Deno.test("a second close event changes nothing", async () => {
  const { socket, connection } = made();
  const before = IOLoop.current()._rest.foreign;
  socket.end(4001);
  socket.end(4002);
  await connection.closing;
  assertEquals(connection.closeCode, 4001);
  assertEquals(IOLoop.current()._rest.foreign, before - 1);
});

Deno.test("a message over the limit closes the socket with 1009", async () => {
  for (const [data, ok] of [["12345", false], ["ééé", false], ["éé", true]]) {
    const { socket, connection } = made({ maxMessageSize: 4 });
    socket.come(data as string);
    assertEquals(socket.closes.length, ok ? 0 : 1, data as string);
    if (!ok) assertEquals(socket.closes[0]![0], 1009);
    socket.end();
    assertEquals(
      await connection.readMessage(),
      ok ? data as string : undefined,
    );
  }
});

Deno.test("one who sends faster than is read is closed with 1008", () => {
  const { socket, connection } = made({ maxQueueSize: 200 });
  for (let i = 0; i < 10; i++) socket.come("1234567890");
  assertEquals(socket.closes, [[1008, "sends faster than it is read"]]);
  assertEquals(connection.waiting, 3);
  socket.end();
});

Deno.test("a text, bytes and a record are written, nothing else", async () => {
  const { socket, connection } = made();
  assertEquals(await connection.writeMessage("a"), true);
  connection.writeMessage(new Uint8Array([1]));
  connection.writeMessage({ a: 1 });
  assertEquals(socket.sent, ["a", new Uint8Array([1]), '{"a":1}']);
  for (const wrong of [[1], 1, null, undefined, new Date()]) {
    assertThrows(
      () => connection.writeMessage(wrong as never),
      TypeError,
      "expected a text",
    );
  }
  socket.end();
});

// behaviour 53
Deno.test("a write after the close fails, and is no news to who does not look", async () => {
  using told = reports();
  for (const end of [(s: FakeSocket) => s.end(), undefined]) {
    const { socket, connection } = made();
    if (end) end(socket);
    else connection.close();
    connection.writeMessage("x");
    await assertRejects(
      () => connection.writeMessage("x").promise(),
      WebSocketClosedError,
    );
    if (!end) socket.end();
  }
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("wait: a write to a slow reader is done when there is room", async () => {
  const log = await runVirtual(function* () {
    const { socket, connection } = made({ maxBufferedAmount: 10 });
    const log: unknown[] = [], loop = IOLoop.current();
    socket.bufferedAmount = 11;
    connection.writeMessage("a").then((sent) => log.push(sent, loop.time()));
    loop.callLater(100, () => socket.bufferedAmount = 10);
    yield* sleep(1000);
    log.push(socket.sent, socket.closes);
    socket.end();
    return log;
  });
  assertEquals(log, [true, 155, ["a"], []]);
});

Deno.test("wait: who writes on without waiting closes the socket in the end", async () => {
  const { socket, connection } = made({ maxBufferedAmount: 10 });
  socket.bufferedAmount = 80;
  const waits = connection.writeMessage("a");
  socket.bufferedAmount = 81;
  await assertRejects(
    () => connection.writeMessage("b").promise(),
    WebSocketClosedError,
  );
  await assertRejects(() => waits.promise(), WebSocketClosedError);
  assertEquals([socket.sent, socket.closes], [["a"], [[
    1013,
    "reads too slowly",
  ]]]);
  socket.end();
});

Deno.test("drop: what a slow reader has no room for is not sent, and says so", async () => {
  const { socket, connection } = made({
    slowConsumer: "drop",
    maxBufferedAmount: 10,
  });
  socket.bufferedAmount = 11;
  assertEquals(await connection.writeMessage("a"), false);
  socket.bufferedAmount = 10;
  assertEquals(await connection.writeMessage("b"), true);
  assertEquals([socket.sent, socket.closes], [["b"], []]);
  socket.end();
});

Deno.test("close: a slow reader is closed", async () => {
  const { socket, connection } = made({
    slowConsumer: "close",
    maxBufferedAmount: 10,
  });
  socket.bufferedAmount = 11;
  await assertRejects(
    () => connection.writeMessage("a").promise(),
    WebSocketClosedError,
  );
  assertEquals(socket.closes.length, 1);
  socket.end();
});

Deno.test("close() tells its code and reason, once; what this end said counts", async () => {
  const { socket, connection } = made();
  connection.close(4005, "done");
  connection.close(4006);
  assertEquals(socket.closes, [[4005, "done"]]);
  socket.end(1005);
  await connection.closing;
  assertEquals([connection.closeCode, connection.closeReason], [4005, "done"]);
});

Deno.test("close() refuses what may not be sent", () => {
  const { socket, connection } = made();
  for (const code of [0, 999, 1005, 1006, 1015, 2999, 5000, NaN, 1000.5]) {
    assertThrows(() => connection.close(code), RangeError, "Cannot close");
  }
  assertThrows(
    () => connection.close(1000, "é".repeat(62)),
    RangeError,
    "124 bytes",
  );
  socket.end();
});

Deno.test("a connection says which limits it takes", () => {
  assertThrows(() => made({ maxMessageSize: 0 }), RangeError, "above 0");
  assertThrows(() => made({ slowConsumer: "x" }), TypeError, '"drop"');
});
