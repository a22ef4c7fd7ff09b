import { assert, assertEquals, assertRejects } from "@std/assert";
import { type StaticReply, staticReply } from "../../lib/web/static_reply.ts";
import { withFiles } from "./_static_kit.ts";

const TEXT = "hello world";
const WHEN = new Date("2020-01-02T03:04:05Z");
const DATE = "Thu, 02 Jan 2020 03:04:05 GMT";

/** Asks for a.txt. */
async function ask(
  headers: Record<string, string>,
  fn: (reply: StaticReply, text: string | undefined) => void,
  method = "GET",
): Promise<void> {
  await withFiles({ "a.txt": TEXT }, async (root) => {
    await Deno.utime(`${root}/a.txt`, WHEN, WHEN);
    const reply = await staticReply(root, "a.txt", {
      method,
      headers: new Headers(headers),
    });
    const text = reply.body && await new Response(reply.body).text();
    fn(reply, text);
  });
}

/** The tag of a.txt. */
async function tag(): Promise<string> {
  let found = "";
  await ask({}, ({ headers }) => found = headers["Etag"]!);
  return found;
}

Deno.test("a file is answered with its type, length, tag and date", () =>
  ask({}, (reply, text) => {
    assertEquals([reply.status, text], [200, TEXT]);
    assertEquals(reply.headers["Content-Type"], "text/plain; charset=UTF-8");
    assertEquals(reply.headers["Content-Length"], "11");
    assertEquals(reply.headers["Last-Modified"], DATE);
    assertEquals(reply.headers["Accept-Ranges"], "bytes");
    assertEquals(reply.headers["X-Content-Type-Options"], "nosniff");
    assert(/^"[0-9a-f]+-b"$/.test(reply.headers["Etag"]!));
  }));

Deno.test("HEAD has the headers of GET and no body", () =>
  ask({ range: "bytes=0-3" }, (reply, text) => {
    assertEquals([reply.status, text], [200, undefined]);
    assertEquals(reply.headers["Content-Length"], "11");
  }, "HEAD"));

Deno.test("other methods are not allowed", () =>
  ask({}, (reply) => {
    assertEquals([reply.status, reply.headers["Allow"]], [405, "GET, HEAD"]);
  }, "POST"));

// behaviour 44
for (
  const [range, status, text, part] of [
    ["bytes=0-3", 206, "hell", "bytes 0-3/11"],
    ["bytes=-4", 206, "orld", "bytes 7-10/11"],
    ["bytes=5-", 206, " world", "bytes 5-10/11"],
    ["bytes=0-", 200, TEXT, undefined],
    ["bytes=0-99", 200, TEXT, undefined],
    ["bytes=-99", 200, TEXT, undefined],
    ["bytes=20-", 416, undefined, "bytes */11"],
    ["bytes=3-1", 416, undefined, "bytes */11"],
    ["bytes=-0", 416, undefined, "bytes */11"],
    ["garbage", 200, TEXT, undefined],
    ["bytes=0-1,3-4", 200, TEXT, undefined],
  ] as const
) {
  Deno.test(`Range: ${range} of 11 bytes is a ${status}`, () =>
    ask({ range }, (reply, body) => {
      assertEquals([reply.status, body], [status, text]);
      assertEquals(reply.headers["Content-Range"], part);
      const length = text === undefined ? undefined : String(text.length);
      assertEquals(reply.headers["Content-Length"], length);
    }));
}

// behaviour 45
for (
  const [name, headers, status] of [
    ["the same date", { "if-modified-since": DATE }, 304],
    ["a later date", {
      "if-modified-since": "Fri, 03 Jan 2020 00:00:00 GMT",
    }, 304],
    ["an earlier date", {
      "if-modified-since": "Wed, 01 Jan 2020 00:00:00 GMT",
    }, 200],
    ["a date that is none", { "if-modified-since": "yesterday" }, 200],
    ["a number for a date", { "if-modified-since": "9999999999999" }, 200],
    ["another tag and a later date", {
      "if-none-match": '"x"',
      "if-modified-since": "Fri, 03 Jan 2020 00:00:00 GMT",
    }, 200],
    ["any tag", { "if-none-match": "*" }, 304],
    ["If-Match of another", { "if-match": '"x"' }, 412],
    ["If-Match of any", { "if-match": "*" }, 200],
    ["If-Unmodified-Since earlier", {
      "if-unmodified-since": "Wed, 01 Jan 2020 00:00:00 GMT",
    }, 412],
    ["If-Unmodified-Since the same", { "if-unmodified-since": DATE }, 200],
  ] as const
) {
  Deno.test(`a condition of ${name} is a ${status}`, () =>
    ask(headers, (reply, text) => {
      assertEquals([reply.status, text], [
        status,
        status === 200 ? TEXT : undefined,
      ]);
    }));
}

