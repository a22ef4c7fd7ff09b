/**
 * What has gone wrong in other servers, each guarded by a test of its name. Bytes
 * go over a real socket, for a client library would repair them.
 */
import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { cookieText, parseCookies } from "../../lib/web/cookie_text.ts";
import { parseFields } from "../../lib/web/form_fields.ts";
import { parseMultipartForm } from "../../lib/web/multipart_form.ts";
import { accessLine, HTTPError, RequestHandler } from "../../lib/web/mod.ts";
import { logged, raw, serving, statusOf } from "./_kit.ts";

class Echo extends RequestHandler {
  override get(): void {
    this.write({ path: this.request.path, host: this.request.host });
  }
  override post(): void {
    this.write(`${this.request.body.byteLength}`);
  }
}

class Admin extends RequestHandler {
  override get(): void {
    this.write("admin");
  }
}

const hosts = ["deno", "node"] as const;

for (const transport of hosts) {
  Deno.test(`a Host header cannot choose the path (${transport})`, async () => {
    const { app } = logged([["/admin", Admin], ["/(.*)", Echo]]);
    await serving(app, async (_base, { port }) => {
      const ask = (host: string, path = "/public") =>
        raw(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      for (
        const host of ["a/admin?", "a/admin#", "a?x", "a\\b", "a@b", "a b"]
      ) {
        const text = await ask(host);
        assertEquals(statusOf(text), 400, host);
        assert(!text.includes("admin\r\n"), host);
      }
      assertEquals(statusOf(await ask("example.org:80")), 200);
      assertEquals(statusOf(await ask("[::1]:80")), 200);
    }, { transport });
  });

  Deno.test(`random bytes never hang or end the server (${transport})`, async () => {
    const { app } = logged([["/(.*)", Echo]]);
    await serving(app, async (_base, { port }) => {
      const line = fc.constantFrom(
        "GET / HTTP/1.1\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab",
        "Host: a\r\n",
        "Transfer-Encoding: chunked\r\n\r\n",
        "0\r\n\r\n",
        "\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0000",
      ).map((text) => new TextEncoder().encode(text));
      const bytes = fc.array(
        fc.oneof(line, fc.uint8Array({ maxLength: 40 })),
        { maxLength: 6 },
      ).map((parts) => new Uint8Array(parts.flatMap((part) => [...part])));
      await fc.assert(
        fc.asyncProperty(bytes, async (data) => {
          using connection = await Deno.connect({
            hostname: "127.0.0.1",
            port,
          });
          try {
            await connection.write(data);
            await connection.closeWrite();
            const buffer = new Uint8Array(4096);
            while (await connection.read(buffer) !== null);
          } catch { /* closed on us: that is an answer */ }
        }),
        { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 60) },
      );
      const after = await raw(port, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertEquals(statusOf(after), 200);
    }, { transport });
  });

  Deno.test(`a body larger than allowed is a 413, and no harm to others (${transport})`, async () => {
    const { app } = logged([["/", Echo]], { maxBodySize: 10 });
    await serving(app, async (base, { port }) => {
      const announced = await raw(
        port,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\nx",
        (text) => text.includes("\r\n\r\n"),
      );
      assertEquals(statusOf(announced), 413);
      const chunk = `5\r\n12345\r\n`;
      const counted = await raw(
        port,
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
          chunk.repeat(5) + "0\r\n\r\n",
      );
      assertEquals(statusOf(counted), 413);
      const good = await fetch(base, { method: "POST", body: "1234567890" });
      assertEquals(await good.text(), "10");
    }, { transport });
  });

  Deno.test(`ambiguous lengths are refused (${transport})`, async () => {
    const { app } = logged([["/", Echo]]);
    await serving(app, async (_base, { port }) => {
      for (
        const headers of [
          "Content-Length: 3\r\nTransfer-Encoding: chunked",
          "Content-Length: 3\r\nContent-Length: 4",
          "Content-Length: +3",
          "Transfer-Encoding: xchunked",
          "Content-Length : 3",
        ]
      ) {
        const text = await raw(
          port,
          `POST / HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\nabc`,
        );
        const status = statusOf(text);
        assert(status === 0 || status >= 400, `${headers}: ${text}`);
      }
    }, { transport });
  });
}

Deno.test("methods that tunnel or mirror are not handled", async () => {
  const { app } = logged([["/(.*)", Echo]]);
  await serving(app, async (_base, { port }) => {
    for (const line of ["CONNECT evil.example:443", "TRACE /", "NOPE /"]) {
      const text = await raw(port, `${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
      assert(statusOf(text) >= 400, `${line}: ${text}`);
    }
  });
});

Deno.test("header injection: a value cannot begin another line", async () => {
  const errors: string[] = [];
  class Inject extends RequestHandler {
    override get(): void {
      const values = ["a\r\nX-Evil: 1", "a\nb", "a\x00b", "a\x01b", "a\x7fb"];
      for (const value of values) {
        errors.push(
          assertThrows(() => this.setHeader("X-A", value), TypeError).name,
        );
        errors.push(
          assertThrows(() => this.addHeader("X-A", value), TypeError).name,
        );
        errors.push(
          assertThrows(() => this.setHeader(value, "x"), TypeError).name,
        );
        errors.push(
          assertThrows(() => this.redirect(`/${value}`), TypeError).name,
        );
      }
    }
  }
  const reply = await logged([["/", Inject]]).app.request("/");
  assertEquals(errors, new Array(20).fill("TypeError"));
  assertEquals(reply.headers.get("x-evil"), null);
});

Deno.test("a reason with markup or a line break becomes Unknown", async () => {
  class Reason extends RequestHandler {
    override get(reason: string): void {
      this.setStatus(400, reason);
      this.write(this.reason);
    }
  }
  const { app } = logged([["/(.*)", Reason]]);
  const ask = async (reason: string) =>
    await (await app.request(`/${encodeURIComponent(reason)}`)).text();
  assertEquals(await ask("<script>"), "Unknown");
  assertEquals(await ask("a\r\nX-Evil: 1"), "Unknown");
  assertEquals(await ask("Own"), "Own");
  assertEquals((await app.request("/%01")).status, 500);
});

Deno.test("cookie injection: no part of a cookie can begin another", () => {
  for (const bad of ["a;b", "a\r\nb", "a\x00", "é"]) {
    assertThrows(() => cookieText(bad, "1"), TypeError);
    assertThrows(() => cookieText("a", bad), TypeError);
    for (const key of ["domain", "path", "sameSite"] as const) {
      assertThrows(
        () => cookieText("a", "1", { [key]: bad } as never),
        TypeError,
      );
    }
  }
});

/** How long a call takes, at its best of a few. */
function best(fn: () => void): number {
  let least = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    fn();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

for (
  const [name, parse] of [
    ["cookies", (n: number) => parseCookies('"\\'.repeat(n / 2), 1e9)],
    [
      "cookies of nothing",
      (n: number) => parseCookies("=;".repeat(n / 2), 1e9),
    ],
    ["arguments", (n: number) => parseFields("a=1&".repeat(n / 4), 1e9)],
    ["percent signs", (n: number) => parseFields("%".repeat(n), 1e9)],
    ["multipart headers", (n: number) => {
      const body = new TextEncoder().encode(`--b\r\n${"a".repeat(n)}`);
      assertThrows(() => parseMultipartForm(body, "x; boundary=b"), HTTPError);
    }],
  ] as [string, (n: number) => void][]
) {
  Deno.test(`hostile ${name} take time linear in their length`, () => {
    parse(65536);
    const one = best(() => parse(65536)), four = best(() => parse(4 * 65536));
    assertLess(one, 40);
    // Quadratic would be sixteen times; the clock is coarse for what is fast.
    assertLess(four, 10 * one + 2);
  });
}

Deno.test("a flood of arguments or parts is a 400, told in one line", async () => {
  const { app, log } = logged([["/", Echo]]);
  const form = "a=1&".repeat(1001);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const many = await app.request("/", { method: "POST", body: form, headers });
  assertEquals(many.status, 400);
  const parts = `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`
    .repeat(101) + "--b--\r\n";
  const flood = await app.request("/", {
    method: "POST",
    body: parts,
    headers: { "content-type": "multipart/form-data; boundary=b" },
  });
  assertEquals([flood.status, log.length], [400, 2]);
  assert(log.every(({ message }) => !message.includes("\n")));
});

Deno.test("log injection: what a client sends stays on its line", async () => {
  const lines: string[] = [];
  const { app, log } = logged([["/", Echo]], {
    accessLog: (record) => lines.push(accessLine({ ...record, uri: "/\r\n1" })),
  });
  await app.request("/nothing%0d%0aERROR?\u2028");
  await app.request("/");
  assert(log.every(({ message }) => !/[\r\n\u2028]/.test(message)));
  assert(lines.every((line) => !/[\r\n]/.test(line)));
  assertEquals(lines.length, 2);
});

Deno.test("a form that is packed is refused, for its arguments are hidden", async () => {
  const { app } = logged([["/", Echo]]);
  const reply = await app.request("/", {
    method: "POST",
    body: "a=1",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "content-encoding": "gzip",
    },
  });
  assertEquals(reply.status, 415);
});

Deno.test("guard and handler see one path", async () => {
  const { app } = logged([["/admin/(.*)", Admin], ["/(.*)", Echo]]);
  for (const path of ["//admin/x", "/%61dmin/x", "/a/..%2fadmin/x"]) {
    const reply = await app.fetch(new Request(`http://localhost${path}`));
    assert((await reply.text()) !== "admin", path);
  }
});

Deno.test("names of Object.prototype are no arguments, cookies or files", async () => {
  class Names extends RequestHandler {
    override get(): void {
      this.write({
        argument: this.getArgument("constructor", "none"),
        cookie: this.getCookie("__proto__") ?? "none",
        path: this.pathNamed["toString"] ?? "none",
      });
    }
  }
  const reply = await logged([["/", Names]]).app.request("/");
  const none = { argument: "none", cookie: "none", path: "none" };
  assertEquals(await reply.json(), none);
});
