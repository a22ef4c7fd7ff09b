import { assertEquals } from "@std/assert";
import { hostContext } from "../../lib/context/host_context.ts";
import { Context, running } from "../../lib/context/running.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { storage } from "./_als.ts";

Deno.test("hostContext keeps nothing where the loop carries nothing", () => {
  assertEquals(hostContext(running.by._context), undefined);
  assertEquals(hostContext(new Context(undefined)), undefined);
});

Deno.test("hostContext keeps the host's values, or those of no work", () => {
  const { _root } = new IOLoop({ asyncLocals: true });
  const look = () => storage.getStore();
  const [here, root] = storage.run("x", () => [
    hostContext(_root)!,
    hostContext(_root, true)!,
  ]);
  assertEquals([here!(look), root!(look), look()], ["x", undefined, undefined]);
});
