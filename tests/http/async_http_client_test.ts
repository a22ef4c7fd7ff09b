import { assertEquals, assertThrows } from "@std/assert";
import { ClosedError } from "../../lib/errors/mod.ts";
import { ContextVar } from "../../lib/context/mod.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import {
  AsyncHTTPClient,
  type ExchangeError,
  HTTPError,
  HTTPRequest,
  type HTTPResponse,
} from "../../lib/http/mod.ts";
import { reports, rest } from "../_support.ts";
import { watchedSignal } from "../scopes/_kit.ts";
import {
  type Answer,
  type Co,
  failure,
  FakeTransport,
  kind,
  never,
  redirect,
  site,
} from "./_kit.ts";

const URL_TEXT = "http://a.test/";

function clientOf(answer?: Answer, options = {}) {
  const transport = new FakeTransport(answer);
  const client = new AsyncHTTPClient({ ...options, transport });
  return { client, transport };
}

/** The response of the callback form. */
function byCallback(client: AsyncHTTPClient, what: string, options = {}) {
  return new Promise<HTTPResponse>((callback) => {
    client.fetch(what, { ...options, callback }).catch(() => {});
  });
}

Deno.test("a page comes with its code, reason, headers and body", async () => {
  await using server = site(() =>
    new Response("hello", { headers: { "x-a": "1" } })
  );
  const response = await new AsyncHTTPClient({}).fetch(server.url);
  assertEquals([response.code, response.reason], [200, "OK"]);
  assertEquals([response.text(), response.headers.get("X-A")], ["hello", "1"]);
  assertEquals(response.effectiveUrl, `${server.url}/`);
  assertEquals([response.error, response.request.url], [undefined, server.url]);
  response.rethrow();
});

// The slide "coroutine style".
Deno.test("the talk's handler in coroutine style runs", async () => {
  await using server = site(() => new Response("page"));
  const rendered: string[] = [];
  class GenAsyncHandler {
    *get(): Co {
      const httpClient = new AsyncHTTPClient();
      const response = yield httpClient.fetch(server.url);
      this.doSomethingWithResponse(response);
      this.render("template.html");
    }
    doSomethingWithResponse(response: HTTPResponse): void {
      rendered.push(response.text());
    }
    render(name: string): void {
      rendered.push(name);
    }
  }
  await spawn(new GenAsyncHandler().get());
  assertEquals(rendered, ["page", "template.html"]);
});

// The slide "callback style".
Deno.test("the talk's handler in callback style runs", async () => {
  await using server = site(() => new Response("page"));
  const rendered: string[] = [], done = Promise.withResolvers<void>();
  class AsyncHandler {
    get(): void {
      const httpClient = new AsyncHTTPClient();
      httpClient.fetch(server.url, { callback: this.onFetch });
    }
    onFetch = (response: HTTPResponse): void => {
      rendered.push(response.text());
      this.render("template.html");
    };
    render(name: string): void {
      rendered.push(name);
      done.resolve();
    }
  }
  new AsyncHandler().get();
  await done.promise;
  assertEquals(rendered, ["page", "template.html"]);
});

// H1
Deno.test("a 404 rejects with an HTTPError that has the response", async () => {
  const { client } = clientOf(() => new Response("page", { status: 404 }));
  const error = await failure(client.fetch(URL_TEXT)) as HTTPError;
  assertEquals([kind(error), error.code], ["HTTPError", 404]);
  const response = error.response as HTTPResponse;
  assertEquals([response.text(), response.error === error], ["page", true]);
  const same = await client.fetch(URL_TEXT, { raiseError: false });
  assertEquals([same.code, (same.error as HTTPError).code], [404, 404]);
});

// H1
Deno.test("a callback gets a response in any case, once, in a later turn", async () => {
  using told = reports();
  const { client } = clientOf(() => new Response("page", { status: 500 }));
  const { client: broken } = clientOf(() =>
    Promise.reject(new Error("no wire"))
  );
  let calls = 0;
  const future = client.fetch(URL_TEXT, { callback: () => calls++ });
  assertEquals(calls, 0);
  await failure(future);
  await rest();
  assertEquals(calls, 1);
  const response = await byCallback(client, URL_TEXT);
  assertEquals([response.code, response.text()], [500, "page"]);
  assertEquals(assertThrows(() => response.rethrow()), response.error);
  const none = await byCallback(broken, URL_TEXT);
  assertEquals([none.code, kind(none.error)], [599, "HTTPStreamClosedError"]);
  assertThrows(() => none.rethrow(), HTTPError, "no wire");
  await rest();
  assertEquals([told.unobserved.length, told.errors.length], [0, 0]);
});

