import { assertEquals, assertThrows } from "@std/assert";
import {
  HTTPError,
  HTTPHeaders,
  HTTPRequest,
  HTTPResponse,
} from "../../lib/http/mod.ts";

const request = new HTTPRequest("http://example.test/");

function response(body: Uint8Array, type?: string): HTTPResponse {
  const headers = new HTTPHeaders(
    type === undefined ? {} : { "Content-Type": type },
  );
  return new HTTPResponse(request, { code: 200, headers, body });
}

Deno.test("a 2xx has no error, every other code has one that points back", () => {
  for (const code of [200, 204, 299]) {
    const fine = new HTTPResponse(request, { code });
    assertEquals(fine.error, undefined);
    fine.rethrow();
  }
  for (const code of [199, 300, 304, 404, 500, 599]) {
    const bad = new HTTPResponse(request, { code });
    const error = assertThrows(() => bad.rethrow(), HTTPError);
    assertEquals(error === bad.error, true);
    assertEquals([error.code, error.response], [code, bad]);
  }
});

Deno.test("a reason that did not come is the usual one", () => {
  assertEquals(
    new HTTPResponse(request, { code: 404, reason: "" }).reason,
    "Not Found",
  );
  assertEquals(
    new HTTPResponse(request, { code: 404, reason: "Gone" }).reason,
    "Gone",
  );
  assertEquals(new HTTPResponse(request, { code: 299 }).reason, "Unknown");
});

Deno.test("text is read in the charset that the response names", () => {
  const bytes = new Uint8Array([0x63, 0xe9]);
  assertEquals(response(bytes, "text/html; charset=latin1").text(), "cé");
  assertEquals(
    response(bytes, 'text/html; x=y; CHARSET="ISO-8859-1"').text(),
    "cé",
  );
  assertEquals(response(bytes).text(), "c\ufffd");
  assertEquals(
    response(bytes, "text/html; charset=none-such").text(),
    "c\ufffd",
  );
});

Deno.test("JSON is read, and what is none is told", () => {
  assertEquals(response(new TextEncoder().encode('{"a":"é"}')).json(), {
    a: "é",
  });
  assertThrows(() => response(new Uint8Array()).json(), SyntaxError);
});

Deno.test("a response made by hand has all fields", () => {
  const made = new HTTPResponse(request, {
    code: 200,
    timeInfo: { queue: 1, response: 2, body: 3 },
  });
  assertEquals([made.effectiveUrl, made.body.length], [request.url, 0]);
  assertEquals([made.requestTime, made.startTime], [5, 0]);
  assertEquals(made.headers.size, 0);
});
