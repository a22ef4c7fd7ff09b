import { assertEquals } from "@std/assert";
import { Application } from "../../lib/web/application.ts";
import { RequestHandler } from "../../lib/web/request_handler.ts";
import { StaticFileHandler } from "../../lib/web/static_file_handler.ts";
import { reports } from "../_support.ts";
import { withFiles } from "./_static_kit.ts";

const LARGE = "0123456789".repeat(30_000);
const FILES = { "a.txt": "hello", "large.bin": LARGE, "sub/index.html": "i" };

/** Asks a site that has the files at /static/. */
async function beside(
  fn: (ask: Application["request"], root: string) => Promise<void>,
): Promise<void> {
  await withFiles(FILES, async (path) => {
    class Files extends StaticFileHandler {
      override setDefaultHeaders(): void {
        this.setHeader("X-Site", "ours");
      }
      override logException(): void {}
    }
    const args = { path, defaultFilename: "index.html" };
    const app = new Application([["/static/(.*)", Files, args]]);
    await fn((input, init) => app.request(input, init), path);
  });
}

Deno.test("StaticFileHandler answers with a file, and the site's own headers", () =>
  beside(async (ask) => {
    const reply = await ask("/static/a.txt");
    assertEquals([reply.status, await reply.text()], [200, "hello"]);
    assertEquals(reply.headers.get("x-site"), "ours");
    assertEquals(reply.headers.get("content-length"), "5");
  }));

Deno.test("StaticFileHandler streams a large file", () =>
  beside(async (ask) => {
    const reply = await ask("/static/large.bin");
    assertEquals(await reply.text() === LARGE, true);
  }));

Deno.test("StaticFileHandler answers conditions, ranges and HEAD", () =>
  beside(async (ask) => {
    const first = await ask("/static/a.txt");
    await first.body?.cancel();
    const etag = first.headers.get("etag")!;
    const known = await ask("/static/a.txt", {
      headers: { "if-none-match": etag },
    });
    assertEquals([known.status, await known.text()], [304, ""]);
    const part = await ask("/static/a.txt", {
      headers: { range: "bytes=1-2" },
    });
    assertEquals([part.status, await part.text()], [206, "el"]);
    const none = await ask("/static/a.txt", { headers: { range: "bytes=9-" } });
    assertEquals([none.status, await none.text()], [416, ""]);
    assertEquals(none.headers.get("content-range"), "bytes */5");
    const head = await ask("/static/large.bin", { method: "HEAD" });
    assertEquals(head.headers.get("content-length"), String(LARGE.length));
    assertEquals(await head.text(), "");
  }));

Deno.test("StaticFileHandler lets what has a version be kept for long", () =>
  beside(async (ask) => {
    const reply = await ask("/static/a.txt?v=1");
    await reply.body?.cancel();
    assertEquals(
      reply.headers.get("cache-control"),
      "public, max-age=31536000, immutable",
    );
  }));

// behaviours 46 and 48; hono CVE-2026-54286, -47676
Deno.test("a guard and the file handler understand a path alike: an encoded slash is not found", () =>
  beside(async (ask) => {
    for (
      const path of [
        "/static/sub%2findex.html",
        "/static/..%2f..%2fetc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/sub%5cindex.html",
        "/static/a.txt%00",
        "/static//a.txt",
        "/static//evil.example/..",
        "/static-x/a.txt",
        "/static/nothing",
      ]
    ) {
      const reply = await ask(path);
      await reply.body?.cancel();
      assertEquals(reply.status, 404, path);
      assertEquals(reply.headers.get("location"), null);
    }
    const broken = await ask("/static/%");
    await broken.body?.cancel();
    assertEquals(broken.status, 400);
  }));

Deno.test("StaticFileHandler redirects to a folder without naming a host", () =>
  beside(async (ask) => {
    const reply = await ask("/static/sub", {
      headers: { host: "evil.example" },
    });
    assertEquals(
      [reply.status, reply.headers.get("location"), await reply.text()],
      [301, "./sub/", ""],
    );
  }));

Deno.test("a client that hangs up in a large file closes it", () =>
  beside(async (ask) => {
    using told = reports();
    const reply = await ask("/static/large.bin");
    const reader = reply.body!.getReader();
    await reader.read();
    await reader.cancel(); // the sanitizer would see an open file
    await new Promise((done) => setTimeout(done, 5));
    assertEquals(told.unobserved, []);
  }));

Deno.test("StaticFileHandler without a path says what is missing", async () => {
  const log: unknown[] = [];
  class Files extends StaticFileHandler {
    override logException(error: unknown): void {
      log.push(`${error}`);
    }
  }
  const app = new Application([["/(.*)", Files], ["/x", RequestHandler]]);
  const reply = await app.request("/a");
  await reply.body?.cancel();
  assertEquals(reply.status, 500);
  assertEquals(log, [
    "TypeError: Cannot serve files of undefined: give the route of a " +
    "StaticFileHandler the argument { path }, a folder",
  ]);
});
