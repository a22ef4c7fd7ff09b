import { assertEquals } from "@std/assert";
import { RequestHandler } from "../../lib/web/mod.ts";
import { logged, serving } from "./_kit.ts";

/** What a handler's request says of itself. */
async function told<T>(
  look: (handler: RequestHandler) => T,
  path: string,
  init: RequestInit = {},
): Promise<T> {
  let seen!: T;
  class Looking extends RequestHandler {
    override post(): void {
      seen = look(this);
    }
  }
  const { app } = logged([["/(.*)", Looking]]);
  const reply = await app.request(path, { method: "POST", ...init });
  assertEquals(reply.status, 200, await reply.text());
  return seen;
}

Deno.test("a request tells its parts as they were sent", async () => {
  const parts = await told(({ request }) => {
    const { method, uri, path, query, host, hostname, protocol, fullUrl } =
      request;
    return { method, uri, path, query, host, hostname, protocol, fullUrl };
  }, "http://example.org:8080/a%2Fb?x=1?2");
  assertEquals(parts, {
    method: "POST",
    uri: "/a%2Fb?x=1?2",
    path: "/a%2Fb",
    query: "x=1?2",
    host: "example.org:8080",
    hostname: "example.org",
    protocol: "http",
    fullUrl: "http://example.org:8080/a%2Fb?x=1?2",
  });
});

Deno.test("headers are read in any case", async () => {
  const headers = { "X-Own": "1", cookie: "a=b" };
  const seen = await told(
    ({ request }) => [
      request.headers.get("x-OWN"),
      request.headers.get("missing"),
      request.cookies.get("a"),
    ],
    "/",
    { headers },
  );
  assertEquals(seen, ["1", undefined, "b"]);
});

Deno.test("a body is there as bytes, as JSON, and as a form with files", async () => {
  const json = await told(({ request }) => request.json(), "/", {
    body: '{"a":1}',
  });
  assertEquals(json, { a: 1 });
  const bytes = await told(({ request }) => request.body, "/", { body: "é" });
  assertEquals([...bytes], [0xc3, 0xa9]);
  const form = new FormData();
  form.append("a", "1");
  form.append("f", new File(["text"], "f.txt", { type: "text/plain" }));
  const seen = await told(
    ({ request }) => ({
      a: request.bodyArguments.get("a"),
      f: request.files.get("f")?.map((
        { filename, contentType, body },
      ) => [filename, contentType, body.byteLength]),
    }),
    "/",
    { body: form },
  );
  assertEquals(seen, { a: ["1"], f: [["f.txt", "text/plain", 4]] });
});

Deno.test("the client's address is told, also after the reply", async () => {
  const addresses: string[] = [];
  class Who extends RequestHandler {
    override *get(): Generator {
      this.write("x");
      yield this.flush();
    }
    override onFinish(): void {
      addresses.push(this.request.remoteAddress);
    }
  }
  const { app } = logged([["/", Who]]);
  for (const transport of ["deno", "node"] as const) {
    await serving(app, async (base) => {
      await (await fetch(base)).text();
    }, { transport });
  }
  assertEquals(addresses, ["127.0.0.1", "127.0.0.1"]);
});
