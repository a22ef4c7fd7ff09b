import {
  assertEquals,
  assertFalse,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { run as check } from "../../examples/link_checker.ts";
import type { Output } from "../../examples/link_checker/terminal.ts";
import { outcome, run, start } from "./_child.ts";
import { endless, html, links, tinySite } from "./_tiny_site.ts";

const PROGRAM = "examples/link_checker.ts";

/** Runs the checker in this process; gives its exit code and what it wrote. */
async function checked(...args: string[]): Promise<[number, string]> {
  const lines: string[] = [];
  const output: Output = {
    live: false,
    line: (text = "") => void lines.push(text),
    status: () => {},
  };
  return [await check(args, output), lines.join("\n")];
}

/** A figure of the table. */
function figure(text: string, name: string): number {
  const found = new RegExp(`^  ${name} +([\\d,]+)`, "m").exec(text);
  return Number(found?.[1]?.replaceAll(",", ""));
}

/** The functions of the stack's frames, in order. */
function functions(text: string): string[] {
  return [...text.matchAll(/^ {4}at (?:async )?(\S+) \(/gm)]
    .map(([, name]) => name!);
}

Deno.test("link checker gives 0 for a site without broken links", async () => {
  await using site = tinySite({
    "/": links("/a", "b", "//127.0.0.1:1/", "mailto:x@example.org", "#here") +
      "<p id=here>",
    "/a": links("/", "/b#there", "/picture", "?x=1&amp;y=2"),
    "/b": `<base href="/sub/"><h1 id="there">b</h1>${links("c")}`,
    "/sub/c": `<img src="/picture"><!-- ${links("/commented")} -->`,
    "/picture": () => new Response(new Uint8Array(8)),
  });
  const [code, text] = await checked("--url", site.url);
  assertEquals(code, 0, text);
  assertEquals(figure(text, "pages"), 6);
  assertEquals(figure(text, "broken links"), 0);
  assertMatch(text, / 1 of them elsewhere, not followed/);
});

Deno.test("link checker asks for each page once, breadth first", async () => {
  await using site = tinySite({
    "/": links("/a", "/b", "/a#1"),
    "/a": `<p id="1">${links("/c", "/b")}`,
    "/b": links("/d", "/"),
    "/c": links("/e"),
    "/d": "",
    "/e": "",
  });
  const [code] = await checked("--url", site.url, "--limit", "1");
  assertEquals(code, 0);
  assertEquals(site.asked, ["/", "/a", "/b", "/c", "/d", "/e"]);
});

Deno.test("link checker has no more than the limit under way", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `/${i}`);
  const slowly = () =>
    new Promise<Response>((done) => setTimeout(() => done(html("")), 5));
  await using site = tinySite({
    "/": links(...names),
    ...Object.fromEntries(names.map((name) => [name, slowly])),
  });
  const [code, text] = await checked("--url", site.url, "--limit", "3");
  assertEquals([code, figure(text, "pages")], [0, 13]);
  assertEquals(site.mostOpen(), 3);
});

Deno.test("link checker tells what is broken and where it stands", async () => {
  await using site = tinySite({
    "/": links("/gone", "/page#nowhere", "http://[", "/cut", "/page#top"),
    "/page": "<p id=somewhere>",
    "/cut": () => Response.redirect("http://127.0.0.1:9/"),
  });
  const [code, text] = await checked("--url", site.url);
  assertEquals(code, 1);
  assertEquals(figure(text, "broken links"), 4);
  for (
    const line of [
      "/gone answered 404 Not Found, linked from /",
      "/page#nowhere has no such place, linked from /",
      "http://[ is no address, linked from /",
      "/cut cannot be reached, linked from /",
    ]
  ) assertStringIncludes(text, `\n  ${line}\n`);
});

Deno.test("link checker gives up a page that does not answer", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await using site = tinySite({ "/": links("/slow"), "/slow": () => promise });
  const [code, text] = await checked("--url", site.url, "--timeout", "150");
  resolve(html(""));
  assertEquals(code, 1);
  assertStringIncludes(text, "/slow gave no answer within 150 ms");
});