Deno.test("the client's own tag, weak or in a list, is a 304", async () => {
  // A tag depends on time and length, so another copy of the file has it too.
  const known = await tag();
  for (const header of [known, `W/${known}`, `"x", ${known}`]) {
    await ask({ "if-none-match": header }, ({ status, headers }) => {
      assertEquals([status, headers["Etag"]], [304, known]);
      assertEquals(headers["Content-Length"], undefined);
    });
  }
});

Deno.test("If-Match compares strongly", async () => {
  const known = await tag();
  await ask({ "if-match": known }, ({ status }) => assertEquals(status, 200));
  await ask(
    { "if-match": `W/${known}` },
    ({ status }) => assertEquals(status, 412),
  );
});

Deno.test("If-Range of this file gives the part, of another the whole", async () => {
  const known = await tag(), range = "bytes=0-3";
  for (
    const [header, status] of [
      [known, 206],
      [DATE, 206],
      [`W/${known}`, 200],
      ['"x"', 200],
      ["Wed, 01 Jan 2020 00:00:00 GMT", 200],
    ] as const
  ) {
    await ask(
      { range, "if-range": header },
      (reply) => assertEquals(reply.status, status, header),
    );
  }
});

Deno.test("an empty file is answered with an empty body", async () => {
  await withFiles({ "empty": "" }, async (root) => {
    const headers = new Headers();
    const reply = await staticReply(root, "empty", { method: "GET", headers });
    assertEquals(reply.headers["Content-Length"], "0");
    assertEquals(reply.headers["Content-Type"], "application/octet-stream");
    assertEquals(await new Response(reply.body!).text(), "");
  });
});

Deno.test("a large file comes in pieces, as they were", async () => {
  const text = "0123456789".repeat(20_000);
  await withFiles({ "large.bin": text }, async (root) => {
    const headers = new Headers({ range: "bytes=5-149999" });
    const reply = await staticReply(root, "large.bin", {
      method: "GET",
      headers,
    });
    let pieces = 0, all = "";
    for await (const piece of reply.body!) {
      pieces++;
      all += new TextDecoder().decode(piece);
    }
    assertEquals([all === text.slice(5, 150_000), pieces], [true, 3]);
  });
});

Deno.test("a body that is cancelled closes its file", async () => {
  await withFiles({ "a.txt": TEXT }, async (root) => {
    const headers = new Headers();
    const reply = await staticReply(root, "a.txt", { method: "GET", headers });
    await reply.body!.cancel(); // the test's sanitizer would see an open file
  });
});

Deno.test("a file that becomes shorter is cut so that the reader sees it", async () => {
  await withFiles({ "a.txt": TEXT }, async (root) => {
    const headers = new Headers();
    const reply = await staticReply(root, "a.txt", { method: "GET", headers });
    await Deno.truncate(`${root}/a.txt`, 3);
    await assertRejects(
      () => new Response(reply.body!).text(),
      Error,
      "became shorter",
    );
  });
});

Deno.test("errors of the path and redirects are replies", async () => {
  await withFiles({ "sub/index.html": "i" }, async (root) => {
    const request = { method: "GET", headers: new Headers() };
    const options = { defaultFilename: "index.html" };
    const statuses = [];
    for (const path of ["../x", "nothing", "sub"]) {
      statuses.push((await staticReply(root, path, request, options)).status);
    }
    assertEquals(statuses, [404, 404, 301]);
    assertEquals((await staticReply(root, "sub", request)).status, 403);
  });
});
