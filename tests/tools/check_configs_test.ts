import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkConfigs } from "../../tools/check_configs.ts";
import { fixture } from "./_fixture.ts";

const ONLINE = { strict: true, imports: { "@std/x": "jsr:@std/x@^1" } };
const LINKS = { links: ["./standins/x"] };

/** Problems of two configs and a stand-in for `@std/x`. */
async function told(
  online: object,
  offline: object,
  version = "1.0.0",
): Promise<string> {
  await using tree = await fixture({
    "deno.json": JSON.stringify(online),
    "deno.offline.json": JSON.stringify(offline),
    "standins/x/deno.json": JSON.stringify({ name: "@std/x", version }),
  });
  return checkConfigs(tree.root).problems.join("\n");
}

Deno.test("configs agree when only links differ", async () => {
  assertEquals(await told(ONLINE, { ...ONLINE, ...LINKS }), "");
});

Deno.test("configs name a key that differs", async () => {
  const text = await told(ONLINE, { ...ONLINE, ...LINKS, strict: false });
  assertStringIncludes(text, `differs from deno.json at "strict"`);
});

Deno.test("configs name a key that only one has", async () => {
  const text = await told({ ...ONLINE, lock: false }, { ...ONLINE, ...LINKS });
  assertStringIncludes(text, `at "lock"`);
});

Deno.test("configs refuse links where the real packages are used", async () => {
  const both = { ...ONLINE, ...LINKS };
  assertStringIncludes(await told(both, both), `deno.json has "links"`);
});

Deno.test("configs name an import without a stand-in", async () => {
  const text = await told(ONLINE, { ...ONLINE, links: [] });
  assertStringIncludes(text, "imports jsr:@std/x@^1, for which");
});

Deno.test("configs name a stand-in that nothing imports", async () => {
  const none = { ...ONLINE, imports: {} };
  const text = await told(none, { ...none, ...LINKS });
  assertStringIncludes(text, "which deno.json does not import");
});

Deno.test("configs name a stand-in whose version is out of range", async () => {
  const text = await told(ONLINE, { ...ONLINE, ...LINKS }, "2.0.0");
  assertStringIncludes(text, "version 2.0.0, which is not in the range");
});
