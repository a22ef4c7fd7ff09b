/**
 * Finds context that a test leaves behind.
 *
 * @module
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  type Context,
  type Holder,
  running,
} from "../../lib/context/running.ts";

function listed(context: Context): unknown[] {
  const all: unknown[] = [];
  for (let at: Context | undefined = context; at !== undefined; at = at.up) {
    if (at.variable !== undefined) all.push([at.variable, at.value]);
  }
  return all;
}

/**
 * Runs a function, and asserts that it leaves nothing in the context that was
 * current: no variable set, no stack context, no holder in the slot.
 */
export async function assertNoLeakedContext(
  fn: () => unknown,
): Promise<void> {
  const before: Holder = running.by, context = before._context;
  try {
    await fn();
  } finally {
    assertStrictEquals(running.by, before, "another one holds the slot");
    assertEquals(
      listed(running.by._context),
      listed(context),
      "a context variable stayed set",
    );
    assertStrictEquals(
      running.by._context.stack,
      context.stack,
      "a stack context was not left",
    );
    running.by._context = context;
  }
}
