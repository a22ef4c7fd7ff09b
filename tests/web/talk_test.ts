/**
 * The two handlers of the talk, nearly as it writes them: a callback, and the
 * same as a coroutine.
 */
import { assertEquals } from "@std/assert";
import { AsyncHTTPClient } from "../../lib/http/async_http_client.ts";
import type { HTTPResponse } from "../../lib/http/http_response.ts";
import { asynchronous, coroutine, RequestHandler } from "../../lib/web/mod.ts";
import { logged, serving } from "./_kit.ts";

class Example extends RequestHandler {
  override get(): void {
    this.write("an example");
  }
}

let example = "";

class AsyncHandler extends RequestHandler {
  @asynchronous
  override get(): void {
    const httpClient = new AsyncHTTPClient();
    httpClient.fetch(example, {
      callback: (response) => this.onFetch(response),
    });
  }

  onFetch(response: HTTPResponse): void {
    this.render("template.html", { text: response.text() });
  }
}

class GenAsyncHandler extends RequestHandler {
  @coroutine
  override *get(): Generator {
    const httpClient = new AsyncHTTPClient();
    const response = (yield httpClient.fetch(example)) as HTTPResponse;
    this.render("template.html", { text: response.text() });
  }
}

Deno.test("both handlers of the talk answer with the page", async () => {
  const templatePath = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${templatePath}/template.html`,
    "<p><%= it.text %>",
  );
  const { app } = logged([
    ["/example", Example],
    ["/callback", AsyncHandler],
    ["/coroutine", GenAsyncHandler],
  ], { templatePath });
  await serving(app, async (base) => {
    example = `${base}/example`;
    for (const style of ["callback", "coroutine"]) {
      const reply = await fetch(`${base}/${style}`);
      assertEquals([reply.status, await reply.text()], [200, "<p>an example"]);
    }
  });
  await Deno.remove(templatePath, { recursive: true });
});

Deno.test("an error of the fetch is a 500 in both", async () => {
  const { app } = logged([
    ["/callback", AsyncHandler],
    ["/coroutine", GenAsyncHandler],
  ], { templatePath: "." });
  example = "http://127.0.0.1:1/";
  for (const style of ["callback", "coroutine"]) {
    const reply = await app.request(`/${style}`);
    assertEquals(reply.status, 500, style);
  }
});
