import { assert, assertEquals, assertThrows } from "@std/assert";
import { sleep } from "../../lib/coroutine/sleep.ts";
import { CancelledError } from "../../lib/errors/cancelled_error.ts";
import { ClosedError } from "../../lib/errors/closed_error.ts";
import { Future } from "../../lib/future/future.ts";
import { IOLoop } from "../../lib/loop/io_loop.ts";
import {
  Application,
  RequestHandler,
  requestId,
  type Server,
} from "../../lib/web/mod.ts";
import { logged, raw, serving, statusOf, until } from "./_kit.ts";

const CLIENTS = Number(Deno.env.get("TWISTER_CLIENTS") ?? 200);

for (const transport of ["deno", "node"] as const) {
  Deno.test(`clients that hang up mid-handler leave nothing behind (${transport})`, async () => {
    const told = { closed: 0, finished: 0, cleaned: 0, reasons: new Set() };
    class Slow extends RequestHandler {
      override onConnectionClose(): void {
        told.closed++;
      }
      override onFinish(): void {
        told.finished++;
      }
      override *get(): Generator {
        try {
          yield sleep(600_000);
        } catch (error) {
          told.reasons.add(
            (error as CancelledError).reason instanceof ClosedError,
          );
          throw error;
        } finally {
          told.cleaned++;
        }
      }
    }
    const { app, log } = logged([["/", Slow]]);
    await serving(app, async (_base, server) => {
      const connections = await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          const connection = await Deno.connect({
            hostname: "127.0.0.1",
            port: server.port,
          });
          const request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
          await connection.write(new TextEncoder().encode(request));
          return connection;
        }),
      );
      await until(() => server.active === CLIENTS);
      for (const connection of connections) connection.close();
      await until(() => server.active === 0);
      assertEquals(told, {
        closed: CLIENTS,
        finished: 0,
        cleaned: CLIENTS,
        reasons: new Set([true]),
      });
      assertEquals([...IOLoop.current()._timed()].length, 0);
      assertEquals(log, []);
    }, { transport });
  });

  Deno.test(`a client that leaves a streamed reply cancels its handler (${transport})`, async () => {
    const ended = new Future<string>();
    class Stream extends RequestHandler {
      override *get(): Generator {
        try {
          for (;;) {
            this.write("x".repeat(10_000));
            yield this.flush();
            yield sleep(1);
          }
        } finally {
          ended.setResult(this.closed ? "closed" : "open");
        }
      }
    }
    const { app } = logged([["/", Stream]]);
    await serving(app, async (base) => {
      const reply = await fetch(base);
      const reader = reply.body!.getReader();
      await reader.read();
      await reader.cancel();
      assertEquals(await ended, "closed");
    }, { transport });
  });

  Deno.test(`flush waits for a client that does not read (${transport})`, async () => {
    let written = 0;
    const gone = new Future<void>();
    class Flood extends RequestHandler {
      override onConnectionClose(): void {
        gone.setResult();
      }
      override *get(): Generator {
        for (let i = 0; i < 10_000; i++) {
          this.write(new Uint8Array(65536));
          yield this.flush();
          written += 65536;
        }
      }
    }
    const { app } = logged([["/", Flood]]);
    await serving(app, async (_base, { port }) => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
      await connection.write(new TextEncoder().encode(request));
      let before = -1;
      // What the two systems keep for the connection is full when it stops.
      while (written !== before) {
        before = written;
        await new Promise((done) => setTimeout(done, 60));
      }
      assert(written > 0 && written < 50_000_000, `${written}`);
      connection.close();
      await gone;
    }, { transport });
  });

  Deno.test(`shutdown waits for what is under way, then cancels it (${transport})`, async () => {
    let cleaned = false;
    class Some extends RequestHandler {
      override *get(ms: string): Generator {
        try {
          yield sleep(Number(ms));
          this.write("done");
        } finally {
          cleaned = true;
        }
      }
    }
    const drains = async (ms: number, grace: number) => {
      const { app } = logged([["/:ms", Some]]);
      const server = app.listen(0, { hostname: "127.0.0.1", transport });
      await server.ready;
      const reply = fetch(`http://127.0.0.1:${server.port}/${ms}`);
      await until(() => server.active === 1);
      const end = server.shutdown({ grace });
      assertEquals(server.shutdown(), end);
      const { status, body } = await reply;
      await body?.cancel();
      await end;
      assertEquals(server.active, 0);
      return status;
    };
    assertEquals(await drains(30, 5000), 200);
    assertEquals(cleaned, true);
    cleaned = false;
    assertEquals(await drains(600_000, 10), 503);
    assertEquals(cleaned, true);
  });

  Deno.test(`a body that does not come in time is a 408 (${transport})`, async () => {
    class Upload extends RequestHandler {
      override post(): void {}
    }
    const { app } = logged([["/", Upload]]);
    await serving(app, async (_base, { port }) => {
      const text = await raw(
        port,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc",
      );
      assertEquals(statusOf(text), 408);
    }, { transport, bodyTimeout: 20 });
  });

  Deno.test(`many requests on one connection leave nothing behind (${transport})`, async () => {
    class Ping extends RequestHandler {
      override *get(): Generator {
        yield sleep(0);
        this.write("pong");
      }
    }
    const { app } = logged([["/", Ping]]);
    await serving(app, async (base, server) => {
      for (let i = 0; i < 300; i++) {
        assertEquals(await (await fetch(base)).text(), "pong");
      }
      await until(() => server.active === 0);
    }, { transport });
  });
}

