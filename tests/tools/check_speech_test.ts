import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkSpeech } from "../../tools/check_speech.ts";
import { fixture } from "./_fixture.ts";

async function problems(text: string): Promise<readonly string[]> {
  await using tree = await fixture({ "docs/page.md": text });
  return checkSpeech(tree.root).problems;
}

/** In parts, as this file is looked at too. */
const dotted = (...parts: string[]) => parts.join(".");

for (
  const host of [
    dotted("jsr", "io"),
    dotted("registry", "npmjs", "org"),
    dotted("deno", "land"),
  ]
) {
  Deno.test(`speech names the registry ${host.replace(".", " ")}`, async () => {
    const [found = ""] = await problems(`one\nsee https://${host}/x`);
    assertStringIncludes(found, "docs/page.md:2 has the host name");
  });
}

for (const folder of ["work", "tmp", "root", "home"]) {
  Deno.test(`speech names a path under ${folder}`, async () => {
    const [found = ""] = await problems(`in \`/${folder}/me/x.ts\``);
    assertStringIncludes(found, "docs/page.md:1 has a path on somebody's");
  });
}

Deno.test("speech lets relative paths and package names be", async () => {
  const text = "jsr:@std/assert, npm:x, ./tmp/x, lib/work/x, the /tmp folder";
  assertEquals(await problems(text), []);
});
