import { assertEquals, assertRejects } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { resolveStatic } from "../../lib/web/static_path.ts";
import { withFiles } from "./_static_kit.ts";

const FILES = {
  "a.txt": "a",
  "sub/b.txt": "b",
  "sub/index.html": "i",
  "..c": "c",
  ".env": "secret",
  ".well-known/x": "x",
  "100%.txt": "p",
};

const MISSING = { kind: "error", code: 404 } as const;

Deno.test("a file below the root is found by its real path", async () => {
  await withFiles(FILES, async (root) => {
    const real = await Deno.realPath(root);
    for (const path of ["a.txt", "sub/b.txt", ".well-known/x", "100%.txt"]) {
      assertEquals(await resolveStatic(root, path), {
        kind: "file",
        file: `${real}/${path}`,
      });
    }
  });
});

// hono CVE-2026-39407, -29045; behaviour 46
Deno.test("no spelling of a path leaves the root", async () => {
  await withFiles(FILES, async (root, outside) => {
    await Deno.writeTextFile(`${outside}/secret`, "s");
    await Deno.mkdir(`${outside}/root-x`);
    await Deno.writeTextFile(`${outside}/root-x/secret`, "s");
    for (
      const path of [
        "../secret",
        "sub/../../secret",
        "sub/../a.txt",
        "./a.txt",
        "..\\secret",
        "sub\\b.txt",
        "/a.txt",
        "//host/..",
        "sub//b.txt",
        "a.txt\0.html",
        "a.txt\n",
        `${outside}/secret`,
        "../root-x/secret",
        "-x/secret",
        "%2e%2e/secret",
        "..%2fsecret",
        "..",
        ".",
        "%",
        "nothing",
        "a.txt/",
        "a.txt/b",
        "x".repeat(5000),
      ]
    ) assertEquals(await resolveStatic(root, path), MISSING, path);
  });
});

Deno.test("what a path names is below the root, for random paths", async () => {
  await withFiles(FILES, async (root, outside) => {
    await Deno.writeTextFile(`${outside}/secret`, "s");
    const real = await Deno.realPath(root);
    const part = fc.constantFrom(
      "..",
      ".",
      "",
      "sub",
      "a.txt",
      "secret",
      "root",
      "..\\",
      "%2e%2e",
      "\0",
      "~",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const found = await resolveStatic(root, parts.join("/"), {
          defaultFilename: "index.html",
          dotFiles: true,
        });
        if (found.kind !== "file") return;
        assertEquals(found.file.startsWith(`${real}/`), true, found.file);
      }),
    );
  });
});

// behaviour 47
Deno.test("a symbolic link out of the root is forbidden, unless that is asked for", async () => {
  await withFiles(FILES, async (root, outside) => {
    await Deno.writeTextFile(`${outside}/secret`, "s");
    await Deno.symlink(`${outside}/secret`, `${root}/link`);
    await Deno.symlink(outside, `${root}/up`);
    await Deno.symlink(`${root}/a.txt`, `${root}/within`);
    await Deno.mkdir(`${root}/d`);
    await Deno.symlink(`${outside}/secret`, `${root}/d/index.html`);
    await Deno.symlink("loop", `${root}/loop`);
    const options = { defaultFilename: "index.html" };
    for (const path of ["link", "up/secret", "up/", "d/"]) {
      assertEquals(
        await resolveStatic(root, path, options),
        { kind: "error", code: 403 },
        path,
      );
    }
    assertEquals(await resolveStatic(root, "loop"), MISSING);
    assertEquals((await resolveStatic(root, "within")).kind, "file");
    const followLinks = await resolveStatic(root, "link", {
      followLinks: true,
    });
    assertEquals(followLinks.kind, "file");
  });
});

Deno.test("names with a dot before are hidden, unless that is asked for", async () => {
  await withFiles(FILES, async (root) => {
    assertEquals(await resolveStatic(root, ".env"), MISSING);
    const { kind } = await resolveStatic(root, ".env", { dotFiles: true });
    assertEquals(kind, "file");
  });
});

// CVE-2023-28370; behaviour 48
Deno.test("the redirect to a folder cannot lead to another site", async () => {
  await withFiles(
    { ...FILES, "evil.example/index.html": "i" },
    async (root) => {
      const options = { defaultFilename: "index.html" };
      assertEquals(await resolveStatic(root, "sub", options), {
        kind: "redirect",
        location: "./sub/",
      });
      assertEquals(await resolveStatic(root, "evil.example", options), {
        kind: "redirect",
        location: "./evil.example/",
      });
      await Deno.mkdir(`${root}/javascript:x`);
      const found = await resolveStatic(root, "javascript:x", options);
      assertEquals(found, { kind: "redirect", location: "./javascript%3Ax/" });
    },
  );
});

Deno.test("a folder is its default file, or forbidden", async () => {
  await withFiles({ ...FILES, "index.html": "top" }, async (root) => {
    const real = await Deno.realPath(root);
    const options = { defaultFilename: "index.html" };
    for (
      const [path, file] of [["", "index.html"], ["sub/", "sub/index.html"]]
    ) {
      assertEquals(await resolveStatic(root, path!, options), {
        kind: "file",
        file: `${real}/${file}`,
      });
    }
    assertEquals(await resolveStatic(root, ""), { kind: "error", code: 403 });
    await Deno.mkdir(`${root}/empty`);
    assertEquals(await resolveStatic(root, "empty/", options), MISSING);
  });
});

Deno.test("a root that is not there is the program's fault, and thrown", async () => {
  await assertRejects(() => resolveStatic("no such folder", "a"), Error);
  await assertRejects(
    () => resolveStatic(1 as never, "a"),
    TypeError,
    "expected a path as a string",
  );
});
