import { assertEquals, assertThrows } from "@std/assert";
import { checkOverflow } from "../../lib/interop/event_overflow.ts";

Deno.test("without options 1024 items may lie unread, and one more is an error", () => {
  const bound = checkOverflow({}, "test");
  assertEquals(bound, { limit: 1024, overflow: "error" });
  assertEquals(checkOverflow({ limit: Infinity }, "test").limit, Infinity);
});

Deno.test("a bad limit is refused with what is accepted", () => {
  for (const limit of [-1, 1.5, NaN, -Infinity]) {
    assertThrows(
      () => checkOverflow({ limit }, "make a thing"),
      RangeError,
      `Cannot make a thing with limit ${limit}: expected a whole number`,
    );
  }
  assertThrows(
    () => checkOverflow({ limit: "3" as never }, "make a thing"),
    TypeError,
    'with limit "3": expected a number',
  );
});

Deno.test("an unknown policy is refused with the three there are", () => {
  assertThrows(
    () => checkOverflow({ overflow: "drop" as never }, "make a thing"),
    TypeError,
    '"error", "drop-oldest" or "drop-newest"',
  );
});
