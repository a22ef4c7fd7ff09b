import { assert, assertEquals } from "@std/assert";
import { sleep } from "../../lib/coroutine/mod.ts";
import { CancelledError } from "../../lib/errors/mod.ts";
import { Application } from "../../lib/web/application.ts";
import { EventSourceHandler } from "../../lib/web/event_source_handler.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { readEvents } from "./_event_stream.ts";

function ask(
  Handler: typeof EventSourceHandler,
  init: RequestInit = {},
): Promise<Response> {
  return new Application([["/events", Handler]]).request("/events", init);
}

Deno.test("a coroutine's events are the reply, which ends with it", async () => {
  const log: string[] = [];
  const reply = await ask(
    class extends EventSourceHandler {
      override *open(): Generator {
        log.push(`last ${this.lastEventId}`);
        for (const data of ["a", "b"]) {
          log.push(`${yield* this.emit({ data, id: data })}`);
        }
      }
      override onClose() {
        log.push("closed");
      }
    },
    { headers: { "last-event-id": "7" } },
  );
  assertEquals(reply.headers.get("content-type"), "text/event-stream");
  assertEquals(reply.headers.get("cache-control"), "no-store");
  const { events } = readEvents(await reply.text());
  assertEquals(events.map(({ data }) => data), ["a", "b"]);
  assertEquals(log, ["last 7", "true", "true", "closed"]);
});

Deno.test("headers go out before the first event", async () => {
  const reply = await ask(
    class extends EventSourceHandler {
      override *open(): Generator {
        yield* sleep(1e6);
      }
    },
  );
  assertEquals(reply.status, 200);
  await reply.body!.cancel();
});

Deno.test("a plain open leaves the stream to others, until close()", async () => {
  const all: EventSourceHandler[] = [];
  const reply = await ask(
    class extends EventSourceHandler {
      override open() {
        all.push(this);
      }
    },
  );
  const [one] = all;
  one!.emit({ data: "x" });
  one!.close();
  one!.close();
  assertEquals(readEvents(await reply.text()).events.length, 1);
  assertEquals(await one!.emit({ data: "late" }), false);
});

// A leak of handlers whose clients are gone is what takes such servers down.
Deno.test("a client that hangs up cancels the coroutine, frees its timers, and onClose runs once", async () => {
  const log: unknown[] = [];
  using told = reports();
  const reply = await ask(
    class extends EventSourceHandler {
      override *open(): Generator {
        try {
          yield* sleep(1e6);
        } catch (error) {
          log.push(error instanceof CancelledError);
          throw error;
        }
      }
      override *onClose() {
        yield* sleep(1);
        log.push(yield* this.emit({ data: "to nobody" }));
      }
    },
  );
  await reply.body!.cancel();
  while (log.length < 2) await new Promise((done) => setTimeout(done, 1));
  await rest();
  assertEquals(log, [true, false]);
  assertEquals([told.errors, told.unobserved], [[], []]);
});

Deno.test("in silence a comment is sent, and not while events are", async () => {
  const { loop, clock } = handLoop();
  const done = loop.run(async () => {
    const reply = await ask(
      class extends EventSourceHandler {
        override sourceOptions() {
          return { heartbeat: 100 };
        }
        override *open(): Generator {
          yield* sleep(250);
          yield* this.emit({ data: "x" });
          yield* sleep(100);
        }
      },
    );
    return await reply.text();
  });
  await clock.advance(1000);
  // At 100: the first comment spoke before it. At 200 silence; at 300 not.
  assertEquals(await done, ":\n\n:\n\ndata: x\n\n");
});

Deno.test("emit waits for a client that does not read", async () => {
  const log: boolean[] = [];
  const reply = await ask(
    class extends EventSourceHandler {
      override *open(): Generator {
        const data = "x".repeat(50_000);
        for (let i = 0; i < 100; i++) log.push(yield* this.emit({ data }));
      }
    },
  );
  await rest();
  assert(log.length < 5, `${log.length} went out`);
  const text = await reply.text();
  assertEquals([log.length, readEvents(text).events.length], [100, 100]);
});

for (
  const [slowConsumer, hangsUp] of [
    ["wait", true],
    ["close", true],
    ["drop", false],
  ] as const
) {
  Deno.test(`${slowConsumer}: one who emits without waiting to a slow client is stopped`, async () => {
    const all: EventSourceHandler[] = [];
    let closed = 0;
    const reply = await ask(
      class extends EventSourceHandler {
        override sourceOptions() {
          return { slowConsumer, maxBufferedAmount: 100_000 };
        }
        override open() {
          all.push(this);
        }
        override onClose() {
          closed++;
        }
      },
    );
    const data = "x".repeat(99_000), results: Promise<boolean>[] = [];
    for (let i = 0; i < 20; i++) results.push(all[0]!.emit({ data }).promise());
    assertEquals(all[0]!.closed, hangsUp);
    if (!hangsUp) {
      all[0]!.close();
      const { events } = readEvents(await reply.text());
      const sent = (await Promise.all(results)).filter((ok) => ok);
      assertEquals([events.length, sent.length], [2, 2]);
    } else await reply.body!.cancel().catch(() => {});
    await rest();
    assertEquals(closed, 1);
  });
}

Deno.test("a server that shuts down ends its streams, without an error", async () => {
  const log: unknown[] = [];
  class Source extends EventSourceHandler {
    override *open(): Generator {
      try {
        yield* this.emit({ data: "x" });
        yield* sleep(1e6);
      } finally {
        log.push("cleaned up");
      }
    }
    override logException(error: unknown) {
      log.push(error);
    }
  }
  const server = new Application([["/", Source]])
    .listen(0, { hostname: "127.0.0.1" });
  const reply = await fetch(`http://127.0.0.1:${server.port}/`);
  const text = reply.text();
  await server.shutdown({ grace: 0 });
  assertEquals(readEvents(await text).events.length, 1);
  assertEquals(log, ["cleaned up"]);
});

Deno.test("HEAD has the headers and no stream", async () => {
  const reply = await ask(
    class extends EventSourceHandler {
      override open() {
        throw new Error("not for HEAD");
      }
    },
    { method: "HEAD" },
  );
  assertEquals(reply.headers.get("content-type"), "text/event-stream");
  assertEquals(await reply.text(), "");
});

Deno.test("an event that cannot be sent is the program's error, logged once", async () => {
  const log: string[] = [];
  const reply = await ask(
    class extends EventSourceHandler {
      override *open(): Generator {
        yield* this.emit({ event: "a\nb" });
      }
      override logException(error: unknown) {
        log.push((error as Error).message);
      }
    },
  );
  await reply.text().catch(() => {});
  assertEquals(log, [
    'Cannot send the event "a\\nb": expected a text of one line',
  ]);
});
