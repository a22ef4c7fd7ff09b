import { assertEquals } from "@std/assert";
import { authenticated, RequestHandler } from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

class Account extends RequestHandler {
  override getCurrentUser(): string | undefined {
    return this.getCookie("user");
  }
  @authenticated
  override get(): void {
    this.write(`${this.currentUser}`);
  }
  @authenticated
  override post(): void {
    this.write("posted");
  }
}

Deno.test("who is logged in gets the page", async () => {
  const { app } = logged([["/", Account]]);
  const headers = { cookie: "user=ada" };
  assertEquals(await (await app.request("/", { headers })).text(), "ada");
});

Deno.test("others are sent to log in, with where they wanted to go", async () => {
  const where = async (loginUrl: string) => {
    const { app } = logged([["/(?:.*)", Account]], { loginUrl });
    const reply = await app.request("/a?b=c");
    return [reply.status, reply.headers.get("location")];
  };
  assertEquals(await where("/in"), [302, "/in?next=%2Fa%3Fb%3Dc"]);
  assertEquals(await where("/in?x=1"), [302, "/in?x=1&next=%2Fa%3Fb%3Dc"]);
  assertEquals(await where("https://login.test/"), [
    302,
    "https://login.test/?next=http%3A%2F%2Flocalhost%2Fa%3Fb%3Dc",
  ]);
});

Deno.test("what is no GET, or has no login page, is a 403", async () => {
  const { app } = logged([["/", Account]], { loginUrl: "/in" });
  assertEquals((await app.request("/", { method: "POST" })).status, 403);
  const bare = logged([["/", Account]]).app;
  assertEquals((await bare.request("/")).status, 403);
});