Deno.test("the port is there as soon as listen returns", async () => {
  const server = new Application().listen(0, { hostname: "127.0.0.1" });
  assert(server.port > 0);
  assertEquals(server.hostname, "127.0.0.1");
  assertThrows(() => server.port.toFixed(-1), RangeError);
  await server.shutdown();
});

Deno.test("a deadline for headers chooses the transport that has one", async () => {
  const { app } = logged([]);
  assertThrows(
    () => app.listen(0, { transport: "deno", headersTimeout: 10 }),
    TypeError,
    'Use { transport: "node" }',
  );
  await serving(app, async (_base, { port }) => {
    const text = await raw(port, "GET / HTTP/1.1\r\nHost: a\r\n", () => false);
    assertEquals(statusOf(text), 408);
  }, { headersTimeout: 200 });
});

Deno.test("an opt-out leaves the handler running when its client is gone", async () => {
  const went = new Future<void>();
  const go = new Future<void>(), done = new Future<string>();
  class Keeps extends RequestHandler {
    override onConnectionClose(): void {
      went.setResult();
    }
    override *get(): Generator {
      yield go;
      this.write("nobody reads it");
      yield this.flush();
      done.setResult("went on");
    }
  }
  const { app } = logged([["/", Keeps]], { keepOnClose: true });
  await serving(app, async (_base, server) => {
    const connection = await Deno.connect({
      hostname: "127.0.0.1",
      port: server.port,
    });
    const request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    await connection.write(new TextEncoder().encode(request));
    await until(() => server.active === 1);
    connection.close();
    await went;
    go.setResult();
    assertEquals(await done, "went on");
  });
});

Deno.test("an async method hears of a hang-up by its signal", async () => {
  const heard = new Future<boolean>();
  class Waits extends RequestHandler {
    override async get(): Promise<void> {
      const { signal } = this;
      await new Promise<void>((done) =>
        signal.addEventListener("abort", () => {
          heard.setResult(signal.reason instanceof CancelledError);
          done();
        })
      );
    }
  }
  const { app } = logged([["/", Waits]]);
  await serving(app, async (base, server: Server) => {
    const leaving = new AbortController();
    const reply = fetch(base, { signal: leaving.signal }).catch(() => {});
    await until(() => server.active === 1);
    leaving.abort();
    assertEquals(await heard, true);
    await reply;
  });
});

Deno.test("an error after flush cuts the reply short", async () => {
  class Half extends RequestHandler {
    override *get(): Generator {
      this.write("half");
      yield this.flush();
      yield sleep(5);
      throw new Error("no more");
    }
  }
  const { app } = logged([["/", Half]]);
  for (const transport of ["deno", "node"] as const) {
    await serving(app, async (_base, { port }) => {
      const text = await raw(
        port,
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        () => false,
      );
      assertEquals(text.match(/HTTP\/1\.1/g)?.length, 1);
      assert(text.includes("half") && !text.endsWith("0\r\n\r\n"), text);
    }, { transport });
  }
});

Deno.test("each request has an id of its own, through its waits", async () => {
  const ids: (string | undefined)[] = [];
  class Identified extends RequestHandler {
    override *get(): Generator {
      const id = requestId.get();
      yield sleep(2);
      ids.push(id);
      assertEquals(requestId.get(), id);
    }
  }
  const { app } = logged([["/", Identified]]);
  await serving(app, async (base) => {
    await Promise.all([1, 2, 3].map(async () => (await fetch(base)).text()));
    assertEquals(new Set(ids).size, 3);
    assert(ids.every((id) => id !== undefined));
  });
});

Deno.test("forwarded addresses are believed from known proxies only", async () => {
  class Who extends RequestHandler {
    override get(): void {
      const { remoteAddress, protocol } = this.request;
      this.write(`${remoteAddress} ${protocol}`);
    }
  }
  const { app } = logged([["/", Who]]);
  const headers = {
    "x-forwarded-for": "6.6.6.6, 9.9.9.9",
    "x-forwarded-proto": "https",
  };
  await serving(app, async (base) => {
    const text = await (await fetch(base, { headers })).text();
    assertEquals(text, "127.0.0.1 http");
  });
  await serving(app, async (base) => {
    const text = await (await fetch(base, { headers })).text();
    assertEquals(text, "9.9.9.9 https");
  }, { trustedDownstream: ["127.0.0.1"] });
});
