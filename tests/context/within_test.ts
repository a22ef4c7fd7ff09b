import { assertEquals, assertStrictEquals } from "@std/assert";
import { Context, running } from "../../lib/context/running.ts";
import { elsewhere, inside } from "../../lib/context/within.ts";
import type { Frame } from "../../lib/context/frame.ts";

const context = () => new Context(running.by._context.home, {}, 1);

Deno.test("inside keeps who runs, and gives the context back", () => {
  const by = running.by, before = by._context, inner = context();
  inside(inner, [], () => {
    assertStrictEquals(running.by, by);
    assertStrictEquals(by._context, inner);
  });
  assertStrictEquals(by._context, before);
});

Deno.test("elsewhere runs as nobody in particular", () => {
  const by = running.by, inner = context();
  elsewhere(inner, () => {
    assertEquals(running.by === by, false);
    assertStrictEquals(running.by._context, inner);
  });
  assertStrictEquals(running.by, by);
});

Deno.test("to make a generator enters no frame", () => {
  let entered = 0;
  const frame: Frame = {
    up: undefined,
    active: true,
    enter: () => {
      entered++;
      return undefined;
    },
  };
  const body = inside(context(), [frame], function* () {
    yield entered;
  })!;
  assertEquals(entered, 0);
  assertEquals([...body], [1]);
});
