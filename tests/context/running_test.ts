import {
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "@std/assert";
import { Context, rehome, running } from "../../lib/context/running.ts";
import { IOLoop } from "../../lib/loop/mod.ts";

Deno.test("the slot leads to the realm's loop when nothing runs", () => {
  assertStrictEquals(running.by._context.home, IOLoop.current());
});

Deno.test("rehome gives a context of the same loop back as it is", () => {
  const home = {};
  const context = new Context(home, {}, 1, new Context(home));
  assertStrictEquals(rehome(context, home), context);
});

Deno.test("rehome takes all variables along to another loop", () => {
  const here = {}, there = {}, a = {}, b = {};
  const root = new Context(here);
  const context = new Context(here, a, 1, new Context(here, b, 2, root));
  const moved = rehome(context, there);
  assertNotStrictEquals(moved, context);
  const listed: unknown[] = [];
  for (let at: Context | undefined = moved; at !== undefined; at = at.up) {
    assertStrictEquals(at.home, there);
    listed.push([at.variable, at.value]);
  }
  assertEquals(listed, [[a, 1], [b, 2], [undefined, undefined]]);
  assertStrictEquals(context.home, here);
});