Deno.test("an error that only the callback got is not reported as lost", async () => {
  using told = reports();
  const { client } = clientOf(() => new Response(null, { status: 500 }));
  let code = 0;
  client.fetch(URL_TEXT, {
    callback: (response) => void (code = response.code),
  });
  await rest();
  await rest();
  assertEquals([code, told.unobserved.length], [500, 0]);
});

// H7
Deno.test("a throw in the callback goes to the loop, not back into the client", async () => {
  using told = reports();
  const { client } = clientOf();
  const thrown = new Error("in the callback");
  const future = client.fetch(URL_TEXT, {
    callback: () => {
      throw thrown;
    },
  });
  assertEquals((await future).code, 200);
  await rest();
  assertEquals(told.errors.map(({ error }) => error), [thrown]);
  assertEquals(client.statistics(), { active: 0, queued: 0 });
});

Deno.test("a mistake in the request is given to the callback too", async () => {
  const { client, transport } = clientOf();
  const bad = [
    ["no url", {}],
    [URL_TEXT, { method: "POST" }],
    [URL_TEXT, { headers: { a: "b\r\nc: d" } }],
    [URL_TEXT, { timeout: 1 }],
    ["file:///etc/passwd", {}],
  ] as const;
  for (const [url, options] of bad) {
    const response = await byCallback(client, url, options);
    assertEquals(response.code, 599);
    const error = await failure(client.fetch(url, options as never));
    assertEquals(kind(error), kind(response.error));
  }
  assertEquals(transport.seen.length, 0);
});

Deno.test("a cancelled fetch tells its callback", async () => {
  const { client } = clientOf(never);
  const told = Promise.withResolvers<HTTPResponse>();
  client.fetch(URL_TEXT, { callback: told.resolve }).cancel("enough");
  const response = await told.promise;
  assertEquals([response.code, kind(response.error)], [599, "CancelledError"]);
});

Deno.test("a callback and a hook run in the context of the fetch", async () => {
  const { client } = clientOf();
  const user = new ContextVar<string>("user"), seen: unknown[] = [];
  await new Promise<void>((done) =>
    user.run("ana", () => {
      client.fetch(URL_TEXT, {
        headerCallback: () => seen.push(user.get()),
        callback: () => {
          seen.push(user.get());
          done();
        },
      });
    })
  );
  assertEquals([...new Set(seen)], ["ana"]);
});

Deno.test("a wrong callback or signal is told", async () => {
  const { client } = clientOf();
  for (const wrong of [{ callback: 1 }, { signal: {} }, { signal: null }]) {
    const error = await failure(client.fetch(URL_TEXT, wrong as never));
    assertEquals(error instanceof TypeError, true);
  }
});

// H8
Deno.test("a request object takes no further options of a request", async () => {
  const { client } = clientOf();
  const request = new HTTPRequest(URL_TEXT);
  const error = await failure(client.fetch(request, { maxRedirects: 1 }));
  assertEquals(/"maxRedirects"/.test(error.message), true);
  const response = await client.fetch(request, { raiseError: false });
  assertEquals(response.request, request);
});

// H9
Deno.test("a request may be fetched again, and one does not leak into the next", async () => {
  const { client, transport } = clientOf(() => redirect(302, "http://b.test/"));
  const request = new HTTPRequest(URL_TEXT, {
    headers: { Cookie: "c" },
    maxRedirects: 1,
  });
  for (let i = 0; i < 2; i++) {
    const { response } = await failure(client.fetch(request)) as HTTPError;
    assertEquals((response as HTTPResponse).request, request);
  }
  assertEquals([...request.headers], [["Cookie", "c"]]);
  const cookies = transport.seen.map(({ headers }) => headers.length);
  assertEquals(cookies, [1, 0, 1, 0]);
});

