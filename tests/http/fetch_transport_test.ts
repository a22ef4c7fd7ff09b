import { assertEquals, assertThrows } from "@std/assert";
import { rest } from "../_support.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import {
  AsyncHTTPClient,
  type ExchangeError,
  fetchTransport,
  type HTTPError,
} from "../../lib/http/mod.ts";
import { type Co, failure, gate, kind, rawSite, site } from "./_kit.ts";

const client = new AsyncHTTPClient({ requestTimeout: 10_000 });

/** A port on which nobody listens. */
function deadUrl(): string {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return `http://127.0.0.1:${port}/?token=hunter2`;
}

// H2
Deno.test("a port on which nobody listens is a connect error", async () => {
  const error = await failure(client.fetch(deadUrl())) as ExchangeError;
  assertEquals([kind(error), error.code, error.phase], [
    "HTTPConnectError",
    599,
    "connect",
  ]);
  assertEquals(error.cause instanceof TypeError, true);
  assertEquals(/hunter2/.test(error.message), false, error.message);
});

Deno.test("a name that does not exist is a connect error", async () => {
  const error = await failure(client.fetch("http://nope.invalid/"));
  assertEquals(kind(error), "HTTPConnectError");
});

Deno.test("a port that the host blocks is an error of ours", async () => {
  const error = await failure(client.fetch("http://127.0.0.1:6000/"));
  assertEquals(kind(error), "HTTPStreamClosedError");
});

Deno.test("the codes of other hosts are told apart too", async () => {
  const { fetch } = globalThis;
  const told: string[] = [];
  for (const code of ["ECONNREFUSED", "ENOTFOUND", "UND_ERR_SOCKET"]) {
    const cause = Object.assign(new Error("x"), { code });
    globalThis.fetch = () =>
      Promise.reject(new TypeError("fetch failed", { cause }));
    told.push(kind(await failure(client.fetch("http://a.test/"))));
  }
  globalThis.fetch = fetch;
  assertEquals(told, [
    "HTTPConnectError",
    "HTTPConnectError",
    "HTTPStreamClosedError",
  ]);
});

Deno.test("redirects are the client's, not the host's", async () => {
  await using server = site((request) =>
    new URL(request.url).pathname === "/"
      ? new Response("moved", { status: 302, headers: { location: "/x" } })
      : new Response("there")
  );
  const response = await client.fetch(server.url);
  assertEquals([response.text(), response.effectiveUrl], [
    "there",
    `${server.url}/x`,
  ]);
  assertEquals(server.seen, ["GET /", "GET /x"]);
  const error = await failure(
    client.fetch(server.url, { followRedirects: false }),
  );
  assertEquals((error as HTTPError).code, 302);
});

Deno.test("a server that hangs up mid-body gives an error, not a short body", async () => {
  await using server = rawSite(async ({ write, close }) => {
    await write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    close();
  });
  const error = await failure(client.fetch(server.url)) as ExchangeError;
  assertEquals([kind(error), error.phase], ["HTTPStreamClosedError", "body"]);
  const streamed: number[] = [];
  const again = client.fetch(server.url, {
    streamingCallback: (chunk) => streamed.push(chunk.length),
  });
  assertEquals(kind(await failure(again)), "HTTPStreamClosedError");
  assertEquals(streamed, [3]);
});

for (
  const [what, text] of [
    ["no HTTP", "garbage\r\n\r\n"],
    [
      "two lengths",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
    ],
    ["nothing", ""],
  ] as const
) {
  Deno.test(`a server that answers with ${what} is an error`, async () => {
    await using server = rawSite(async ({ write, close }) => {
      await write(text);
      close();
    });
    const error = await failure(client.fetch(server.url)) as ExchangeError;
    assertEquals([kind(error), error.phase], [
      "HTTPStreamClosedError",
      "response",
    ]);
  });
}

Deno.test("a cancel hangs up, and the server sees it", async () => {
  const arrived = gate();
  let gone: Promise<void> | undefined;
  await using server = rawSite((connection) => {
    gone = connection.gone;
    arrived.setResult();
  });
  const task = spawn(function* (): Co {
    yield* client.fetch(server.url);
  });
  await arrived;
  task.cancel("the reader went away");
  assertEquals(kind(await failure(task)), "CancelledError");
  await gone;
  await rest();
  assertEquals([server.open, client.statistics().active], [0, 0]);
});

Deno.test("a timeout hangs up too, also in the middle of a body", async () => {
  for (const text of ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"]) {
    let gone: Promise<void> | undefined;
    await using server = rawSite(async (connection) => {
      gone = connection.gone;
      await connection.write(text);
    });
    const error = await failure(
      client.fetch(server.url, { requestTimeout: 60 }),
    );
    assertEquals([kind(error), (error as ExchangeError).phase], [
      "HTTPTimeoutError",
      text === "" ? "response" : "body",
    ]);
    await gone;
  }
});

