import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { RequestHandler } from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

/** The value of a cookie that a reply sets. */
function set(reply: Response, name: string): string | undefined {
  return reply.headers.getSetCookie().find((each) =>
    each.startsWith(`${name}=`)
  )
    ?.slice(name.length + 1).split(";")[0];
}

class Session extends RequestHandler {
  override *get(): Generator {
    const user = yield this.getSignedCookie("user");
    this.write(`${user}`);
  }
  override post(): void {
    // Not waited for: the reply waits itself.
    this.setSignedCookie("user", "ada ✓");
    this.write("in");
  }
  override put(): void {
    this.setSignedCookie("bad name", "x");
  }
  override delete(): void {
    this.setSignedCookie("user", "x");
    this.finish("by hand");
  }
}

Deno.test("a signed cookie goes round, and a changed one is not read", async () => {
  const { app } = logged([["/", Session]], { cookieSecret: "secret" });
  const post = await app.request("/", { method: "POST" });
  const value = set(post, "user")!;
  assert(post.headers.getSetCookie()[0]!.includes("HttpOnly; SameSite=Lax"));
  const get = async (cookie: string) =>
    await (await app.request("/", { headers: { cookie } })).text();
  assertEquals(await get(`user=${value}`), "ada ✓");
  assertEquals(await get(`user=${value.replace(/.$/, "g")}`), "undefined");
  assertEquals(await get("other=1"), "undefined");
  const byHand = await app.request("/", { method: "DELETE" });
  assertEquals([await byHand.text(), set(byHand, "user") === undefined], [
    "by hand",
    false,
  ]);
});

Deno.test("a signed cookie that cannot be set is a 500, also by hand", async () => {
  const { app } = logged([["/", Session]], { cookieSecret: "secret" });
  assertEquals((await app.request("/", { method: "PUT" })).status, 500);
  const { app: unset } = logged([["/", Session]]);
  assertEquals((await unset.request("/", { method: "POST" })).status, 500);
});

Deno.test("the last of several cookies of a name is set", async () => {
  class Cookies extends RequestHandler {
    override get(): void {
      this.setCookie("a", "1");
      this.setCookie("b", "2");
      this.setCookie("a", "3");
      this.clearAllCookies();
    }
  }
  const reply = await logged([["/", Cookies]]).app
    .request("/", { headers: { cookie: "c=1; bad name=2" } });
  assertEquals(reply.headers.getSetCookie().map((each) => each.split(";")[0]), [
    "b=2",
    "a=3",
    "c=",
  ]);
});

class Form extends RequestHandler {
  override get(): void {
    this.write(this.xsrfToken);
  }
  override post(): void {
    this.write("done");
  }
}

Deno.test("xsrf: a request without the token of its page is a 403", async () => {
  const { app } = logged([["/", Form]], { xsrfCookies: true });
  const page = await app.request("/"), cookie = `_xsrf=${set(page, "_xsrf")}`;
  const token = await page.text();
  const post = async (headers: Record<string, string>, field?: string) => {
    const body = field === undefined
      ? ""
      : new URLSearchParams({ _xsrf: field });
    return (await app.request("/", { method: "POST", headers, body })).status;
  };
  assertEquals(await post({}), 403);
  assertEquals(await post({ cookie }), 403);
  assertEquals(await post({ cookie }, token), 200);
  assertEquals(await post({ cookie, "x-xsrftoken": token }), 200);
  assertEquals(await post({ cookie, "x-csrftoken": token }), 200);
  assertEquals(await post({ "x-xsrftoken": token }), 403);
  assertEquals(await post({ cookie, "x-xsrftoken": "2|00|00|1" }), 403);
  assertEquals(await post({ cookie: "_xsrf=", "x-xsrftoken": "" }), 403);
  const other = await (await app.request("/")).text();
  assertEquals(await post({ cookie, "x-xsrftoken": other }), 403);
  const elsewhere = { "sec-fetch-site": "cross-site" };
  assertEquals(await post({ cookie, ...elsewhere }, token), 403);
});

Deno.test("xsrf: two pages of one user differ, and both tokens hold", async () => {
  const { app } = logged([["/", Form]], { xsrfCookies: true });
  const first = await app.request("/");
  const cookie = `_xsrf=${set(first, "_xsrf")}`;
  const second = await app.request("/", { headers: { cookie } });
  const tokens = [await first.text(), await second.text()];
  assertNotEquals(tokens[0], tokens[1]);
  assertEquals(set(second, "_xsrf"), undefined);
  for (const token of tokens) {
    const headers = { cookie, "x-xsrftoken": token };
    assertEquals(
      (await app.request("/", { method: "POST", headers })).status,
      200,
    );
  }
});
