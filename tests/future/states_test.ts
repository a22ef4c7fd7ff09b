import { assert, assertEquals } from "@std/assert";
import * as states from "../../lib/future/states.ts";

const { CANCELLED, FULFILLED, PENDING, REJECTED, REPORTED, STATE_NAMES } =
  states;

Deno.test("each state has a number of its own and a name", () => {
  const numbers = Object.values(states).filter((value) =>
    typeof value === "number"
  );
  assertEquals(new Set(numbers).size, 6);
  assertEquals(numbers.toSorted(), [0, 1, 2, 3, 4, 5]);
  assertEquals(STATE_NAMES.length, 6);
});

Deno.test("every state from REJECTED on throws, whoever has looked", () => {
  assertEquals(STATE_NAMES.slice(REJECTED), [
    "rejected",
    "cancelled",
    "rejected",
    "rejected",
  ]);
  assert(PENDING < FULFILLED && FULFILLED < REJECTED);
  assert(REJECTED < CANCELLED && CANCELLED < REPORTED);
});
