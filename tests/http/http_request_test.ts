import { assertEquals, assertThrows } from "@std/assert";
import {
  AsyncHTTPClient,
  HTTPRequest,
  isHTTPRequest,
} from "../../lib/http/mod.ts";

const URL_TEXT = "http://example.test/";

Deno.test("a request has what was given", () => {
  const request = new HTTPRequest(new URL(URL_TEXT), {
    method: "patch",
    body: "b",
    headers: { a: "1" },
    maxRedirects: 2,
  });
  assertEquals(request.url, URL_TEXT);
  assertEquals(request.method, "PATCH");
  assertEquals(request.body, "b");
  assertEquals(request.headers.get("A"), "1");
  assertEquals(request.options.maxRedirects, 2);
  assertEquals(new HTTPRequest(URL_TEXT).method, "GET");
});

// H9
Deno.test("a request does not change with what it was made from", () => {
  const headers = new Headers({ a: "1" }),
    options = { headers, maxRedirects: 1 };
  const request = new HTTPRequest(URL_TEXT, options);
  headers.set("a", "2");
  options.maxRedirects = 9;
  assertEquals(request.headers.get("a"), "1");
  assertEquals(request.options.maxRedirects, 1);
  assertEquals(Object.isFrozen(request.options), true);
});

Deno.test("a misspelt option is told with those there are", () => {
  assertThrows(
    () => new HTTPRequest(URL_TEXT, { request_timeout: 1 } as never),
    TypeError,
    '"request_timeout"',
  );
  assertThrows(() => new HTTPRequest(URL_TEXT, 1 as never), TypeError);
  assertThrows(() => new HTTPRequest(URL_TEXT, null as never), TypeError);
});

Deno.test("a method is a word", () => {
  for (const bad of ["", "G T", "GET\r\n", "GET /x", 1, null]) {
    const options = { method: bad as string };
    assertThrows(() => new HTTPRequest(URL_TEXT, options), TypeError, "method");
  }
});

Deno.test("an address is a text or a URL", () => {
  for (const bad of [undefined, null, 1, {}]) {
    assertThrows(
      () => new HTTPRequest(bad as never),
      TypeError,
      "expected a URL",
    );
  }
});

Deno.test("a header that cannot be sent is told when the request is made", () => {
  const headers = { "X-Name": "a\r\nEvil: yes" };
  assertThrows(
    () => new HTTPRequest(URL_TEXT, { headers }),
    TypeError,
    "X-Name",
  );
});

Deno.test("a request of another loaded copy is one", async () => {
  const copy = await import("../../lib/http/http_request.ts?copy");
  const foreign = new copy.HTTPRequest(URL_TEXT, { headers: { a: "1" } });
  assertEquals([foreign instanceof HTTPRequest, isHTTPRequest(foreign)], [
    false,
    true,
  ]);
  const transport = { send: () => Promise.resolve(new Response("ok")) };
  const response = await new AsyncHTTPClient({ transport }).fetch(foreign);
  assertEquals([response.text(), response.request === foreign], ["ok", true]);
});

Deno.test("what refuses to be looked at is no request", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const value of [proxy, null, undefined, 1, {}]) {
    assertEquals(isHTTPRequest(value), false);
  }
});
