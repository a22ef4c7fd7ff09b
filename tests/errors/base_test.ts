import { assert, assertEquals, assertFalse } from "@std/assert";
import { brandError } from "../../lib/errors/base.ts";
import * as errors from "../../lib/errors/mod.ts";

const { ClosedError, InvalidStateError, TaskGroupError, TwisterError } = errors;

/** Another loaded copy of one file of the package. */
async function copyOf(file: string) {
  const url = import.meta.resolve(`../../lib/errors/${file}`);
  return await import(`${url}?copy`) as typeof errors;
}

Deno.test("TwisterError has a message, a cause and a name", () => {
  const error = new TwisterError("what, found, do", { cause: 1 });
  assertEquals(
    [error.name, error.message, error.cause],
    ["TwisterError", "what, found, do", 1],
  );
});

Deno.test("every class of errors has its own name on the prototype", () => {
  for (const [name, Class] of Object.entries(errors)) {
    if (typeof Class !== "function" || !/Error$/.test(name)) continue;
    assertEquals(Class.prototype.name, name);
    const own = Object.getOwnPropertyDescriptor(Class.prototype, "name");
    assertEquals(own?.enumerable, false, name);
  }
});

Deno.test("every class of errors makes instances of TwisterError", () => {
  for (const [name, Class] of Object.entries(errors)) {
    if (typeof Class !== "function" || !/Error$/.test(name)) continue;
    assert(Object.create(Class.prototype) instanceof TwisterError, name);
  }
});

Deno.test("instanceof knows an error of another loaded copy by its brand", async () => {
  const other = await copyOf("base.ts");
  assert(other.TwisterError !== TwisterError, "the copies are two");
  class Closed extends other.TwisterError {}
  brandError(Closed.prototype, "ClosedError");
  const foreign: unknown = new Closed("from the other copy");
  assert(foreign instanceof TwisterError);
  assert(foreign instanceof ClosedError);
  assertFalse(foreign instanceof InvalidStateError);
});

Deno.test("instanceof knows the group's error of another loaded copy", async () => {
  const other = await copyOf("task_group_error.ts");
  assert(other.TaskGroupError !== TaskGroupError, "the copies are two");
  const foreign: unknown = new other.TaskGroupError([]);
  assert(foreign instanceof TaskGroupError);
  assert(foreign instanceof TwisterError);
});

Deno.test("a user's subclass answers for its own instances only", () => {
  class Mine extends InvalidStateError {}
  assert(new Mine() instanceof Mine);
  assert(new Mine() instanceof InvalidStateError);
  assertFalse((new InvalidStateError() as unknown) instanceof Mine);
});

Deno.test("instanceof says no to primitives, plain objects and other errors", () => {
  for (const value of [undefined, null, 0, "", Symbol(), {}, [], () => {}]) {
    assertFalse((value as unknown) instanceof TwisterError);
  }
  assertFalse((new Error() as unknown) instanceof TwisterError);
  assertFalse(Object.create(null) instanceof TwisterError);
});

Deno.test("instanceof does not take a property of the same key for a brand", () => {
  const fake = { [Symbol.for("twister.error")]: "ClosedError" };
  assertFalse((fake as unknown) instanceof InvalidStateError);
});

Deno.test("instanceof says no to a proxy that refuses its prototype", () => {
  const refuses = new Proxy({}, {
    getPrototypeOf: () => {
      throw new Error("no");
    },
  });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const value of [refuses, proxy] as unknown[]) {
    assertFalse(value instanceof TwisterError);
    assertFalse(value instanceof TaskGroupError);
  }
});

Deno.test("brandError gives a name that the user may still override", () => {
  class Named extends TwisterError {}
  brandError(Named.prototype, "Named");
  const error = new Named("x");
  error.name = "Other";
  assertEquals(String(error), "Other: x");
});
