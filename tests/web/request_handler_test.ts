import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { sleep } from "../../lib/coroutine/sleep.ts";
import { Future } from "../../lib/future/future.ts";
import { IOLoop } from "../../lib/loop/io_loop.ts";
import {
  asynchronous,
  coroutine,
  Finish,
  HTTPError,
  RequestHandler,
  UIModule,
} from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

/** A handler that answers GET so. */
function getting(get: (this: RequestHandler, ...args: string[]) => unknown) {
  return class Getting extends RequestHandler {
    override get(...args: string[]): unknown {
      return get.apply(this, args);
    }
  };
}

async function reply(handler: typeof RequestHandler, init?: RequestInit) {
  const { app, log } = logged([["/", handler]]);
  const response = await app.request("/", init);
  return {
    status: response.status,
    text: await response.text(),
    log,
    response,
  };
}

Deno.test("a plain method is finished when it returns", async () => {
  const { status, text } = await reply(getting(function () {
    this.write("hel");
    this.write("lo");
  }));
  assertEquals([status, text], [200, "hello"]);
});

Deno.test("a plain method answers without a promise", () => {
  const { app } = logged([[
    "/",
    getting(function () {
      this.write("now");
    }),
  ]]);
  const response = app.fetch(new Request("http://localhost/"));
  assertInstanceOf(response, Response);
});

Deno.test("a coroutine that writes around yields gives one reply", async () => {
  class Sequence extends RequestHandler {
    @coroutine
    override *get(): Generator {
      this.write("1");
      yield sleep(0);
      this.write("2");
      yield sleep(0);
      this.write("3");
    }
    @asynchronous
    @coroutine
    override *put(): Generator {
      yield sleep(0);
      this.finish("by hand");
    }
    @asynchronous
    @coroutine
    override *post(): Generator {
      this.write("unfinished");
      yield sleep(0);
    }
  }
  const { app } = logged([["/", Sequence]]);
  assertEquals(await (await app.request("/")).text(), "123");
  const text = async (method: string) =>
    await (await app.request("/", { method })).text();
  assertEquals(await text("PUT"), "by hand");
  assertEquals(await text("POST"), "unfinished");
});

Deno.test("generator methods and async methods are waited for", async () => {
  class Both extends RequestHandler {
    override *get(): Generator {
      yield sleep(0);
      this.write("generator");
    }
    override async post(): Promise<void> {
      await sleep(0);
      this.write("async");
    }
  }
  const { app } = logged([["/", Both]]);
  assertEquals(await (await app.request("/")).text(), "generator");
  const post = await app.request("/", { method: "POST" });
  assertEquals(await post.text(), "async");
});

for (
  const [name, get] of [
    ["at once", function () {
      throw new HTTPError(403, "secret");
    }],
    ["after a yield", function* () {
      yield sleep(0);
      throw new HTTPError(403, "secret");
    }],
    ["in an async method", async function () {
      await sleep(0);
      throw new HTTPError(403, "secret");
    }],
  ] as [string, () => unknown][]
) {
  Deno.test(`an HTTPError ${name} is one reply without its text`, async () => {
    const { status, text, log } = await reply(getting(get));
    assertEquals(status, 403);
    assertStringIncludes(text, "403: Forbidden");
    assert(!text.includes("secret"));
    assertEquals(log.map(({ level }) => level), ["info"]);
  });
}

Deno.test("an error in a callback of an asynchronous method is a 500", async () => {
  class Later extends RequestHandler {
    @asynchronous
    override get(): void {
      IOLoop.current().callLater(0, () => {
        throw new Error("in the callback");
      });
    }
  }
  const { status, log } = await reply(Later);
  assertEquals(status, 500);
  assertEquals(log.length, 1);
  assertStringIncludes(log[0]!.message, "in the callback");
});

Deno.test("an asynchronous method stays open until finish()", async () => {
  const fetched = new Future<string>();
  class Open extends RequestHandler {
    @asynchronous
    override get(): void {
      fetched.addDoneCallback((done) => this.onFetch(done.result()));
    }
    onFetch(text: string): void {
      this.finish(text);
    }
  }
  const { app } = logged([["/", Open]]);
  const response = app.request("/");
  await sleep(0);
  fetched.setResult("there");
  assertEquals(await (await response).text(), "there");
});

