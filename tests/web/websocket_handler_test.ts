import { assert, assertEquals } from "@std/assert";
import { sleep } from "../../lib/coroutine/mod.ts";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Application } from "../../lib/web/application.ts";
import type { Settings } from "../../lib/web/_settings.ts";
import { WebSocketHandler } from "../../lib/web/websocket_handler.ts";
import { reports } from "../_support.ts";
import { Client } from "./_websocket_kit.ts";

const LOCAL = { hostname: "127.0.0.1" };

/** Runs a function beside a server of one handler. */
async function beside(
  Handler: typeof WebSocketHandler,
  fn: (url: string, port: number) => Promise<void>,
  settings: Settings = {},
): Promise<void> {
  using told = reports();
  const app = new Application([["/ws/:name?", Handler]], settings);
  const server = app.listen(0, LOCAL);
  try {
    await fn(`ws://127.0.0.1:${server.port}/ws`, server.port);
  } finally {
    await server.shutdown({ grace: 0 });
  }
  assertEquals(
    [told.errors, told.unobserved].flat().map(({ error }) => error),
    [],
  );
}

/** Until something is there. */
async function until(fn: () => boolean): Promise<void> {
  while (!fn()) await new Promise((done) => setTimeout(done, 1));
}

// behaviour 49
Deno.test("texts, bytes, nothing and a megabyte come back as they were", () =>
  beside(
    class extends WebSocketHandler {
      override onMessage(message: string | Uint8Array) {
        return this.writeMessage(message);
      }
    },
    async (url) => {
      const client = new Client(url);
      await client.opened;
      const large = "x".repeat(2 ** 20);
      for (const text of ["hello", "", "žluťoučký", large]) {
        client.socket.send(text);
        assertEquals(await client.next() === text, true);
      }
      client.socket.send(new Uint8Array([0, 255]));
      assertEquals(
        new Uint8Array(await client.next() as ArrayBuffer),
        new Uint8Array([0, 255]),
      );
      await client.end();
    },
  ));

Deno.test("messages are handled one at a time, after open has ended", async () => {
  const log: string[] = [];
  await beside(
    class extends WebSocketHandler {
      override *open(name: string) {
        log.push(`open ${name}`);
        yield* sleep(5);
        log.push("opened");
      }
      override async onMessage(message: string | Uint8Array) {
        log.push(`begin ${message}`);
        await sleep(message === "a" ? 5 : 0);
        log.push(`end ${message}`);
        if (message === "c") this.close();
      }
      override onClose() {
        log.push("close");
      }
    },
    async (url) => {
      const client = new Client(`${url}/ada`);
      await client.opened;
      for (const text of ["a", "b", "c"]) client.socket.send(text);
      await client.closed;
      await until(() => log.at(-1) === "close");
    },
  );
  assertEquals(log, [
    "open ada",
    "opened",
    ...["a", "b", "c"].flatMap((m) => [`begin ${m}`, `end ${m}`]),
    "close",
  ]);
});

Deno.test("in the coroutine style open reads to the end, and is not cancelled", async () => {
  const log: unknown[] = [];
  await beside(
    class extends WebSocketHandler {
      override *open(): Generator {
        for (;;) {
          const message = yield* this.readMessage();
          if (message === undefined) break;
          log.push(message);
        }
        yield* sleep(5);
        log.push("said goodbye");
      }
      override onClose() {
        log.push(this.closeCode, this.closeReason);
      }
    },
    async (url) => {
      const client = new Client(url);
      await client.opened;
      client.socket.send("hi");
      await client.end(4000, "bye");
      await until(() => log.length === 4);
    },
  );
  assertEquals(log, ["hi", "said goodbye", 4000, "bye"]);
});

Deno.test("a handler that does not read is cancelled when the client leaves", async () => {
  const log: unknown[] = [];
  await beside(
    class extends WebSocketHandler {
      override *open(): Generator {
        try {
          yield* sleep(1e6);
        } catch (error) {
          log.push(error instanceof CancelledError);
          throw error;
        } finally {
          yield* sleep(1);
          log.push("cleaned up");
        }
      }
      override *onClose() {
        yield* sleep(1);
        log.push("closed");
      }
    },
    async (url) => {
      const client = new Client(url);
      await client.opened;
      await client.end();
      await until(() => log.length === 3);
    },
  );
  assertEquals(log, [true, "cleaned up", "closed"]);
});

// behaviour 52
Deno.test("an error closes its socket with 1011, is logged once, and no other socket knows", async () => {
  const log: string[] = [];
  let closes = 0;
  await beside(
    class extends WebSocketHandler {
      override onMessage(message: string | Uint8Array) {
        if (message === "bad") throw new Error("no such command");
        this.writeMessage(message);
      }
      override onClose() {
        closes++;
        throw new Error("in onClose");
      }
      override logException(error: unknown) {
        log.push((error as Error).message);
      }
    },
    async (url) => {
      const bad = new Client(url), good = new Client(url);
      await bad.opened;
      await good.opened;
      bad.socket.send("bad");
      assertEquals((await bad.closed).code, 1011);
      good.socket.send("still here");
      assertEquals(await good.next(), "still here");
      await good.end();
      await until(() => closes === 2);
    },
  );
  assertEquals(log, ["no such command", "in onClose", "in onClose"]);
});

