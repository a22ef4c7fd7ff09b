import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ContextVar, snapshot } from "../../lib/context/mod.ts";
import { running } from "../../lib/context/running.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { handLoop } from "../_support.ts";

const user = new ContextVar<string>("user");

Deno.test("snapshot runs a function with the values of where it was taken", () => {
  const asAda = user.run("ada", () => snapshot());
  assertEquals(user.run("bob", () => asAda(() => user.get())), "ada");
  assertEquals(user.get(), undefined);
});

Deno.test("snapshot gives arguments on, and what the function returns", () => {
  assertEquals(snapshot()((a: number, b: number) => a + b, 1, 2), 3);
});

Deno.test("a snapshot can be used again, and keeps nothing that was set in it", () => {
  const asAda = user.run("ada", () => snapshot());
  asAda(() => user.set("eve"));
  assertEquals(asAda(() => user.get()), "ada");
});

Deno.test("a snapshot goes back also when the function throws", () => {
  const before = running.by;
  assertThrows(
    () =>
      snapshot()(() => {
        throw new Error("inside");
      }),
    Error,
    "inside",
  );
  assertStrictEquals(running.by, before);
});

Deno.test("a snapshot goes back to its loop too", () => {
  const { loop } = handLoop();
  const there = loop._within(() => snapshot());
  assertStrictEquals(there(() => IOLoop.current()), loop);
});
