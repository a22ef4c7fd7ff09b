import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  CancelledError,
  InvalidStateError,
  TwisterError,
} from "../../lib/errors/mod.ts";

Deno.test("InvalidStateError is an error of the package, told by class", () => {
  const error = new InvalidStateError("Cannot read a pending Future");
  assert(error instanceof TwisterError);
  assertFalse((error as unknown) instanceof CancelledError);
  assertEquals(error.name, "InvalidStateError");
});
