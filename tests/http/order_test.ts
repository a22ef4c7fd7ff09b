import { assertEquals, assertThrows } from "@std/assert";
import {
  HTTPRefusedError,
  HTTPRequest,
  type RequestOptions,
} from "../../lib/http/mod.ts";
import { type Order, orderOf } from "../../lib/http/order.ts";

function order(
  options: RequestOptions = {},
  defaults: RequestOptions = {},
  url = "http://example.test/",
): Order {
  return orderOf(new HTTPRequest(url, options), defaults);
}

function refusedWith(options: unknown, text: string, Class = TypeError): void {
  assertThrows(() => order(options as RequestOptions), Class, text);
}

Deno.test("what nobody says is built in", () => {
  const { connectTimeout, requestTimeout, queueTimeout, ...rest } = order();
  assertEquals(
    [connectTimeout, requestTimeout, queueTimeout],
    Array(3).fill(20_000),
  );
  assertEquals([rest.followRedirects, rest.maxRedirects], [true, 5]);
  assertEquals([rest.maxBodySize, rest.maxHeaderSize], [104_857_600, 65_536]);
  assertEquals([...rest.headers], []);
});

// H9
Deno.test("a request goes before the client's defaults, and undefined is nothing said", () => {
  const defaults = { maxRedirects: 1, maxBodySize: 2, userAgent: "client" };
  const made = order({ maxRedirects: 3, maxBodySize: undefined }, defaults);
  assertEquals([made.maxRedirects, made.maxBodySize], [3, 2]);
  assertEquals(made.headers.get("user-agent"), "client");
});

Deno.test("headers are put together by name", () => {
  const defaults = { headers: { Accept: ["a", "b"], "X-Client": "1" } };
  const made = order({ headers: { accept: "c" } }, defaults);
  assertEquals(made.headers.toJSON(), { "X-Client": "1", Accept: "c" });
});

Deno.test("nothing of a request is changed through its order", () => {
  const request = new HTTPRequest("http://u:p@example.test/");
  const made = orderOf(request, {});
  made.headers.set("X", "y");
  made.url.pathname = "/other";
  assertEquals(request.url, "http://u:p@example.test/");
  assertEquals([...request.headers], []);
});

// H8
Deno.test("POST, PUT and PATCH need a body, other methods take none", () => {
  for (const method of ["POST", "PUT", "PATCH"]) {
    refusedWith({ method }, "without a body");
    assertEquals(order({ method, body: "" }).body, "");
    assertEquals(
      order({ method, allowNonstandardMethods: true }).body,
      undefined,
    );
  }
  for (const method of ["DELETE", "OPTIONS"]) {
    refusedWith({ method, body: "b" }, "with a body");
    const allowed = { method, body: "b", allowNonstandardMethods: true };
    assertEquals(order(allowed).body, "b");
  }
});

Deno.test("what no fetch can send is refused whatever is allowed", () => {
  for (const allowNonstandardMethods of [false, true]) {
    for (const method of ["GET", "HEAD"]) {
      refusedWith({ method, body: "", allowNonstandardMethods }, "no fetch");
    }
    for (const method of ["TRACE", "connect", "Track"]) {
      refusedWith({ method, allowNonstandardMethods }, "no fetch");
    }
  }
});

Deno.test("another method has to be allowed", () => {
  refusedWith({ method: "PURGE" }, "allowNonstandardMethods");
  const allowed = { method: "PURGE", allowNonstandardMethods: true };
  assertEquals(order(allowed).method, "PURGE");
});

Deno.test("a body is text, bytes or a form", () => {
  const bodies = [
    "text",
    new Uint8Array(1),
    new ArrayBuffer(1),
    new URLSearchParams("a=1"),
    new FormData(),
    new Blob(["b"]),
  ];
  for (const body of bodies) {
    assertEquals(order({ method: "POST", body }).body, body);
  }
  for (const body of [1, {}, [], null, true]) {
    refusedWith({ method: "POST", body }, "as a body");
  }
  const bodyProducer = () => {};
  assertEquals(order({ method: "POST", bodyProducer }).body, bodyProducer);
  refusedWith({ method: "POST", body: "", bodyProducer }, "one of them");
});

