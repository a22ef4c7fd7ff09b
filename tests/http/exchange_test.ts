import { assertEquals, assertThrows } from "@std/assert";
import type { CancelledError } from "../../lib/errors/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import {
  AsyncHTTPClient,
  type ExchangeError,
  type FetchOptions,
  HTTPError,
  type HTTPRefusedError,
  type HTTPResponse,
  type TransportRequest,
} from "../../lib/http/mod.ts";
import { reports, rest } from "../_support.ts";
import {
  type Answer,
  type Co,
  failure,
  FakeTransport,
  field,
  kind,
  never,
  redirect,
  streamOf,
} from "./_kit.ts";

const START = "http://a.test/";

/** A client over a fake wire, and one fetch of it. */
function setUp(answer: Answer, options: FetchOptions = {}) {
  const transport = new FakeTransport(answer);
  const client = new AsyncHTTPClient({ transport });
  const fetch = (more: FetchOptions = {}) =>
    client.fetch(START, { ...options, ...more });
  return { transport, client, fetch };
}

/** Counts down: /5 leads to /4. */
function countdown({ url }: TransportRequest): Response {
  const left = Number(new URL(url).pathname.slice(1));
  return left === 0 ? new Response("zero") : redirect(302, `/${left - 1}`);
}

// H4
Deno.test("maxRedirects 3 follows three", async () => {
  const transport = new FakeTransport(countdown);
  const client = new AsyncHTTPClient({ transport });
  const options = { maxRedirects: 3 };
  const error = await failure(client.fetch(`${START}5`, options)) as HTTPError;
  assertEquals([kind(error), error.code], ["HTTPError", 302]);
  const response = error.response as HTTPResponse;
  assertEquals(response.request.url, `${START}5`);
  assertEquals(response.effectiveUrl, `${START}2`);
  assertEquals(response.headers.get("location"), "/1");
  assertEquals(transport.seen.length, 4);
});

// H4
Deno.test("followRedirects: false gives the redirect itself, as an error", async () => {
  const { fetch, transport } = setUp(() => redirect(302, "/x"), {
    followRedirects: false,
  });
  const error = await failure(fetch()) as HTTPError;
  assertEquals([error.code, transport.seen.length], [302, 1]);
  const response = await fetch({ raiseError: false });
  assertEquals([response.code, response.headers.get("location")], [302, "/x"]);
});

Deno.test("a 301 without a Location is returned as it is", async () => {
  const { fetch } = setUp(() => new Response("here", { status: 301 }));
  const response = await fetch({ raiseError: false });
  assertEquals([response.code, response.text()], [301, "here"]);
});

// H5
Deno.test("a POST that became a GET has the POST as its request", async () => {
  const { fetch, transport } = setUp(({ method }) =>
    method === "POST" ? redirect(303, "/got") : new Response("got")
  );
  const response = await fetch({ method: "POST", body: "b" });
  assertEquals(response.request.method, "POST");
  assertEquals([response.effectiveUrl, response.text()], [
    `${START}got`,
    "got",
  ]);
  assertEquals(transport.lines, [`POST ${START}`, `GET ${START}got`]);
});

for (
  const to of ["file:///etc/passwd", "data:,x", "javascript:1", "http://["]
) {
  Deno.test(`a redirect to ${to} is refused, whatever raiseError says`, async () => {
    const { fetch, transport, client } = setUp(() => redirect(302, to), {
      raiseError: false,
    });
    const error = await failure(fetch()) as ExchangeError;
    assertEquals([kind(error), error.code], ["HTTPRefusedError", 599]);
    assertEquals((error.response as HTTPResponse).code, 302);
    assertEquals(error.cause instanceof Error, true);
    assertEquals(transport.seen.length, 1);
    assertEquals(client.statistics().active, 0);
  });
}

Deno.test("Deno CVE-2026-49860: allowUrl is asked before each hop", async () => {
  const asked: string[] = [];
  const answer = ({ url }: TransportRequest) =>
    url === START ? redirect(302, "http://10.0.0.1/admin") : new Response("in");
  const { fetch, transport } = setUp(answer, {
    *allowUrl(url): Co<boolean> {
      asked.push(url.href);
      const allowed = url.hostname === "a.test";
      url.href = "http://a.test/"; // what it is given is a copy
      yield sleep(0);
      return allowed;
    },
  });
  const error = await failure(fetch()) as HTTPRefusedError;
  assertEquals(asked, [START, "http://10.0.0.1/admin"]);
  assertEquals(transport.lines, [`GET ${START}`]);
  assertEquals((error.response as HTTPResponse).code, 302);
});

Deno.test("only true allows a URL", async () => {
  for (const answer of [undefined, false, 1, "yes", Promise.resolve(false)]) {
    const { fetch, transport } = setUp(() => new Response(), {
      allowUrl: () => answer,
    });
    assertEquals(kind(await failure(fetch())), "HTTPRefusedError");
    assertEquals(transport.seen.length, 0);
  }
  for (const answer of [true, Promise.resolve(true)]) {
    const { fetch } = setUp(() => new Response(), { allowUrl: () => answer });
    assertEquals((await fetch()).code, 200);
  }
});

