import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  InvalidStateError,
  TaskGroupError,
  TwisterError,
} from "../../lib/errors/mod.ts";

Deno.test("TaskGroupError is an AggregateError and an error of the package", () => {
  const error: unknown = new TaskGroupError([new Error("a")]);
  assert(error instanceof AggregateError);
  assert(error instanceof TwisterError);
  assert(error instanceof TaskGroupError);
  assertFalse(error instanceof InvalidStateError);
});

Deno.test("TaskGroupError holds its errors in the order given", () => {
  const a = new Error("a"), b = new Error("b");
  const error = new TaskGroupError(new Set([b, a]));
  assertEquals(error.errors, [b, a]);
  assertEquals(error.name, "TaskGroupError");
});

Deno.test("TaskGroupError counts its errors where no message is given", () => {
  assertEquals(
    new TaskGroupError([1, 2, 3]).message,
    "3 failed in a task group",
  );
  assertEquals(new TaskGroupError([1], "crawl failed").message, "crawl failed");
});

Deno.test("TaskGroupError takes no other AggregateError for one of its own", () => {
  assertFalse((new AggregateError([]) as unknown) instanceof TaskGroupError);
});

Deno.test("a class derived from TaskGroupError is told by class", () => {
  class Crawl extends TaskGroupError {}
  assert(new Crawl([]) instanceof TaskGroupError);
  assertFalse((new TaskGroupError([]) as unknown) instanceof Crawl);
});
