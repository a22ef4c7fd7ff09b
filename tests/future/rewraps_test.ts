import { assertEquals, assertStrictEquals } from "@std/assert";
import { giveByValue, REWRAPS, unwrapping } from "../../lib/future/rewraps.ts";

/** A pending step, and the mark of the Runner. */
function stepping(done = false) {
  const again = { done: false, value: undefined as unknown };
  const future = { done, next: (): unknown => future };
  return { again, future };
}

Deno.test("V8 hands the step of a yield* on as it is", () => {
  assertEquals(REWRAPS, false);
});

Deno.test("a pending step gives the mark to a task, which says which it is", () => {
  const { again, future } = stepping();
  giveByValue(future, again, () => true);
  assertStrictEquals((future.next() as { value: unknown }).value, again);
  assertStrictEquals(again.value, future);
});

Deno.test("a pending step gives itself to any other driver", () => {
  const { again, future } = stepping();
  giveByValue(future, again, () => false);
  assertEquals(future.next(), { done: false, value: future });
  assertEquals(again.value, undefined);
});

Deno.test("a step that is done is its own result everywhere", () => {
  const { again, future } = stepping(true);
  giveByValue(future, again, () => true);
  assertStrictEquals(future.next(), future);
});

Deno.test("who resumes takes the mark out of the new result, and leaves others", () => {
  const again = { value: 1 as unknown }, other = { value: 2 as unknown };
  const resume = unwrapping<{ value?: unknown }>(
    (sent) => sent as { value: unknown },
    again,
  );
  assertStrictEquals(resume.call(undefined, { value: again }), again);
  assertStrictEquals(resume.call(undefined, other), other);
});
