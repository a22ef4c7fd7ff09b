import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import {
  maskToken,
  newToken,
  sameToken,
  unmaskToken,
} from "../../lib/web/xsrf_token.ts";

Deno.test("a token is had back from each of its masks, which differ", () => {
  const token = newToken();
  const [a, b] = [maskToken(token, 0), maskToken(token, 0)];
  assertNotEquals(a, b);
  assertEquals(unmaskToken(a), token);
  assertEquals(unmaskToken(b), token);
});

Deno.test("what is no token gives none, and does not throw", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    assertEquals(unmaskToken(text), undefined);
    assertEquals(unmaskToken(`2|${text}|${text}|1`), undefined);
  }));
  const good = maskToken(newToken(), 0);
  assertEquals(unmaskToken(`${good}|1`), undefined);
  assertEquals(unmaskToken(good.replace("2|", "1|")), undefined);
});

Deno.test("tokens are the same if every byte is", () => {
  assert(sameToken(new Uint8Array([1, 2]), new Uint8Array([1, 2])));
  assert(!sameToken(new Uint8Array([1, 2]), new Uint8Array([1, 3])));
  assert(!sameToken(new Uint8Array([1]), new Uint8Array([1, 2])));
});
