import { assertEquals } from "@std/assert";
import { MissingArgumentError, RequestHandler } from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

async function asked(
  read: (handler: RequestHandler) => unknown,
  query: string,
  form?: string,
): Promise<unknown> {
  class Reading extends RequestHandler {
    override post(): void {
      this.write({ is: read(this) });
    }
  }
  const { app } = logged([["/", Reading]]);
  const body = form === undefined ? null : new URLSearchParams(form);
  const reply = await app.request(`/?${query}`, { method: "POST", body });
  if (reply.status !== 200) return reply.status;
  return (await reply.json()).is;
}

Deno.test("the last value of an argument wins, the form's over the query's", async () => {
  assertEquals(await asked((h) => h.getArgument("a"), "a=1&a=2"), "2");
  assertEquals(await asked((h) => h.getArgument("a"), "a=1", "a=3"), "3");
  assertEquals(await asked((h) => h.getArguments("a"), "a=1&a=2", "a=3"), [
    "1",
    "2",
    "3",
  ]);
  assertEquals(await asked((h) => h.getQueryArgument("a"), "a=1", "a=3"), "1");
  assertEquals(await asked((h) => h.getBodyArgument("a"), "a=1", "a=3"), "3");
  assertEquals(await asked((h) => h.getQueryArguments("a"), "a=1", "a=3"), [
    "1",
  ]);
  assertEquals(await asked((h) => h.getBodyArguments("a"), "a=1", "a=3"), [
    "3",
  ]);
});

Deno.test("a missing argument is a 400, or what is given in its place", async () => {
  assertEquals(await asked((h) => h.getArgument("b"), "a=1"), 400);
  assertEquals(await asked((h) => h.getBodyArgument("a"), "a=1"), 400);
  assertEquals(await asked((h) => h.getArgument("b", "x"), "a=1"), "x");
  assertEquals(await asked((h) => h.getArgument("b", null), "a=1"), null);
  assertEquals(await asked((h) => h.getArguments("b"), "a=1"), []);
  assertEquals(new MissingArgumentError("b").argument, "b");
});

Deno.test("values lose control characters, and blanks at their ends", async () => {
  assertEquals(await asked((h) => h.getArgument("a"), "a=+x%00y%0A+"), "x y");
  assertEquals(
    await asked((h) => h.getArgument("a", "", { keepBlanks: true }), "a=+x+"),
    " x ",
  );
});

Deno.test("arguments that are no UTF-8 are a 400", async () => {
  assertEquals(await asked((h) => h.getArgument("a"), "a=%ff"), 400);
});
