import { assertEquals } from "@std/assert";
import type { Frame } from "../../lib/context/frame.ts";
import { framesOf } from "../../lib/context/frames.ts";

Deno.test("a frame needs no more than its place and whether it is in use", () => {
  const outer: Frame = { up: undefined, active: true };
  const inner: Frame = { up: outer, active: true };
  assertEquals(framesOf(inner), [outer, inner]);
});
