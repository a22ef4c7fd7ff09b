import { assertEquals, assertThrows } from "@std/assert";
import { Application, HTTPError, RequestHandler } from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

class Page extends RequestHandler {
  override get(): void {
    this.write("page");
  }
}

class Other extends RequestHandler {
  override get(): void {
    this.write("other");
  }
}

Deno.test("the first route that matches answers, else a 404", async () => {
  const { app } = logged([["/", Page], [/\/x\d/, Other]]);
  assertEquals(await (await app.request("/")).text(), "page");
  assertEquals(await (await app.request("/x1")).text(), "other");
  assertEquals((await app.request("/y")).status, 404);
});

Deno.test("routes of a host hold for that host", async () => {
  const { app } = logged([["/", Page]]);
  app.addHandlers("api.test", [["/", Other]]);
  const get = async (url: string) => await (await app.request(url)).text();
  assertEquals(await get("http://api.test:8080/"), "other");
  assertEquals(await get("http://www.test/"), "page");
});

Deno.test("a default handler answers what no route matches", async () => {
  class Nothing extends RequestHandler {
    #text = "";
    override initialize(args: Record<string, unknown>): void {
      this.#text = String(args["text"]);
    }
    override prepare(): void {
      this.setStatus(404);
      this.finish(this.#text);
    }
  }
  const { app } = logged([], {
    defaultHandler: Nothing,
    defaultHandlerArgs: { text: "own" },
  });
  const reply = await app.request("/x", { method: "DELETE" });
  assertEquals([reply.status, await reply.text()], [404, "own"]);
});

Deno.test("a handler that cannot be made is a 500", async () => {
  class Unmade extends RequestHandler {
    field = (() => {
      throw new HTTPError(404);
    })();
  }
  const { app, log } = logged([["/", Unmade]]);
  assertEquals((await app.request("/")).status, 500);
  assertEquals(log.length, 1);
});

Deno.test("fetch may be taken from the application", async () => {
  const { fetch } = new Application([["/", Page]]);
  const reply = await fetch(new Request("http://localhost/"));
  assertEquals(await reply.text(), "page");
});

Deno.test("reverseUrl gives the path of a named route", () => {
  const app = new Application([["/a/:id", Page, {}, "a"]]);
  assertEquals(app.reverseUrl("a", 1), "/a/1");
  assertThrows(() => app.reverseUrl("b"), TypeError);
});

Deno.test("a setting that cannot be used is refused", () => {
  assertThrows(() => new Application([], { bodyTimeout: NaN }), RangeError);
  assertThrows(() => new Application([], { handlerTimeout: NaN }), RangeError);
  assertThrows(() => new Application().listen(70_000), RangeError, "65535");
});