// H6
Deno.test("all header lines come before any chunk, of the last response only", async () => {
  const log: string[] = [];
  const { fetch } = setUp(
    ({ url }) =>
      url === START ? redirect(302, "/last") : new Response(
        streamOf(
          ["ab", "cd"].map((s) => new TextEncoder().encode(s)),
        ) as BodyInit,
        {
          status: 201,
          headers: [["x-a", "1"], ["set-cookie", "b=2"], ["set-cookie", "c=3"]],
        },
      ),
    {
      headerCallback: (line) => log.push(line),
      streamingCallback: (chunk) => log.push(new TextDecoder().decode(chunk)),
    },
  );
  const response = await fetch();
  assertEquals(log[0], "HTTP/1.1 201 Created\r\n");
  assertEquals(log.slice(1, 4).toSorted(), [
    "Set-Cookie: b=2\r\n",
    "Set-Cookie: c=3\r\n",
    "X-A: 1\r\n",
  ]);
  assertEquals(log.slice(4), ["\r\n", "ab", "cd"]);
  assertEquals(response.body.length, 0);
  assertEquals(response.headers.getSetCookie(), ["b=2", "c=3"]);
});

// H7
for (
  const hook of ["headerCallback", "streamingCallback", "allowUrl"] as const
) {
  Deno.test(`a throw in ${hook} goes to the caller and ends the exchange`, async () => {
    const thrown = new Error("in the hook");
    const fail = () => {
      throw thrown;
    };
    const { fetch, transport, client } = setUp(() => new Response("body"), {
      [hook]: fail,
    });
    assertEquals(await failure(fetch()), thrown);
    const aborted = transport.seen.map(({ signal }) => signal.aborted);
    assertEquals(aborted, hook === "allowUrl" ? [] : [true]);
    assertEquals(client.statistics().active, 0);
  });
}

Deno.test("a head larger than is allowed is refused", async () => {
  const headers = { "x-long": "y".repeat(1000) };
  const { fetch } = setUp(() => new Response("b", { headers }));
  const error = await failure(fetch({ maxHeaderSize: 1000 })) as ExchangeError;
  assertEquals([kind(error), error.phase], ["HTTPLimitError", "response"]);
  assertEquals((await fetch({ maxHeaderSize: 1100 })).code, 200);
});

Deno.test("HEAD, 204 and 304 have no body, whatever their length says", async () => {
  const headers = { "content-length": "999" };
  const cases = [[200, "HEAD"], [204, "GET"], [304, "GET"]] as const;
  for (const [status, method] of cases) {
    const { fetch } = setUp(() => new Response(null, { status, headers }), {
      method,
      maxBodySize: 1,
      raiseError: false,
    });
    const response = await fetch();
    assertEquals([response.code, response.body.length], [status, 0]);
  }
});

// H2
Deno.test("requestTimeout bounds the wait for a response", async () => {
  await runVirtual(function* () {
    const { fetch, transport, client } = setUp(never, { requestTimeout: 200 });
    const error = yield* fetch().catch((error) => error);
    assertEquals([kind(error), error.code, error.phase], [
      "HTTPTimeoutError",
      599,
      "response",
    ]);
    assertEquals(
      error.message,
      "HTTP 599: Timeout during request, after 200 ms, waiting for the " +
        "response: GET http://a.test/",
    );
    assertEquals(IOLoop.current().time(), 200);
    assertEquals(transport.seen[0]!.signal.aborted, true);
    assertEquals(client.statistics(), { active: 0, queued: 0 });
  });
});

Deno.test("requestTimeout bounds a body that drips for ever", async () => {
  await runVirtual(function* () {
    const loop = IOLoop.current();
    const drip = new ReadableStream({
      pull: async (controller) => {
        await loop._within(() => sleep(50)); // the host may call from anywhere
        controller.enqueue(new Uint8Array(1));
      },
    }, { highWaterMark: 0 });
    const { fetch } = setUp(() => new Response(drip), { requestTimeout: 220 });
    const error = yield* fetch().catch((error) => error);
    assertEquals([kind(error), error.phase], ["HTTPTimeoutError", "body"]);
    assertEquals(IOLoop.current().time(), 220);
    yield* sleep(100); // the drop that was on its way
  });
});

Deno.test("requestTimeout covers all redirects together", async () => {
  await runVirtual(function* () {
    const { fetch, transport } = setUp(async () => {
      await sleep(80);
      return redirect(302, "/again");
    }, { requestTimeout: 200 });
    const error = yield* fetch().catch((error) => error);
    assertEquals([kind(error), transport.seen.length], ["HTTPTimeoutError", 3]);
    assertEquals(IOLoop.current().time(), 200);
    yield* sleep(100); // the answer that was on its way
  });
});

