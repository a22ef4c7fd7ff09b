import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Templates } from "../../lib/web/templates.ts";

async function inFolder(fn: (folder: string) => Promise<void> | void) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  await Deno.mkdir(`${folder}/views/sub`, { recursive: true });
  await Deno.writeTextFile(`${folder}/secret.eta`, "secret");
  await Deno.writeTextFile(`${folder}/views/base.eta`, "[<%~ it.body %>]");
  await Deno.writeTextFile(
    `${folder}/views/page.eta`,
    '<% layout("./base") %><%= it.name %>,<%~ include("./sub/part") %>',
  );
  await Deno.writeTextFile(`${folder}/views/sub/part.eta`, "part");
  await Deno.writeTextFile(`${folder}/views/late.eta`, "<%= await it.late %>");
  try {
    await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a template is escaped, and joined with others", () =>
  inFolder((folder) => {
    const templates = new Templates(`${folder}/views`);
    assertEquals(
      templates.render("page", { name: "<&\">'" }),
      "[&lt;&amp;&quot;&gt;&#39;,part]",
    );
    assertEquals(templates.render("sub/part.eta", {}), "part");
  }));

Deno.test("a template with await is rendered by renderAsync", () =>
  inFolder(async (folder) => {
    const templates = new Templates(`${folder}/views`);
    const late = Promise.resolve("<late>");
    assertEquals(await templates.renderAsync("late", { late }), "&lt;late&gt;");
  }));

Deno.test("no name leads out of the folder of the templates", () =>
  inFolder(async (folder) => {
    await Deno.symlink(`${folder}/secret.eta`, `${folder}/views/link.eta`);
    await Deno.symlink(folder, `${folder}/views/dir`);
    await Deno.mkdir(`${folder}/views-other`);
    await Deno.writeTextFile(`${folder}/views-other/x.eta`, "other");
    await Deno.writeTextFile(
      `${folder}/views/out.eta`,
      '<%~ include("../secret") %>',
    );
    const templates = new Templates(`${folder}/views`);
    for (
      const name of [
        "../secret",
        "sub/../../secret",
        "link",
        "dir/secret",
        "out",
        "../views-other/x",
        "page\0.eta",
        "@page",
      ]
    ) {
      assertThrows(() => templates.render(name, {}), Error, "", name);
      await assertRejects(
        () => templates.renderAsync(name, {}),
        Error,
        "",
        name,
      );
    }
    for (const name of [`${folder}/secret.eta`, "/secret"]) {
      assertThrows(() => templates.render(name, {}), Error, "", name);
    }
  }));

Deno.test("a changed template is read anew with reload only", () =>
  inFolder(async (folder) => {
    const kept = new Templates(`${folder}/views`);
    const fresh = new Templates(`${folder}/views`, { reload: true });
    const both =
      () => [kept.render("sub/part", {}), fresh.render("sub/part", {})];
    assertEquals(both(), ["part", "part"]);
    await Deno.writeTextFile(`${folder}/views/sub/part.eta`, "new");
    assertEquals(both(), ["part", "new"]);
  }));

Deno.test("without a folder there are texts only", () => {
  assertThrows(
    () => new Templates().render("a", {}),
    TypeError,
    "Set templatePath",
  );
});
