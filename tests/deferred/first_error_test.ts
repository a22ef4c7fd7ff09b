import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { TwisterError } from "../../lib/errors/mod.ts";
import { Failure, FirstError } from "../../lib/deferred/mod.ts";

Deno.test("FirstError says which one failed and with what", () => {
  const cause = new Error("e"), failure = new Failure(cause);
  const error = new FirstError(failure, 3);
  assertInstanceOf(error, TwisterError);
  assertEquals([error.name, error.index], ["FirstError", 3]);
  assertStrictEquals(error.subFailure, failure);
  assertStrictEquals(error.cause, cause);
});

Deno.test("FirstError can tell of any value", () => {
  const error = new FirstError(new Failure(undefined), 0);
  assertEquals(error.message, "The Deferred at index 0 failed: undefined");
});