Deno.test("a prepare that finishes keeps the method from running", async () => {
  let ran = false;
  class Door extends RequestHandler {
    override *prepare(): Generator {
      yield sleep(0);
      this.setStatus(403);
      this.finish("closed");
    }
    override get(): void {
      ran = true;
    }
  }
  const { status, text } = await reply(Door);
  assertEquals([status, text, ran], [403, "closed", false]);
});

Deno.test("an error in an async prepare is a 500", async () => {
  class Broken extends RequestHandler {
    override async prepare(): Promise<void> {
      await sleep(0);
      throw new Error("no");
    }
    override get(): void {}
  }
  const { status, log } = await reply(Broken);
  assertEquals([status, log.length], [500, 1]);
});

Deno.test("a reply cannot be finished twice, nor written to after", async () => {
  const caught: string[] = [];
  const { text } = await reply(getting(function () {
    this.finish("whole");
    const calls = [
      () => this.finish(),
      () => this.write("more"),
      () => this.flush(),
      () => this.setStatus(500),
      () => this.redirect("/"),
    ];
    for (const call of calls) {
      caught.push(assertThrows(call, Error).name);
    }
  }));
  assertEquals(text, "whole");
  assertEquals(caught, new Array(5).fill("InvalidStateError"));
});

Deno.test("Finish keeps the reply and is not logged", async () => {
  const { status, text, log } = await reply(getting(function () {
    this.setStatus(402);
    this.write("kept");
    throw new Finish();
  }));
  assertEquals([status, text, log.length], [402, "kept", 0]);
});

Deno.test("a writeError that throws gives a 500 with an empty body", async () => {
  class Bad extends RequestHandler {
    override get(): void {
      throw new HTTPError(404);
    }
    override writeError(): void {
      throw new Error("the page failed");
    }
  }
  const { status, text } = await reply(Bad);
  assertEquals([status, text], [500, ""]);
});

Deno.test("a writeError may wait", async () => {
  class Slow extends RequestHandler {
    override get(): void {
      throw new HTTPError(404);
    }
    override *writeError(status: number): Generator {
      yield sleep(0);
      this.finish(`own ${status}`);
    }
  }
  const { status, text } = await reply(Slow);
  assertEquals([status, text], [404, "own 404"]);
});

Deno.test("a logException that throws does not keep the reply", async () => {
  class Bad extends RequestHandler {
    override get(): void {
      throw new HTTPError(403);
    }
    override logException(): void {
      throw new Error("the log failed");
    }
  }
  const { status, log } = await reply(Bad);
  assertEquals(status, 403);
  assertStringIncludes(log[0]!.message, "the log failed");
});

Deno.test("an error of another server is no answer to this request", async () => {
  const { status } = await reply(getting(function () {
    throw new HTTPError(404, "Not Found", { response: {} });
  }));
  assertEquals(status, 500);
});

Deno.test("onFinish runs once in every way to the end", async () => {
  let finished = 0;
  class Counting extends RequestHandler {
    override onFinish(): void {
      finished++;
    }
    override get(): void {}
    override *post(): Generator {
      yield sleep(0);
    }
    override put(): void {
      throw new HTTPError(400);
    }
  }
  const { app } = logged([["/", Counting]]);
  for (const method of ["GET", "POST", "PUT", "PATCH"]) {
    await (await app.request("/", { method })).body?.cancel();
  }
  assertEquals(finished, 4);
});

Deno.test("fields of the class are there when initialize runs", async () => {
  class Configured extends RequestHandler {
    greeting = "unset";
    override initialize(args: Record<string, unknown>): void {
      this.greeting = String(args["greeting"]);
    }
    override get(): void {
      this.write(this.greeting);
    }
  }
  const { app } = logged([["/", Configured, { greeting: "hi" }]]);
  assertEquals(await (await app.request("/")).text(), "hi");
});