// H3
Deno.test("maxClients 2 of five: never three at once, in order", async () => {
  await runVirtual(function* () {
    const { client, transport } = clientOf(async ({ url }) => {
      await sleep(100);
      return new Response(url);
    }, { maxClients: 2 });
    const all = [1, 2, 3, 4, 5].map((n) => client.fetch(`${URL_TEXT}${n}`));
    assertEquals(client.statistics(), { active: 2, queued: 3 });
    const done = yield* spawn(function* () {
      const times: number[] = [];
      for (const one of all) {
        yield* one;
        times.push(IOLoop.current().time());
      }
      return times;
    });
    assertEquals(done, [100, 100, 200, 200, 300]);
    assertEquals(transport.most, 2);
    assertEquals(transport.lines.map((line) => line.at(-1)), [
      "1",
      "2",
      "3",
      "4",
      "5",
    ]);
    assertEquals((yield* all[4]!).timeInfo, {
      queue: 200,
      response: 100,
      body: 0,
    });
    assertEquals(client.statistics(), { active: 0, queued: 0 });
  });
});

// H3
Deno.test("redirects keep their slot, and it comes back after errors", async () => {
  const { client, transport } = clientOf(({ url }) => {
    if (url.endsWith("bad")) throw new Error("no wire");
    return url.endsWith("end") ? new Response() : redirect(302, "/end");
  }, { maxClients: 1 });
  const urls = ["a", "bad", "b", "bad", "c"];
  const all = urls.map((path) => client.fetch(URL_TEXT + path));
  for (const one of all) await one.catch(() => {});
  assertEquals(transport.most, 1);
  assertEquals(transport.lines.map((line) => line.slice(18)), [
    "a",
    "end",
    "bad",
    "b",
    "end",
    "bad",
    "c",
    "end",
  ]);
});

// H2
Deno.test("a wait in the queue that is too long never reaches the server", async () => {
  await runVirtual(function* () {
    const { client, transport } = clientOf(async () => {
      await sleep(1000);
      return new Response();
    }, { maxClients: 1 });
    const first = client.fetch(URL_TEXT);
    const second = client.fetch(URL_TEXT, { connectTimeout: 300 });
    const third = client.fetch(URL_TEXT, { queueTimeout: 200 });
    const error = yield* third.catch((error) => error);
    assertEquals([kind(error), error.code, error.phase], [
      "HTTPTimeoutError",
      599,
      "queue",
    ]);
    assertEquals(/in request queue, after 200 ms/.test(error.message), true);
    assertEquals(IOLoop.current().time(), 200);
    assertEquals((yield* second.catch((error) => error)).phase, "queue");
    assertEquals(IOLoop.current().time(), 300);
    yield* first;
    assertEquals(transport.seen.length, 1);
  });
});

Deno.test("a fetch that is cancelled in the queue gives its place up", async () => {
  const { client, transport } = clientOf(never, { maxClients: 1 });
  const first = client.fetch(URL_TEXT), second = client.fetch(URL_TEXT);
  const third = client.fetch(`${URL_TEXT}3`);
  second.cancel();
  assertEquals(kind(await failure(second)), "CancelledError");
  assertEquals(client.statistics(), { active: 1, queued: 1 });
  first.cancel();
  await failure(first);
  await rest();
  assertEquals(transport.lines, [`GET ${URL_TEXT}`, `GET ${URL_TEXT}3`]);
  third.cancel();
  await failure(third);
});

Deno.test("who waits for a fetch and is cancelled takes it along", async () => {
  const { client, transport } = clientOf(never);
  const task = spawn(function* (): Co {
    yield* client.fetch(URL_TEXT);
  });
  await rest();
  task.cancel();
  assertEquals(kind(await failure(task)), "CancelledError");
  assertEquals(transport.seen[0]!.signal.aborted, true);
});

Deno.test("a fetch that others wait for goes on", async () => {
  const answer = Promise.withResolvers<Response>();
  const { client } = clientOf(() => answer.promise);
  const page = client.fetch(URL_TEXT);
  const one = spawn(function* (): Co {
    yield* page;
  });
  const other = spawn(function* () {
    return (yield* page).text();
  });
  one.cancel();
  await failure(one);
  answer.resolve(new Response("page"));
  assertEquals(await other, "page");
});