Deno.test("a compressed body is decoded, one that is broken is an error", async () => {
  const gzip = async (text: string) => {
    const through = new Blob([text]).stream().pipeThrough(
      new CompressionStream("gzip"),
    );
    return await new Response(through).bytes();
  };
  const packed = await gzip("hello ".repeat(100));
  await using server = site((request) =>
    new Response(request.url.endsWith("bad") ? "no gzip" : packed, {
      headers: { "content-encoding": "gzip" },
    })
  );
  assertEquals((await client.fetch(server.url)).text(), "hello ".repeat(100));
  const error = await failure(client.fetch(`${server.url}/bad`));
  assertEquals(kind(error), "HTTPStreamClosedError");
});

Deno.test("CVE-2026-49855: a decompression bomb is stopped at the limit", async () => {
  const zeros = new Uint8Array(1 << 16);
  await using server = site(() => {
    let sent = 0;
    const source = new ReadableStream<BufferSource>({
      pull(controller) {
        sent += zeros.length;
        if (sent > 1 << 26) controller.close();
        else controller.enqueue(zeros);
      },
    });
    const body = source.pipeThrough(new CompressionStream("gzip"));
    return new Response(body, { headers: { "content-encoding": "gzip" } });
  });
  let read = 0;
  const error = await failure(client.fetch(server.url, {
    maxBodySize: 1 << 20,
    streamingCallback: (chunk) => void (read += chunk.length),
  }));
  assertEquals([kind(error), read <= 1 << 20], ["HTTPLimitError", true]);
  assertEquals(
    kind(await failure(client.fetch(server.url, { maxBodySize: 1 << 20 }))),
    "HTTPLimitError",
  );
});

Deno.test("a slow callback holds the sender back", async () => {
  let sent = 0;
  await using server = site(() =>
    new Response(
      new ReadableStream({
        pull(controller) {
          sent++;
          if (sent > 4000) controller.close();
          else controller.enqueue(new Uint8Array(1 << 14));
        },
      }),
    )
  );
  const hold = gate(), reached = gate();
  let got = 0;
  const coming = client.fetch(server.url, {
    *streamingCallback(chunk): Co {
      if (got === 0) {
        reached.setResult();
        yield* hold;
      }
      got += chunk.length;
    },
  });
  await reached;
  // The buffers on the way fill up; then nothing is made any more.
  let before = -1;
  while (before !== sent) {
    before = sent;
    await sleep(30);
  }
  assertEquals(sent < 2000, true, `${sent} chunks were made`);
  hold.setResult();
  const response = await coming;
  assertEquals([got, response.body.length], [4000 << 14, 0]);
});

Deno.test("two cookies are two", async () => {
  await using server = site(() =>
    new Response("c", {
      headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]],
    })
  );
  const { headers } = await client.fetch(server.url);
  assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
});

Deno.test("HEAD and 304 come without a body", async () => {
  await using server = site((request) =>
    request.method === "HEAD"
      ? new Response("body", { headers: { "content-length": "4" } })
      : new Response(null, { status: 304, headers: { etag: '"x"' } })
  );
  assertEquals(
    (await client.fetch(server.url, { method: "HEAD" })).body.length,
    0,
  );
  const response = await client.fetch(server.url, { raiseError: false });
  assertEquals([response.code, response.headers.get("etag")], [304, '"x"']);
});

Deno.test("what is given to fetchTransport is given to fetch", async () => {
  const { fetch } = globalThis;
  const given: RequestInit[] = [];
  globalThis.fetch = (_url, init) => {
    given.push(init!);
    return Promise.resolve(new Response());
  };
  const transport = fetchTransport({ credentials: "omit", method: "EVIL" });
  await new AsyncHTTPClient({ transport }).fetch("http://a.test/");
  globalThis.fetch = fetch;
  const { credentials, method, redirect } = given[0]!;
  assertEquals([credentials, method, redirect], ["omit", "GET", "manual"]);
  assertThrows(() => fetchTransport(1 as never), TypeError);
  assertThrows(() => fetchTransport(null as never), TypeError);
});

Deno.test("a host that hides redirects says so instead of giving nothing", async () => {
  const { fetch } = globalThis;
  globalThis.fetch = () => {
    const response = new Response();
    Object.defineProperty(response, "type", { value: "opaqueredirect" });
    return Promise.resolve(response);
  };
  const error = await failure(client.fetch("http://a.test/"));
  globalThis.fetch = fetch;
  assertEquals([kind(error), /browser/.test(error.message)], [
    "HTTPStreamClosedError",
    true,
  ]);
});
