import { assertEquals } from "@std/assert";
import { sleep } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { uploadOf } from "../../lib/http/upload.ts";
import {
  AsyncHTTPClient,
  type BodyProducer,
  type TransportRequest,
} from "../../lib/http/mod.ts";
import { reports, rest } from "../_support.ts";
import { type Co, failure, FakeTransport, redirect, site } from "./_kit.ts";

const POST = { method: "POST" };

/** Answers with what was uploaded. */
async function echo({ body }: { body: unknown }): Promise<Response> {
  return new Response(await new Response(body as BodyInit).text());
}

const PRODUCERS: Record<string, BodyProducer> = {
  *"a coroutine function"(write): Co {
    yield* write("a");
    yield* sleep(0);
    yield* write(new Uint8Array([0x62]));
  },
  async "an async function"(write) {
    await write("a");
    await write("b");
  },
  "a plain function"(write) {
    write("a");
    write("b");
  },
};

for (const [what, bodyProducer] of Object.entries(PRODUCERS)) {
  Deno.test(`${what} writes the body`, async () => {
    const client = new AsyncHTTPClient({ transport: new FakeTransport(echo) });
    const response = await client.fetch("http://a.test/", {
      ...POST,
      bodyProducer,
    });
    assertEquals(response.text(), "ab");
  });
}

Deno.test("a chunk is not made before the last one is taken", async () => {
  const log: string[] = [];
  const body = uploadOf(function* (write): Co {
    for (const chunk of ["a", "b", "c"]) {
      log.push(`made ${chunk}`);
      yield* write(chunk);
    }
  }, () => {});
  const reader = body.getReader();
  await rest();
  assertEquals(log, []);
  await reader.read();
  await rest();
  assertEquals(log, ["made a"]);
  await reader.read();
  assertEquals(log, ["made a", "made b"]);
  await reader.cancel();
});

Deno.test("the very error of a producer goes to the caller", async () => {
  using told = reports();
  const thrown = new Error("no more bytes");
  const client = new AsyncHTTPClient({ transport: new FakeTransport(echo) });
  const error = await failure(client.fetch("http://a.test/", {
    ...POST,
    *bodyProducer(write): Co {
      yield* write("a");
      throw thrown;
    },
  }));
  assertEquals(error, thrown);
  await rest();
  assertEquals([told.unobserved.length, told.errors.length], [0, 0]);
});

Deno.test("what is no chunk is told at the write", async () => {
  const client = new AsyncHTTPClient({ transport: new FakeTransport(echo) });
  const bodyProducer: BodyProducer = (write) => write(1 as never);
  const error = await failure(
    client.fetch("http://a.test/", { ...POST, bodyProducer }),
  );
  assertEquals(error instanceof TypeError, true);
  assertEquals(/Cannot write 1/.test(error.message), true);
});

Deno.test("a producer is called anew for a 307", async () => {
  let calls = 0;
  const answer = async ({ url, body }: TransportRequest) => {
    const text = await new Response(body).text();
    return url.endsWith("/end") ? new Response(text) : redirect(307, "/end");
  };
  const client = new AsyncHTTPClient({ transport: new FakeTransport(answer) });
  const response = await client.fetch("http://a.test/", {
    ...POST,
    bodyProducer: (write) => write(`call ${++calls}`),
  });
  assertEquals(response.text(), "call 2");
});

Deno.test("a response before the end of the upload cancels the producer", async () => {
  const log: string[] = [];
  const transport = new FakeTransport(async ({ body, signal }) => {
    const reader = (body as ReadableStream).getReader();
    signal.addEventListener("abort", () => void reader.cancel());
    await reader.read();
    return new Response("too much", { status: 413 });
  });
  const client = new AsyncHTTPClient({ transport });
  const response = await client.fetch("http://a.test/", {
    ...POST,
    raiseError: false,
    *bodyProducer(write): Co {
      try {
        for (;;) yield* write("more");
      } finally {
        log.push("stopped");
      }
    },
  });
  await rest();
  assertEquals([response.code, log], [413, ["stopped"]]);
});

Deno.test("over a real wire, an upload arrives in chunks", async () => {
  await using server = site(async (request) => {
    const size = (await request.bytes()).length;
    return new Response(`${request.headers.get("content-length")} ${size}`);
  });
  const client = new AsyncHTTPClient({});
  const response = await client.fetch(server.url, {
    ...POST,
    *bodyProducer(write): Co {
      for (let i = 0; i < 100; i++) yield* write(new Uint8Array(10_000));
    },
  });
  assertEquals(response.text(), "null 1000000");
  assertEquals(IOLoop.current()._rest.foreign, 0);
});

Deno.test("Go CVE-2024-24791: an early answer leaves the next request in order", async () => {
  await using server = site((request) =>
    request.method === "POST"
      ? new Response("no", { status: 413 })
      : new Response("fine")
  );
  const client = new AsyncHTTPClient({});
  for (let i = 0; i < 3; i++) {
    const body = new Uint8Array(1 << 18);
    const early = client.fetch(server.url, {
      ...POST,
      body,
      raiseError: false,
    });
    assertEquals((await early).code, 413);
    assertEquals((await client.fetch(server.url)).text(), "fine");
  }
});
