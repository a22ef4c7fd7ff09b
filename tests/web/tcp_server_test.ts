import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InvalidStateError } from "../../lib/errors/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import type { IOStream } from "../../lib/web/iostream.ts";
import { StreamClosedError } from "../../lib/web/iostream_errors.ts";
import { TCPClient } from "../../lib/web/tcp_client.ts";
import {
  type StreamHandler,
  TCPServer,
  type TCPServerOptions,
} from "../../lib/web/tcp_server.ts";
import { reports } from "../_support.ts";
import { MemoryTCP } from "./_tcp_kit.ts";
import { text } from "./_transport.ts";

/** A server that notes its errors, and a way to connect to it. */
function beside(handle: StreamHandler, options: TCPServerOptions = {}) {
  const host = new MemoryTCP(), log: unknown[] = [];
  class Server extends TCPServer {
    override logException(error: unknown): void {
      log.push(error instanceof Error ? error.message : error);
    }
  }
  const server = new Server(handle, { ...options, host });
  server.listen(80);
  return { host, server, log, open: () => new TCPClient(host).connect("m", 1) };
}

Deno.test("each connection has a task of its own, and all are served at once", async () => {
  const lines = await runVirtual(function* () {
    const { server, open } = beside(function* (stream: IOStream) {
      const line = yield* stream.readUntil("\n");
      yield* stream.write(line);
    });
    const streams = [];
    for (let i = 0; i < 3; i++) streams.push(yield* open());
    const lines: string[] = [];
    for (const i of [2, 0, 1]) {
      yield* streams[i]!.write(`${i}\n`);
      lines.push(text(yield* streams[i]!.readUntilClose()));
    }
    yield* server.shutdown();
    return lines;
  });
  assertEquals(lines, ["2\n", "0\n", "1\n"]);
});

for (
  const [kind, handle] of [
    ["coroutine", function* (stream: IOStream) {
      stream.write("bye");
      yield* sleep(1);
    }],
    ["async function", async (stream: IOStream) => {
      stream.write("bye");
      await sleep(1);
    }],
    ["function that returns a Future", (stream: IOStream) => {
      stream.write("bye");
      return sleep(1);
    }],
  ] as const
) {
  Deno.test(`the stream of a ${kind} is closed when it has ended and all is written`, async () => {
    const got = await runVirtual(function* () {
      const { server, open } = beside(handle);
      const stream = yield* open();
      const bytes = yield* stream.readUntilClose();
      yield* server.shutdown();
      return [text(bytes), IOLoop.current().time()];
    });
    assertEquals(got, ["bye", 1]);
  });
}

Deno.test("the stream of a plain function stays open for its callbacks", async () => {
  const got = await runVirtual(function* () {
    const { server, open } = beside((stream) => {
      stream.readUntil("\n").then((line) => {
        stream.write(line).then(() => stream.close());
      });
    });
    const stream = yield* open();
    yield* sleep(1000);
    const before = server.connections;
    yield* stream.write("late\n");
    const bytes = yield* stream.readUntilClose();
    yield* sleep(1);
    return [before, text(bytes), server.connections];
  });
  assertEquals(got, [1, "late\n", 0]);
});

Deno.test("an error of one connection is logged and ends no other", async () => {
  const got = await runVirtual(function* () {
    using told = reports();
    const { server, open, log } = beside(function* (stream: IOStream) {
      const line = text(yield* stream.readUntil("\n"));
      if (line === "bad\n") throw new Error("no such command");
      yield* stream.write("ok");
    });
    const bad = yield* open(), good = yield* open();
    yield* bad.write("bad\n");
    const nothing = yield* bad.readUntilClose();
    yield* good.write("good\n");
    const ok = yield* good.readUntilClose();
    yield* server.shutdown();
    return [log, nothing.length, text(ok), told.errors, told.unobserved];
  });
  assertEquals(got, [["no such command"], 0, "ok", [], []]);
});

Deno.test("a handler that throws at once, or rejects, is logged as well", async () => {
  const log = await runVirtual(function* () {
    const thrown = beside(() => {
      throw new Error("thrown");
    });
    const rejected = beside(() => Promise.reject(new Error("rejected")));
    for (const { open, server } of [thrown, rejected]) {
      yield* (yield* open()).readUntilClose();
      yield* server.shutdown();
    }
    return [thrown.log, rejected.log];
  });
  assertEquals(log, [["thrown"], ["rejected"]]);
});

Deno.test("the other end that leaves is no error", async () => {
  const got = await runVirtual(function* () {
    const { server, open, log } = beside(function* (stream: IOStream) {
      for (;;) yield* stream.readUntil("\n");
    });
    (yield* open()).close();
    yield* sleep(1);
    return [log, server.connections];
  });
  assertEquals(got, [[], 0]);
});

Deno.test("shutdown waits for those who talk, up to its grace", async () => {
  const got = await runVirtual(function* () {
    const { server, open } = beside(function* (stream: IOStream) {
      yield* stream.readUntil("\n");
      yield* sleep(50);
      yield* stream.write("done");
    });
    const stream = yield* open();
    yield* stream.write("x\n");
    yield* sleep(1);
    yield* server.shutdown({ grace: 100 });
    return [text(yield* stream.readUntilClose()), IOLoop.current().time()];
  });
  assertEquals(got, ["done", 50]);
});

