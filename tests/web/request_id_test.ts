import { assertEquals } from "@std/assert";
import { newRequestId, requestId } from "../../lib/web/request_id.ts";

Deno.test("ids differ, and there is none outside of a request", () => {
  const ids = Array.from({ length: 1000 }, newRequestId);
  assertEquals(new Set(ids).size, 1000);
  assertEquals(requestId.get(), undefined);
});
