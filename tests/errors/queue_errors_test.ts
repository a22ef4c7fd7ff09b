import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
  TwisterError,
} from "../../lib/errors/mod.ts";

Deno.test("QueueEmptyError, QueueFullError and QueueShutDownError go by name", () => {
  const errors = [QueueEmptyError, QueueFullError, QueueShutDownError]
    .map((Class) => new Class("no"));
  assert(errors.every((error) => error instanceof TwisterError));
  assertEquals(
    errors.map((error) => error.name),
    ["QueueEmptyError", "QueueFullError", "QueueShutDownError"],
  );
});

Deno.test("QueueEmptyError is not taken for QueueFullError, though both are bare", () => {
  assertFalse((new QueueEmptyError() as unknown) instanceof QueueFullError);
});