Deno.test("link checker checks all other pages while some never answer", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const hang = () => promise.then((response) => response.clone());
  await using site = tinySite({
    "/": links("/hung", "/a", "/stuck", "/b"),
    "/hung": hang,
    "/stuck": hang,
    "/a": links("/c"),
    "/b": "b",
    "/c": links("/b", "/gone"),
  });
  const [code, text] = await checked(
    ...["--url", site.url, "--limit", "3", "--timeout", "150"],
  );
  resolve(html(""));
  assertEquals(code, 1);
  assertEquals(site.asked.toSorted(), [
    ...["/", "/a", "/b", "/c", "/gone", "/hung", "/stuck"],
  ]);
  const figures = ["pages", "links", "broken links"];
  assertEquals(figures.map((name) => figure(text, name)), [4, 7, 3], text);
  for (const page of ["/hung", "/stuck"]) {
    assertStringIncludes(
      text,
      `\n  ${page} gave no answer within 150 ms, linked from /\n`,
    );
  }
  assertFalse(text.includes("not visited"));
});

Deno.test("link checker gives up a page that never ends, and its request", async () => {
  const { answer, left } = endless("<p>", 5);
  await using site = tinySite({ "/": answer });
  const [code, text] = await checked("--url", site.url, "--timeout", "50");
  await left;
  assertEquals(code, 1);
  assertStringIncludes(text, "/ gave no answer within 50 ms");
});

Deno.test("link checker reads no more than a part of a long page", async () => {
  const { answer, left } = endless("<p>".repeat(20_000), 0);
  await using site = tinySite({ "/": answer });
  const [code, text] = await checked("--url", site.url);
  await left;
  assertEquals([code, figure(text, "bytes")], [0, 2 ** 20]);
});

Deno.test("link checker shows the way of an error through all that waited", async () => {
  await using site = tinySite({ "/": links("/gone") });
  const [, text] = await checked("--url", site.url);
  assertEquals(functions(text), ["fetchPage", "checkLink", "crawl", "main"]);
});

Deno.test("link checker says how it is used, and what it cannot use", async () => {
  const [help, usage] = await checked("--help");
  assertEquals(help, 0);
  for (
    const args of [
      ["--limit", "0"],
      ["--timeout", "soon"],
      ["--url", "ftp://example.org"],
      ["--what"],
    ]
  ) {
    const [code, text] = await checked(...args);
    assertEquals(code, 2, text);
    assertStringIncludes(text, usage);
  }
});

Deno.test("link checker finds this repository's pages whole, but for the planted link", async () => {
  const { code, stdout } = await run(PROGRAM);
  assertEquals(code, 0, stdout);
  assertEquals(figure(stdout, "broken links"), 1);
  assertStringIncludes(stdout, "/planted/this-page-is-missing answered 404");
  assertEquals(functions(stdout), ["fetchPage", "checkLink", "crawl", "main"]);
  assertFalse(stdout.includes("/lib/"), "a frame of the library is shown");
});

Deno.test("link checker ends with 1 where links are broken", async () => {
  await using site = tinySite({ "/": links("/gone") });
  const { code } = await run(PROGRAM, "--url", site.url);
  assertEquals(code, 1);
});

Deno.test({
  name: "link checker stops at Ctrl-C, cleans up and tells what it has",
  ignore: Deno.build.os === "windows", // has no signal to send a child
  fn: async () => {
    const { answer, reached, left } = endless("<p>", 5);
    await using site = tinySite({ "/": links("/slow"), "/slow": answer });
    await using child = await start(PROGRAM, "--url", site.url);
    await Promise.race([reached, child.status]);
    child.kill("SIGINT");
    const { code, stdout } = await outcome(child);
    await left;
    assertEquals(code, 130, stdout);
    assertStringIncludes(stdout, "Stopped by Ctrl-C. So far:");
    assertEquals(figure(stdout, "pages"), 1);
    assertMatch(stdout, / 1 more found, not visited/);
  },
});

Deno.test({
  name: "link checker closes its own server at Ctrl-C",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using child = await start(PROGRAM, "--limit", "1");
    const lines = child.stdout.pipeThrough(new TextDecoderStream());
    let text = "";
    for await (const part of lines) {
      if (text === "") child.kill("SIGINT");
      text += part;
    }
    await child.stderr.cancel();
    assertEquals((await child.status).code, 130, text);
    assertStringIncludes(text, "Stopped by Ctrl-C. So far:");
  },
});
