import { assertThrows } from "@std/assert";
import { succeed } from "../../lib/deferred/mod.ts";
import { checkDeferreds, refuseNone } from "../../lib/deferred/members.ts";

Deno.test("an array of Deferreds passes", () => {
  checkDeferreds([], "wait");
  checkDeferreds([succeed(1), succeed(2)], "wait");
});

Deno.test("what is no array is told as that", () => {
  assertThrows(
    () => checkDeferreds(succeed(1) as never, "wait"),
    TypeError,
    "expected an array of Deferreds",
  );
});

Deno.test("what is no Deferred is told with its index, and what makes one", () => {
  assertThrows(
    () => checkDeferreds([succeed(1), Promise.resolve()], "wait"),
    TypeError,
    "Cannot wait of a value of class Promise at index 1: expected a Deferred. " +
      "What else can be waited for becomes one by ensureDeferred",
  );
});

Deno.test("the first of none is refused", () => {
  assertThrows(() => refuseNone("race"), RangeError, "wait for ever");
});