// behaviour 54
Deno.test("a message over the limit closes that socket only", () =>
  beside(
    class extends WebSocketHandler {
      override socketOptions() {
        return { maxMessageSize: 10 };
      }
      override onMessage(message: string | Uint8Array) {
        return this.writeMessage(message);
      }
    },
    async (url) => {
      const large = new Client(url), small = new Client(url);
      await large.opened;
      await small.opened;
      large.socket.send("12345678901");
      assertEquals((await large.closed).code, 1009);
      small.socket.send("1234567890");
      assertEquals(await small.next(), "1234567890");
      await small.end();
    },
  ));

/** What a raw request is answered with: its first line. */
async function raw(
  port: number,
  headers: Record<string, string>,
): Promise<{ line: string; text: string }> {
  const conn = await Deno.connect({ port, ...LOCAL });
  const all = {
    "Host": `127.0.0.1:${port}`,
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const text = ["GET /ws HTTP/1.1", ...lines, "", ""].join("\r\n");
  await conn.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(4096), count = await conn.read(buffer);
  conn.close();
  const got = new TextDecoder().decode(buffer.subarray(0, count ?? 0));
  return { line: got.split("\r\n")[0]!, text: got };
}

// behaviours 50 and 51
Deno.test("cross-site hijacking: a page of another origin is refused before the upgrade", async () => {
  let opens = 0;
  await beside(
    class extends WebSocketHandler {
      override open() {
        opens++;
        this.close();
      }
      override logException() {}
    },
    async (_url, port) => {
      const status = async (headers: Record<string, string>) =>
        (await raw(port, headers)).line.split(" ")[1];
      assertEquals(await status({ Origin: "http://evil.example" }), "403");
      assertEquals(
        await status({ Origin: `http://a.127.0.0.1:${port}` }),
        "403",
      );
      assertEquals(await status({ Origin: "null" }), "403");
      assertEquals(await status({ Upgrade: "x" }), "400");
      assertEquals(opens, 0);
      assertEquals(await status({ Origin: `http://127.0.0.1:${port}` }), "101");
      assertEquals(await status({}), "101");
      const old = await raw(port, { "Sec-WebSocket-Version": "8" });
      assertEquals(old.line, "HTTP/1.1 426 Upgrade Required");
      assert(/\r\nsec-websocket-version: 13\r\n/i.test(old.text));
      await until(() => opens === 2);
    },
  );
});

// undici CVE-2026-2229
Deno.test("a bad extension parameter fails that socket at most, not the process", () =>
  beside(
    class extends WebSocketHandler {
      override onMessage(message: string | Uint8Array) {
        this.writeMessage(message);
      }
      override logException() {}
    },
    async (url, port) => {
      for (const value of ["99", "-1", "x", '"', ""]) {
        await raw(port, {
          "Sec-WebSocket-Extensions":
            `permessage-deflate; server_max_window_bits=${value}`,
        });
      }
      const client = new Client(url);
      await client.opened;
      client.socket.send("alive");
      assertEquals(await client.next(), "alive");
      await client.end();
    },
  ));

Deno.test("a subprotocol is chosen from those that the client offers", async () => {
  const log: string[] = [];
  await beside(
    class extends WebSocketHandler {
      override selectSubprotocol(offered: readonly string[]) {
        log.push(offered.join(" "));
        return offered[0] === "bad" ? "other" : offered[1];
      }
      override logException(error: unknown) {
        log.push((error as Error).message);
      }
    },
    async (url) => {
      const client = new Client(url, ["v1", "v2"]);
      await client.opened;
      assertEquals(client.socket.protocol, "v2");
      await client.end();
      const bad = new Client(url, ["bad"]);
      assertEquals(await bad.opened, false);
      await bad.closed;
    },
  );
  assertEquals(log, [
    "v1 v2",
    "bad",
    'Cannot select the subprotocol "other": the client offers "bad"',
  ]);
});

Deno.test("a server that shuts down closes its sockets and ends their handlers", async () => {
  const log: unknown[] = [];
  let client!: Client;
  await beside(
    class extends WebSocketHandler {
      override *open(): Generator {
        try {
          yield* sleep(1e6);
        } finally {
          log.push("cleaned up");
        }
      }
      override onClose() {
        log.push("closed");
      }
      override logException(error: unknown) {
        log.push(error);
      }
    },
    async (url) => {
      client = new Client(url);
      await client.opened;
    },
  );
  await client.closed;
  await until(() => log.length === 2);
  assertEquals(log, ["cleaned up", "closed"]);
});

Deno.test("keepOnClose leaves the handler running", async () => {
  const log: unknown[] = [];
  await beside(
    class extends WebSocketHandler {
      override *open(): Generator {
        yield* sleep(20);
        log.push("done");
      }
    },
    async (url) => {
      const client = new Client(url);
      await client.opened;
      await client.end();
      await until(() => log.length === 1);
    },
    { keepOnClose: true },
  );
  assertEquals(log, ["done"]);
});

Deno.test("writeMessage before the socket is open says so", async () => {
  const log: string[] = [];
  await beside(
    class extends WebSocketHandler {
      override prepare() {
        this.writeMessage("early");
      }
      override logException(error: unknown) {
        log.push((error as Error).message);
      }
    },
    async (url) => {
      const client = new Client(url);
      assertEquals(await client.opened, false);
      await client.closed;
    },
  );
  assertEquals(log, [
    "HTTP 500: Cannot writeMessage() before the socket is open",
  ]);
});
