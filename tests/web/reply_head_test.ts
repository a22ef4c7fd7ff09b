import { assertEquals, assertThrows } from "@std/assert";
import { InvalidStateError } from "../../lib/errors/invalid_state_error.ts";
import { RequestHandler } from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

async function ask(get: (this: RequestHandler) => unknown) {
  class Handling extends RequestHandler {
    override get(): unknown {
      return get.call(this);
    }
  }
  return await logged([["/", Handling]]).app.request("/");
}

Deno.test("status and headers are fixed by the first flush", async () => {
  const reply = await ask(function () {
    this.setHeader("X-A", 1);
    this.addHeader("X-A", new Date(0));
    this.setHeader("X-B", "b");
    this.clearHeader("X-B");
    assertEquals(this.headersWritten, false);
    this.flush();
    assertEquals(this.headersWritten, true);
    assertThrows(
      () => this.setHeader("X-C", "c"),
      InvalidStateError,
      "flush()",
    );
    assertThrows(() => this.setStatus(500), InvalidStateError);
    assertThrows(() => this.clear(), InvalidStateError);
    assertThrows(() => this.redirect("/"), InvalidStateError);
  });
  assertEquals(reply.headers.get("x-a"), "1, Thu, 01 Jan 1970 00:00:00 GMT");
  assertEquals(reply.headers.get("x-b"), null);
  await reply.body?.cancel();
});

Deno.test("a status that is none is refused", async () => {
  await ask(function () {
    for (const bad of [199, 600, 200.5, NaN, "200"]) {
      assertThrows(() => this.setStatus(bad as number), RangeError);
    }
  });
});
