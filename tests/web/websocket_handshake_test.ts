import { assertEquals } from "@std/assert";
import {
  isSameOrigin,
  offeredSubprotocols,
  refusedUpgrade,
} from "../../lib/web/websocket_handshake.ts";

const GOOD = {
  "upgrade": "websocket",
  "connection": "keep-alive, Upgrade",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

// behaviour 50
for (
  const [name, change, status] of [
    ["a good handshake", {}, undefined],
    ["a plain GET", { upgrade: "" }, 400],
    ["another upgrade", { upgrade: "h2c" }, 400],
    ["no Connection: upgrade", { connection: "keep-alive" }, 400],
    ["a Connection that only contains the word", {
      connection: "not-upgrade",
    }, 400],
    ["version 8", { "sec-websocket-version": "8" }, 426],
    ["no version", { "sec-websocket-version": "" }, 426],
    ["no key", { "sec-websocket-key": "" }, 400],
    ["a short key", { "sec-websocket-key": "abc=" }, 400],
  ] as const
) {
  Deno.test(`${name} is ${status === undefined ? "taken" : `a ${status}`}`, () => {
    const headers = new Headers({ ...GOOD, ...change });
    assertEquals(refusedUpgrade({ host: "a", headers }), status);
  });
}

// behaviour 51: cross-site WebSocket hijacking
for (
  const [origin, host, same] of [
    ["http://example.com", "example.com", true],
    ["https://example.com", "example.com", true],
    ["https://EXAMPLE.com", "example.COM", true],
    ["http://example.com:8080", "example.com:8080", true],
    ["https://example.com:443", "example.com", true],
    ["https://example.com", "example.com:443", true],
    ["http://[::1]:8080", "[::1]:8080", true],
    ["http://example.com:8080", "example.com", false],
    ["http://example.com", "example.com:8080", false],
    ["http://a.example.com", "example.com", false],
    ["http://example.com", "a.example.com", false],
    ["http://example.com.evil.example", "example.com", false],
    ["http://evil.example/example.com", "example.com", false],
    ["http://example.com@evil.example", "example.com", false],
    ["http://evil.example\\example.com", "example.com", false],
    ["file://example.com", "example.com", false],
    ["null", "null", false],
    ["", "", false],
    ["http://", "", false],
  ] as const
) {
  Deno.test(`a page of ${origin || "nothing"} is ${same ? "" : "not "}one of ${host || "nothing"}`, () => {
    assertEquals(isSameOrigin(origin, host), same);
  });
}

Deno.test("subprotocols are offered in order, without what is no token", () => {
  assertEquals(offeredSubprotocols("chat, superchat,,a b,\r\nx"), [
    "chat",
    "superchat",
    "x",
  ]);
  assertEquals(offeredSubprotocols(undefined), []);
});