Deno.test("a signal cancels with its reason, and keeps no listener", async () => {
  const { client, transport } = clientOf(({ url }) =>
    url.endsWith("never") ? never() : new Response()
  );
  const watched = watchedSignal(), { signal } = watched;
  await client.fetch(URL_TEXT, { signal });
  assertEquals(watched.listeners, 0);
  const future = client.fetch(`${URL_TEXT}never`, { signal });
  assertEquals(watched.listeners, 1);
  watched.abort("enough");
  const error = await failure(future);
  assertEquals([kind(error), (error as { reason?: unknown }).reason], [
    "CancelledError",
    "enough",
  ]);
  assertEquals([watched.listeners, transport.seen.length], [0, 2]);
  const late = await failure(client.fetch(URL_TEXT, { signal }));
  assertEquals([kind(late), transport.seen.length], ["CancelledError", 2]);
});

Deno.test("a fetch that nobody waits for and that fails is reported once", async () => {
  using told = reports();
  const { client } = clientOf(() => new Response(null, { status: 500 }));
  client.fetch(URL_TEXT);
  await rest();
  await rest();
  assertEquals(told.unobserved.map(({ error }) => kind(error)), ["HTTPError"]);
});

// H10
Deno.test("close() ends what is under way and queued; then fetch throws", async () => {
  const { client, transport } = clientOf(never, { maxClients: 1 });
  const all = [1, 2].map(() => client.fetch(URL_TEXT));
  await rest();
  client.close();
  client.close();
  for (const one of all) assertEquals(kind(await failure(one)), "ClosedError");
  assertEquals([client.closed, transport.seen.length], [true, 1]);
  assertEquals(transport.seen[0]!.signal.aborted, true);
  assertThrows(() => client.fetch(URL_TEXT), ClosedError, "was closed");
  assertEquals(client.statistics(), { active: 0, queued: 0 });
});

Deno.test("a client can be had with using", async () => {
  const { client } = clientOf();
  {
    using same = client;
    assertEquals((await same.fetch(URL_TEXT)).code, 200);
  }
  assertEquals(client.closed, true);
});

// H10
Deno.test("without options there is one client a loop, until it is closed", async () => {
  const first = new AsyncHTTPClient();
  assertEquals(new AsyncHTTPClient() === first, true);
  assertEquals(new AsyncHTTPClient({}) === first, false);
  await runVirtual(() => {
    assertEquals(new AsyncHTTPClient() === first, false);
  });
  first.close();
  const second = new AsyncHTTPClient();
  assertEquals([second === first, second.closed], [false, false]);
});

Deno.test("one that was closed within another loop is not given again", async () => {
  const first = new AsyncHTTPClient();
  await runVirtual(() => first.close());
  assertEquals(new AsyncHTTPClient().closed, false);
});

Deno.test("configure() sets what clients that are made later begin with", async () => {
  const transport = new FakeTransport(() => redirect(302, "/"));
  const before = new AsyncHTTPClient();
  AsyncHTTPClient.configure({ transport, maxRedirects: 1 });
  try {
    assertEquals(new AsyncHTTPClient() === before, false);
    await failure(new AsyncHTTPClient().fetch(URL_TEXT));
    assertEquals(transport.seen.length, 2);
    await failure(new AsyncHTTPClient({ maxRedirects: 3 }).fetch(URL_TEXT));
    assertEquals(transport.seen.length, 6);
    assertThrows(() => AsyncHTTPClient.configure({ x: 1 } as never), TypeError);
  } finally {
    AsyncHTTPClient.configure();
  }
  assertEquals(new AsyncHTTPClient() === before, false);
});

Deno.test("options of a client that make no sense are told when it is made", () => {
  for (const maxClients of [0, -1, 1.5, NaN, "1"] as number[]) {
    assertThrows(
      () => new AsyncHTTPClient({ maxClients }),
      RangeError,
      "maxClients",
    );
  }
  assertThrows(
    () => new AsyncHTTPClient({ max_clients: 1 } as never),
    TypeError,
  );
  assertThrows(
    () => new AsyncHTTPClient({ transport: {} } as never),
    TypeError,
  );
  new AsyncHTTPClient({ maxClients: Infinity });
});

Deno.test("the stack of an error has the user's line and none of ours", async () => {
  const { client } = clientOf(() => new Response(null, { status: 404 }));
  const error = await failure(spawn(function* loadPage(): Co {
    yield* client.fetch(URL_TEXT);
  })) as ExchangeError;
  assertEquals(/at async loadPage/.test(error.stack!), true, error.stack);
  assertEquals(/lib\/http/.test(error.stack!), false, error.stack);
});