Deno.test("shutdown cancels who talks longer, with a reason, and waits for the cleanup", async () => {
  const got = await runVirtual(function* () {
    const log: unknown[] = [];
    const { server, open } = beside(function* (stream: IOStream) {
      try {
        yield* stream.readUntil("\n");
      } catch (error) {
        log.push((error as { reason?: unknown }).reason);
        throw error;
      } finally {
        yield* stream.write("going down\n");
        yield* sleep(10);
        log.push("cleaned up");
      }
    });
    const stream = yield* open();
    yield* sleep(1);
    yield* server.shutdown({ grace: 100 });
    log.push(IOLoop.current().time(), server.connections);
    log.push(text(yield* stream.readUntilClose()));
    return log;
  });
  assertEquals(got, [
    "the server shuts down",
    "cleaned up",
    111,
    0,
    "going down\n",
  ]);
});

Deno.test("shutdown hangs up on async handlers without a stray error", async () => {
  const got = await runVirtual(function* () {
    using told = reports();
    const { server, open, log } = beside(async (stream) => {
      await stream.readUntil("\n");
    });
    const stream = yield* open();
    yield* sleep(1);
    yield* server.shutdown({ grace: 0 });
    yield* sleep(1);
    yield* stream.readUntilClose();
    return [log, told.unobserved, told.errors];
  });
  assertEquals(got, [[], [], []]);
});

Deno.test("accept that fails is logged, and tried again after a moment", async () => {
  const got = await runVirtual(function* () {
    const { host, server, open, log } = beside(function* (stream: IOStream) {
      yield* stream.write("hi");
    });
    host.fail(new Error("too many open files"));
    yield* sleep(99);
    const early = host.accepts;
    const bytes = yield* (yield* open()).readUntilClose();
    yield* server.shutdown();
    return [log, early, text(bytes)];
  });
  assertEquals(got, [["too many open files"], 1, "hi"]);
});

Deno.test("a subclass talks in handleStream; one that has none is told so", async () => {
  const got = await runVirtual(function* () {
    const host = new MemoryTCP(), log: string[] = [];
    class Echo extends TCPServer {
      override *handleStream(stream: IOStream) {
        yield* stream.write(yield* stream.readBytes(2));
      }
    }
    class Mute extends TCPServer {
      override logException(error: unknown) {
        log.push(`${error}`);
      }
    }
    new Echo(undefined, { host }).listen(0);
    const stream = yield* new TCPClient(host).connect("m", 1);
    yield* stream.write("hi");
    log.push(text(yield* stream.readUntilClose()));
    const other = new MemoryTCP();
    new Mute(undefined, { host: other }).listen(0);
    yield* (yield* new TCPClient(other).connect("m", 1)).readUntilClose();
    return log;
  });
  assertEquals(got[0], "hi");
  assertEquals(
    got[1],
    "TypeError: Cannot talk on a connection: class Mute has no " +
      "handleStream(stream, address)",
  );
});

Deno.test("a server says what it wants", async () => {
  assertThrows(() => new TCPServer(1 as never), TypeError, "TCPServer(handle)");
  const server = new TCPServer(() => {}, { host: new MemoryTCP() });
  assertThrows(() => server.listen(65536), RangeError, "from 0 to 65535");
  assertThrows(() => server.shutdown({ grace: NaN }), RangeError, "NaN");
  await server.shutdown();
  assertThrows(() => server.listen(1), InvalidStateError, "was stopped");
});

Deno.test("limits of the server are those of its streams", async () => {
  const error = await runVirtual(function* () {
    let seen: unknown;
    const { open } = beside(function* (stream: IOStream) {
      try {
        yield* stream.readUntil("\n");
      } catch (error) {
        seen = error;
      }
    }, { maxBufferSize: 4 });
    const stream = yield* open();
    yield* stream.write("too long");
    yield* stream.readUntilClose();
    return seen;
  });
  await assertRejects(() => Promise.reject(error), StreamClosedError);
});

Deno.test("logException prints the other end and the error", async () => {
  const { error } = console, log: unknown[][] = [];
  console.error = (...args: unknown[]) => log.push(args);
  try {
    await runVirtual(function* () {
      const host = new MemoryTCP();
      new TCPServer(() => {
        throw "oops";
      }, { host }).listen(0);
      yield* (yield* new TCPClient(host).connect("m", 1)).readUntilClose();
    });
  } finally {
    console.error = error;
  }
  assertEquals(log, [["Error on the connection from memory:1:", "oops"]]);
});

Deno.test("cancelling shutdown cancels who still talks", async () => {
  const got = await runVirtual(function* () {
    const { server, open } = beside(() => sleep(1e6));
    yield* open();
    yield* sleep(1);
    const down = server.shutdown({ grace: 1e6 });
    yield* sleep(1);
    down.cancel();
    yield* spawn(function* () {
      yield* down.catch(() => {});
    });
    return [server.connections, IOLoop.current().time()];
  });
  assertEquals(got, [0, 2]);
});