Deno.test("undici CVE-2026-1525: headers of the framing are refused in any case", () => {
  for (
    const name of [
      "Content-Length",
      "content-length",
      "HOST",
      "Transfer-Encoding",
      "Connection",
      "TE",
      "Upgrade",
    ]
  ) {
    refusedWith({ headers: { [name]: "1" } }, "Leave it out");
  }
  const twice: [string, string][] = [["Content-Length", "1"], [
    "content-length",
    "2",
  ]];
  refusedWith({ headers: twice }, "Leave it out");
});

Deno.test("a user is sent as a header, never in the URL", () => {
  const basic = (options: RequestOptions, url: string) => {
    const made = order(options, {}, url);
    assertEquals([made.url.username, made.url.password], ["", ""]);
    const header = made.headers.get("authorization");
    return header?.startsWith("Basic ") ? atob(header.slice(6)) : header;
  };
  assertEquals(basic({}, "http://a%20b:p%40@x.test/"), "a b:p@");
  assertEquals(basic({}, "http://u%:p@x.test/"), "u%:p");
  assertEquals(
    basic({ authUsername: "n", authPassword: "q" }, "http://u:p@x.test/"),
    "n:q",
  );
  assertEquals(basic({ authUsername: "n" }, "http://x.test/"), "n:");
  assertEquals(basic({ authUsername: "é" }, "http://x.test/"), "\xc3\xa9:");
  assertEquals(
    basic({ headers: { Authorization: "own" } }, "http://u:p@x.test/"),
    "own",
  );
  assertEquals(basic({}, "http://x.test/"), undefined);
});

Deno.test("options that are headers are sent as such", () => {
  const made = order({
    userAgent: "me",
    ifModifiedSince: new Date(0),
    decompressResponse: false,
  });
  assertEquals(made.headers.toJSON(), {
    "User-Agent": "me",
    "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Accept-Encoding": "identity",
  });
  refusedWith({ userAgent: "a\r\nB: c" }, "User-Agent");
});

Deno.test("a time of 0 is no limit, and the queue has the smaller of two", () => {
  const times = (options: RequestOptions) => {
    const { queueTimeout, connectTimeout, requestTimeout } = order(options);
    return [queueTimeout, connectTimeout, requestTimeout];
  };
  assertEquals(times({ connectTimeout: 5, requestTimeout: 7 }), [5, 5, 7]);
  assertEquals(times({ connectTimeout: 0, requestTimeout: 7 }), [
    7,
    Infinity,
    7,
  ]);
  assertEquals(
    times({ connectTimeout: 0, requestTimeout: 0 }),
    Array(3).fill(Infinity),
  );
  assertEquals(times({ queueTimeout: 9 }), [9, 20_000, 20_000]);
});

Deno.test("a number out of its range is told at once", () => {
  for (const name of ["queueTimeout", "connectTimeout", "requestTimeout"]) {
    refusedWith({ [name]: -1 }, name, RangeError);
    refusedWith({ [name]: NaN }, name, RangeError);
    refusedWith({ [name]: "1" }, name);
  }
  for (const name of ["maxRedirects", "maxBodySize", "maxHeaderSize"]) {
    for (const bad of [-1, NaN, "1"]) {
      refusedWith({ [name]: bad }, name, RangeError);
    }
  }
});

Deno.test("a hook is a function", () => {
  for (const name of ["allowUrl", "streamingCallback", "headerCallback"]) {
    refusedWith({ [name]: 1 }, name);
  }
  refusedWith({ method: "POST", bodyProducer: "b" }, "bodyProducer");
});

Deno.test("a URL that is none of HTTP is refused", () => {
  assertThrows(() => order({}, {}, "file:///x"), HTTPRefusedError, "file:");
  assertThrows(() => order({}, {}, "nothing"), TypeError, "no URL");
});
