import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { InvalidStateError } from "../../lib/errors/invalid_state_error.ts";
import { type Chunk, RequestHandler } from "../../lib/web/mod.ts";
import { logged, raw, serving } from "./_kit.ts";

function handling(
  get: (this: RequestHandler) => unknown,
): typeof RequestHandler {
  return class Handling extends RequestHandler {
    override get(): unknown {
      return get.call(this);
    }
    override post(): unknown {
      return get.call(this);
    }
  };
}

async function ask(get: (this: RequestHandler) => unknown, init?: RequestInit) {
  return await logged([["/", handling(get)]]).app.request("/", init);
}

const LONG = "x".repeat(300);

Deno.test("whatever is written and flushed arrives in order", async () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.uint8Array({ maxLength: 20 }),
    fc.constant("flush"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), async (pieces) => {
      const reply = await ask(function* (this: RequestHandler): Generator {
        for (const each of pieces) {
          if (each === "flush") yield this.flush();
          else this.write(each);
        }
      } as never);
      const sent = pieces.filter((each) => each !== "flush")
        .map((each) =>
          typeof each === "string" ? new TextEncoder().encode(each) : each
        );
      assertEquals([...await reply.bytes()], sent.flatMap((each) => [...each]));
    }),
    { numRuns: 60 },
  );
});

Deno.test("a record is written as JSON, an array is refused", async () => {
  const reply = await ask(function () {
    this.write({ a: "</script>" });
  });
  assertEquals(
    reply.headers.get("content-type"),
    "application/json; charset=UTF-8",
  );
  assertEquals(await reply.text(), '{"a":"<\\/script>"}');
  for (const bad of [[1], null, 7, undefined, new Map(), () => {}]) {
    const refused = await ask(function () {
      assertThrows(
        () => this.write(bad as unknown as Chunk),
        TypeError,
        "Cannot write",
      );
    });
    assertEquals(refused.status, 200);
  }
});

Deno.test("a page that the client has is a 304 without a body", async () => {
  const get = (headers: HeadersInit = {}, method = "GET") =>
    ask(function () {
      this.write(LONG);
    }, { headers, method });
  const first = await get(), tag = first.headers.get("etag")!;
  assert(tag.startsWith('W/"'));
  for (const known of [tag, tag.slice(2), `"x", ${tag}`, "*"]) {
    const again = await get({ "if-none-match": known });
    assertEquals([again.status, await again.text()], [304, ""], known);
    assertEquals(again.headers.get("etag"), tag);
    assertEquals(again.headers.get("content-type"), null);
  }
  assertEquals((await get({ "if-none-match": '"other"' })).status, 200);
  const post = await get({ "if-none-match": tag }, "POST");
  assertEquals([post.status, post.headers.get("etag")], [200, null]);
});

Deno.test("a short page has no tag, unless etagFrom asks for it", async () => {
  const page = handling(function () {
    this.write("short");
  });
  const plain = await logged([["/", page]]).app.request("/");
  assertEquals(plain.headers.get("etag"), null);
  const { app } = logged([["/", page]], { etagFrom: 0 });
  assert((await app.request("/")).headers.has("etag"));
  const own = await ask(function () {
    this.setHeader("Etag", '"own"');
    this.write("short");
  }, { headers: { "if-none-match": '"own"' } });
  assertEquals(own.status, 304);
});

Deno.test("HEAD has the length and no body", async () => {
  class Page extends RequestHandler {
    override get(): void {
      this.write("é");
    }
  }
  const { app } = logged([["/", Page]]);
  for (const transport of ["deno", "node"] as const) {
    await serving(app, async (_base, { port }) => {
      const text = await raw(
        port,
        "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        () => false,
      );
      assert(/content-length: 2\r\n/i.test(text), text);
      assert(text.endsWith("\r\n\r\n"), text);
    }, { transport });
  }
});

Deno.test("a status without body refuses one, and says nothing of it", async () => {
  const empty = await ask(function () {
    this.setStatus(204);
  });
  assertEquals([empty.status, empty.headers.get("content-type")], [204, null]);
  const full = await ask(function () {
    this.setStatus(204);
    this.write("x");
    assertThrows(() => this.finish(), InvalidStateError, "has none");
    this.setStatus(200);
  });
  assertEquals(full.status, 200);
});

Deno.test("respond() answers with a Response of the platform", async () => {
  const reply = await ask(function () {
    this.write("dropped");
    this.respond(new Response("own", { status: 201, headers: { "x-a": "1" } }));
  });
  assertEquals([reply.status, await reply.text(), reply.headers.get("x-a")], [
    201,
    "own",
    "1",
  ]);
});

Deno.test("computeEtag and setDefaultHeaders may be overridden", async () => {
  class Own extends RequestHandler {
    override setDefaultHeaders(): void {
      this.setHeader("Server", "own");
    }
    override computeEtag(): string {
      return '"mine"';
    }
    override get(): void {
      this.write(LONG);
    }
    override post(): void {
      throw new Error("no");
    }
  }
  const { app } = logged([["/", Own]]);
  const reply = await app.request("/");
  assertEquals([reply.headers.get("server"), reply.headers.get("etag")], [
    "own",
    '"mine"',
  ]);
  const failed = await app.request("/", { method: "POST" });
  assertEquals([failed.status, failed.headers.get("server")], [500, "own"]);
});
