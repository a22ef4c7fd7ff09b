import { assert, assertEquals, assertFalse } from "@std/assert";
import { HTTPError, TwisterError } from "../../lib/errors/mod.ts";

Deno.test("HTTPError has the status as a number and in its message", () => {
  const error = new HTTPError(404, "Not Found");
  assert(error instanceof TwisterError);
  assertEquals(error.name, "HTTPError");
  assertEquals([error.code, error.message], [404, "HTTP 404: Not Found"]);
});

Deno.test("HTTPError without a reason names the status alone", () => {
  assertEquals(new HTTPError(599).message, "HTTP 599");
});

Deno.test("HTTPError keeps the response and the cause", () => {
  const response = { code: 500 }, cause = new Error("reset");
  const error = new HTTPError(500, "Oops", { response, cause });
  assertEquals([error.response, error.cause], [response, cause]);
});

Deno.test("HTTPError without a cause has no such property", () => {
  assertFalse("cause" in new HTTPError(500, "Oops", { response: 1 }));
});
