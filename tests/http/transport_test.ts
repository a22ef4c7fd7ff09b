import { assertEquals } from "@std/assert";
import { AsyncHTTPClient } from "../../lib/http/mod.ts";
import { FakeTransport, kind } from "./_kit.ts";

Deno.test("a transport is given all of a request and nothing else", async () => {
  const transport = new FakeTransport();
  const client = new AsyncHTTPClient({ transport });
  await client.fetch("http://u:p@example.test/x?y#z", {
    method: "post",
    body: "b",
    headers: { a: "1" },
  });
  const [sent] = transport.seen, { signal, connected, ...rest } = sent!;
  assertEquals(rest, {
    url: "http://example.test/x?y#z",
    method: "POST",
    headers: [["A", "1"], ["Authorization", "Basic dTpw"]],
    body: "b",
    follow: true,
  });
  assertEquals([signal.aborted, typeof connected], [false, "function"]);
});

Deno.test("a platform's Response is what a transport gives", async () => {
  const transport = { send: () => Promise.resolve(Response.json([1])) };
  const response = await new AsyncHTTPClient({ transport }).fetch(
    "http://a.test/",
  );
  assertEquals(response.json(), [1]);
});

Deno.test("a transport that throws at once fails like one that rejects", async () => {
  const told = [];
  const cause = new Error("no wire");
  const broken = [
    () => {
      throw cause;
    },
    () => Promise.reject(cause),
  ];
  for (const send of broken) {
    const client = new AsyncHTTPClient({ transport: { send } });
    const error = await client.fetch("http://a.test/").catch((error) => error);
    told.push(kind(error), error.cause === cause);
    assertEquals(client.statistics(), { active: 0, queued: 0 });
  }
  assertEquals(told, [
    "HTTPStreamClosedError",
    true,
    "HTTPStreamClosedError",
    true,
  ]);
});

Deno.test("one that follows redirects itself says where it came to", async () => {
  const transport = {
    follows: true,
    send: () => {
      const response = new Response("there");
      Object.defineProperty(response, "url", { value: "http://b.test/" });
      return Promise.resolve(response);
    },
  };
  const response = await new AsyncHTTPClient({ transport }).fetch(
    "http://a.test/",
  );
  assertEquals(response.effectiveUrl, "http://b.test/");
});
