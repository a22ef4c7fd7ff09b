import { assert, assertEquals } from "@std/assert";
import { ClosedError } from "../../lib/errors/mod.ts";
import { WebSocketClosedError } from "../../lib/web/websocket_errors.ts";

Deno.test("WebSocketClosedError is a ClosedError", () => {
  const error = new WebSocketClosedError("m");
  assert(error instanceof ClosedError);
  assertEquals(error.name, "WebSocketClosedError");
});
