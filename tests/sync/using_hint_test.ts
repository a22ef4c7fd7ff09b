import { assertThrows } from "@std/assert";
import { refuseUsing } from "../../lib/sync/using_hint.ts";

Deno.test("disposing a primitive says what to write", () => {
  class Gate {}
  refuseUsing(Gate.prototype, "Gate");
  const gate = new Gate() as Gate & Disposable;
  assertThrows(
    () => gate[Symbol.dispose](),
    TypeError,
    "Cannot use a Gate itself as a permit",
  );
});