Deno.test("an error in initialize is a page too", async () => {
  class Bad extends RequestHandler {
    override initialize(): void {
      throw new Error("no");
    }
    override get(): void {}
  }
  assertEquals((await reply(Bad)).status, 500);
});

Deno.test("a method that gives what cannot be waited for is a 500", async () => {
  const { status, log } = await reply(getting(() => 7));
  assertEquals(status, 500);
  assertStringIncludes(log[0]!.message, "BadYieldError");
});

Deno.test("an unknown method is a 405 that names the known ones", async () => {
  const { response } = await reply(getting(() => {}), { method: "DELETE" });
  assertEquals(response.status, 405);
  assertEquals(response.headers.get("allow"), "GET, HEAD");
});

Deno.test("arguments of the path come decoded once, in order and by name", async () => {
  class Path extends RequestHandler {
    override get(...args: string[]): void {
      this.write({ args, named: { ...this.pathNamed } });
    }
  }
  const { app } = logged([["/a/:one/(?:x)?b", Path], ["/p/:one/:two?", Path]]);
  const get = async (path: string) => await (await app.request(path)).json();
  assertEquals(await get("/p/a%2Fb%2541/c"), {
    args: ["a/b%41", "c"],
    named: { one: "a/b%41", two: "c" },
  });
  assertEquals(await get("/p/a"), { args: ["a", null], named: { one: "a" } });
  assertEquals((await app.request("/p/%ff")).status, 400);
});

Deno.test("render finishes with the page, and dresses it", async () => {
  class Tag extends UIModule {
    override render(text: string): string {
      return `<b>${text}</b>`;
    }
    override cssFiles(): string[] {
      return ["/a.css"];
    }
  }
  class Page extends RequestHandler {
    override get(): void {
      this.renderText(
        "<head></head><%= it.name %><%~ it.modules.Tag('t') %><%= it.loud('a') %>",
        { name: "<x>" },
      );
    }
  }
  const { app } = logged([["/", Page]], {
    uiModules: { Tag },
    uiMethods: { loud: (_handler: unknown, text: string) => `${text}!` },
  });
  assertEquals(
    await (await app.request("/")).text(),
    '<head><link href="/a.css" type="text/css" rel="stylesheet"/>\n</head>' +
      "&lt;x&gt;<b>t</b>a!",
  );
});

Deno.test("a missing template is a 500", async () => {
  const { app } = logged([[
    "/",
    getting(function () {
      this.render("missing");
    }),
  ]], { templatePath: "." });
  assertEquals((await app.request("/")).status, 500);
});

Deno.test("renderAsync is waited for by a plain method", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/a.eta`, "<%= await it.later %>");
  const routes = [[
    "/",
    getting(function () {
      this.renderAsync("a", { later: sleep(0).then(() => "done") });
    }),
  ], [
    "/bad",
    getting(function () {
      this.renderAsync("missing");
    }),
  ]] as never;
  const { app } = logged(routes, { templatePath: folder });
  assertEquals(await (await app.request("/")).text(), "done");
  assertEquals((await app.request("/bad")).status, 500);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the traceback is shown with debug only, and as text", async () => {
  const handler = getting(() => {
    throw new Error("<script>secret</script>");
  });
  const shown = logged([["/", handler]], { debug: true });
  const page = await shown.app.request("/");
  assertStringIncludes(page.headers.get("content-type")!, "text/plain");
  assertEquals(page.headers.get("x-content-type-options"), "nosniff");
  assertStringIncludes(await page.text(), "request_handler_test.ts");
  const hidden = await (await logged([["/", handler]]).app.request("/")).text();
  assert(!hidden.includes("secret") && !hidden.includes(".ts"));
});

Deno.test("a handler that takes too long is answered by a 503", async () => {
  let cleaned = false;
  const { app, log } = logged([[
    "/",
    getting(function* () {
      try {
        yield sleep(60_000);
      } finally {
        cleaned = true;
      }
    }),
  ]], { handlerTimeout: 5 });
  const response = await app.request("/");
  assertEquals([response.status, cleaned], [503, true]);
  assertStringIncludes(log[0]!.message, "Getting took more than 5 ms");
  await response.body?.cancel();
});