Deno.test("requestTimeout 0 waits as long as it takes", async () => {
  await runVirtual(function* () {
    const { fetch } = setUp(async () => {
      await sleep(3_600_000);
      return new Response("late");
    }, { requestTimeout: 0 });
    assertEquals((yield* fetch()).text(), "late");
  });
});

Deno.test("a time that is over cancels a hook and waits for its cleanup", async () => {
  await runVirtual(function* () {
    const log: unknown[] = [];
    const { fetch } = setUp(() => new Response("body"), {
      requestTimeout: 100,
      *streamingCallback(): Co {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(20);
          log.push(IOLoop.current().time());
        }
      },
    });
    const error = yield* fetch().catch((error) => error);
    assertEquals([kind(error), log], ["HTTPTimeoutError", [120]]);
  });
});

Deno.test("no message or error shows what stands in a query", async () => {
  await runVirtual(function* () {
    const transport = new FakeTransport(never);
    const client = new AsyncHTTPClient({ transport, requestTimeout: 10 });
    const url = "http://user:hunter2@a.test/path?token=hunter2#hunter2";
    const error = yield* client.fetch(url).catch((error) => error);
    assertEquals(/a\.test\/path/.test(error.message), true);
    assertEquals(/hunter2/.test(error.message), false);
  });
});

Deno.test("the times of the parts are told", async () => {
  await runVirtual(function* () {
    const { client, fetch } = setUp(async () => {
      await sleep(30);
      const body = new ReadableStream({
        async pull(controller) {
          await sleep(12);
          controller.enqueue(new Uint8Array(1));
          controller.close();
        },
      }, { highWaterMark: 0 });
      return new Response(body);
    });
    yield* sleep(5);
    const response = yield* fetch();
    assertEquals(response.timeInfo, { queue: 0, response: 30, body: 12 });
    assertEquals([response.startTime, response.requestTime], [5, 42]);
    assertEquals(client.statistics().active, 0);
  });
});

Deno.test("a cancel aborts the hop and is a CancelledError, never a 599", async () => {
  using told = reports();
  const { fetch, transport, client } = setUp(never);
  const future = fetch();
  await rest();
  future.cancel("enough");
  const error = await failure(future) as CancelledError;
  assertEquals([kind(error), error.reason], ["CancelledError", "enough"]);
  assertEquals(transport.seen[0]!.signal.aborted, true);
  assertEquals(client.statistics().active, 0);
  await rest();
  assertEquals([told.unobserved.length, told.errors.length], [0, 0]);
});

Deno.test("a response that came before the cancel is delivered", async () => {
  const { fetch } = setUp(() => new Response("there"));
  const future = fetch();
  const task = spawn(function* () {
    return (yield* future).text();
  });
  await future;
  task.cancel();
  assertEquals(await task, "there");
});

Deno.test("redirects leave no body unread", async () => {
  const left: unknown[] = [];
  const answer = ({ url, signal }: TransportRequest) => {
    if (url !== START) return new Response("end");
    signal.addEventListener("abort", () => left.push("aborted"));
    const cancel = () => void left.push("cancelled");
    const body = new ReadableStream({ cancel }, { highWaterMark: 0 });
    return new Response(body, { status: 302, headers: { location: "/end" } });
  };
  assertEquals((await setUp(answer).fetch()).text(), "end");
  assertEquals(left, ["aborted"]);
});

Deno.test("a body that is sent again goes along with 307 and 308", async () => {
  const { fetch, transport } = setUp(({ url }) =>
    url === START
      ? redirect(307, "/a")
      : url.endsWith("/a")
      ? redirect(308, "/b")
      : new Response()
  );
  await fetch({ method: "PUT", body: "again" });
  assertEquals(transport.seen.map(({ body }) => body), Array(3).fill("again"));
});

Deno.test("a header marked sensitive does not come back on the way home", async () => {
  const { fetch, transport } = setUp(({ url }) =>
    url === START
      ? redirect(302, "http://b.test/")
      : url === "http://b.test/"
      ? redirect(302, `${START}home`)
      : new Response()
  );
  await fetch({
    headers: { "X-Token": "t", Cookie: "c" },
    sensitiveHeaders: ["x-token"],
    authUsername: "u",
  });
  const kept = transport.seen.map((sent) =>
    ["x-token", "cookie", "authorization"].filter((name) => field(sent, name))
  );
  assertEquals(kept, [["x-token", "cookie", "authorization"], [], []]);
});

Deno.test("a request without rethrow can still be looked at", async () => {
  const { fetch } = setUp(() => new Response("page", { status: 404 }));
  const response = await fetch({ raiseError: false });
  const error = assertThrows(() => response.rethrow(), HTTPError);
  assertEquals([error.code, response.text()], [404, "page"]);
});
