import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { HTTPHeaders, HTTPRefusedError } from "../../lib/http/mod.ts";
import {
  type Hop,
  httpUrl,
  isRedirect,
  nextHop,
} from "../../lib/http/redirect.ts";

const NONE: ReadonlySet<string> = new Set();

function hop(url: string, method = "GET", headers = {}, body?: string): Hop {
  return { url: new URL(url), method, headers: new HTTPHeaders(headers), body };
}

Deno.test("five codes are redirects, 300, 304 and 305 are not", () => {
  const all = Array.from({ length: 500 }, (_, i) => i + 100);
  assertEquals(all.filter(isRedirect), [301, 302, 303, 307, 308]);
});

// H5
Deno.test("who becomes a GET is as all clients have it", () => {
  const became = (status: number, method: string) => {
    const next = nextHop(
      hop("http://a.test/", method, {}, "b"),
      status,
      "/x",
      NONE,
    );
    return `${next.method}${next.body === undefined ? "" : "+body"}`;
  };
  const row = (status: number) =>
    ["GET", "HEAD", "POST", "PUT", "DELETE"].map((m) => became(status, m));
  const kept = ["GET", "HEAD", "POST", "PUT", "DELETE"].map((m) => `${m}+body`);
  assertEquals(row(301), [
    "GET+body",
    "HEAD+body",
    "GET",
    "PUT+body",
    "DELETE+body",
  ]);
  assertEquals(row(302), row(301));
  assertEquals(row(303), ["GET+body", "HEAD+body", "GET", "GET", "GET"]);
  assertEquals(row(307), kept);
  assertEquals(row(308), kept);
});

Deno.test("what describes a dropped body is dropped with it", () => {
  const given = {
    "Content-Type": "a/b",
    "Content-Language": "en",
    "content-md5": "q",
    Accept: "x/y",
  };
  const headers = (status: number) =>
    nextHop(hop("http://a.test/", "POST", given, "b"), status, "/", NONE)
      .headers.toJSON();
  assertEquals(headers(303), { Accept: "x/y" });
  assertEquals(Object.keys(headers(307)).length, 4);
});

const ELSEWHERE = {
  host: "http://b.test/",
  subdomain: "http://www.a.test/",
  parent: "http://test/",
  port: "http://a.test:81/",
  scheme: "https://a.test/",
};

for (const [what, url] of Object.entries(ELSEWHERE)) {
  Deno.test(`CVE-2026-49853: no credential goes to another ${what}`, () => {
    const given = {
      Authorization: "1",
      Cookie: "2",
      "Proxy-Authorization": "3",
      "WWW-Authenticate": "4",
      Cookie2: "5",
      Referer: "http://a.test/secret?token=6",
      "X-Api-Key": "7",
      Accept: "kept",
    };
    const sensitive = new Set(["x-api-key"]);
    const away = nextHop(
      hop("http://a.test/", "GET", given),
      302,
      url,
      sensitive,
    );
    assertEquals(away.headers.toJSON(), { Accept: "kept" });
    const home = nextHop(away, 302, "http://a.test/", sensitive);
    assertEquals(home.headers.toJSON(), { Accept: "kept" });
  });
}

Deno.test("the same origin keeps credentials, however it is written", () => {
  for (const to of ["/x", "//a.test/", "HTTP://A.test:80/", "http://a.test"]) {
    const next = nextHop(
      hop("http://a.test/", "GET", { Cookie: "c" }),
      302,
      to,
      NONE,
    );
    assertEquals(next.headers.get("cookie"), "c", to);
  }
});

Deno.test("a user in the Location is not logged in", () => {
  const next = nextHop(hop("http://a.test/"), 302, "http://u:p@a.test/x", NONE);
  assertEquals(next.url.href, "http://a.test/x");
});

Deno.test("a fragment goes along unless the Location has its own", () => {
  const to = (location: string) =>
    nextHop(hop("http://a.test/#top"), 302, location, NONE).url.hash;
  assertEquals([to("/x"), to("/x#end")], ["#top", "#end"]);
});

Deno.test("the hop that was asked is not changed", () => {
  const first = hop("http://a.test/", "POST", { Cookie: "c" }, "b");
  nextHop(first, 303, "http://b.test/", NONE);
  assertEquals(first.headers.toJSON(), { Cookie: "c" });
  assertEquals([first.method, first.body], ["POST", "b"]);
});

Deno.test("only URLs of HTTP are read", () => {
  for (
    const bad of [
      "file:///etc/passwd",
      "data:,x",
      "javascript:alert(1)",
      "blob:http://a.test/1",
      "ftp://a.test/",
      "ws://a.test/",
    ]
  ) assertThrows(() => httpUrl(bad), HTTPRefusedError, bad.split(":")[0]);
  for (
    const bad of [
      "",
      "no url",
      "http://",
      "http://a b/",
      "http://a.test:99999/",
    ]
  ) {
    assertThrows(() => httpUrl(bad), TypeError, "it is no URL");
  }
});

Deno.test("a URL with a line break is refused, which parsing would drop", () => {
  for (
    const bad of ["http://a.test/\r\nx", "http://a.test/\0", "\thttp://a.test/"]
  ) {
    assertThrows(() => httpUrl(bad), TypeError);
  }
});

Deno.test("any text for a Location gives a URL of HTTP or one of two errors", () => {
  const pieces = fc.constantFrom(
    "/",
    "\\",
    "//",
    "http:",
    "file:",
    "@",
    "?",
    "#",
    "\r\n",
    "[",
    "::1",
    "]",
    "%",
    "b.test",
    ":81",
    "..",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces).map((all) => all.join("")),
  );
  fc.assert(fc.property(text, (location) => {
    const from = hop("https://a.test/x", "GET", { Cookie: "c" });
    try {
      const { url, headers } = nextHop(from, 302, location, NONE);
      const safe = /^https?:$/.test(url.protocol) && url.username === "" &&
        (url.origin === "https://a.test" || !headers.has("cookie"));
      assertEquals(safe, true);
    } catch (error) {
      const told = error instanceof TypeError ||
        error instanceof HTTPRefusedError;
      assertEquals(told, true, String(error));
    }
  }));
});
