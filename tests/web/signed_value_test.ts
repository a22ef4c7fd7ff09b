import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import {
  readSigned,
  signingKeys,
  signValue,
} from "../../lib/web/signed_value.ts";

const NOW = 1_700_000_000_000, DAY = 86_400_000;
const keys = signingKeys("a long secret");

Deno.test("a signed value is read back under its own name only", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (value) => {
      const text = await signValue(keys, "user", value, NOW);
      assertEquals(await readSigned(keys, "user", text, NOW), value);
      assertEquals(await readSigned(keys, "admin", text, NOW), undefined);
    }),
    { numRuns: 30 },
  );
});

Deno.test("a signed value with any one character changed is not read", async () => {
  const text = await signValue(keys, "user", "ada", NOW);
  for (let at = 0; at < text.length; at++) {
    const other = text[at] === "0" ? "1" : "0";
    const changed = text.slice(0, at) + other + text.slice(at + 1);
    assertEquals(
      await readSigned(keys, "user", changed, NOW),
      undefined,
      changed,
    );
    assertEquals(
      await readSigned(keys, "user", text.slice(0, at), NOW),
      undefined,
    );
  }
});

Deno.test("what is no signed value is not read, and does not throw", async () => {
  const form = fc.oneof(
    fc.string(),
    fc.string().map((text) => `2|1:0|10:${text}`),
  );
  await fc.assert(fc.asyncProperty(form, async (text) => {
    assertEquals(await readSigned(keys, "user", text, NOW), undefined);
  }));
});

Deno.test("a signed value is read for 31 days", async () => {
  const text = await signValue(keys, "user", "ada", NOW);
  const read = (days: number, maxAgeDays?: number) =>
    readSigned(
      keys,
      "user",
      text,
      NOW + days * DAY,
      maxAgeDays === undefined ? {} : { maxAgeDays },
    );
  assertEquals(await read(31), "ada");
  assertEquals(await read(32), undefined);
  assertEquals(await read(2, 1), undefined);
  assertEquals(await read(-2), undefined);
});

Deno.test("an old key still reads, the new one signs", async () => {
  const old = await signValue(signingKeys("old"), "user", "ada", NOW);
  const both = signingKeys(["new", "old"]);
  assertEquals(await readSigned(both, "user", old, NOW), "ada");
  const fresh = await signValue(both, "user", "ada", NOW);
  assertEquals(await readSigned(signingKeys("new"), "user", fresh, NOW), "ada");
  assertEquals(
    await readSigned(signingKeys("old"), "user", fresh, NOW),
    undefined,
  );
});

Deno.test("key versions are kept in the value", async () => {
  const two = signingKeys({ 1: "one", 2: "two" }, 2);
  const text = await signValue(two, "user", "ada", NOW);
  assert(text.startsWith("2|1:2|"));
  assertEquals(
    await readSigned(signingKeys({ 2: "two" }), "user", text, NOW),
    "ada",
  );
  assertEquals(
    await readSigned(signingKeys({ 1: "two" }), "user", text, NOW),
    undefined,
  );
});

Deno.test("a value that Tornado signed is read", async () => {
  // By tornado.web.create_signed_value of 6.x: secret, version 2, its clock at
  // 1300000000, name "key", value "value".
  const text = "2|1:0|10:1300000000|3:key|8:dmFsdWU=|" +
    "3d4e60b996ff9c5d5788e333a0cba6f238a22c6c0f94788870e1a9ecd482e152";
  const tornado = signingKeys(
    "It's a secret to everybody",
  );
  const read = await readSigned(tornado, "key", text, 1_300_000_000_000);
  assertEquals(read, "value");
});

Deno.test("keys that cannot sign are refused", () => {
  for (const secret of [undefined, "", [], ["a", ""], {}]) {
    assertThrows(() => signingKeys(secret), TypeError, "cookieSecret");
  }
  assertThrows(() => signingKeys({ 1: "a" }, 2), TypeError, "keyVersion is 2");
});
