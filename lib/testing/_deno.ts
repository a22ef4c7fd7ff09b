/**
 * The test registrar of the host.
 */

import { nodeTest } from "./_node.ts";
import type { Register } from "./_registrar.ts";

/** How this host registers tests, if it has a test runner. */
export function hostRegister(): Register | undefined {
  const host = globalThis as {
    Deno?: { test?: Register; version?: unknown };
  };
  const { Deno } = host;
  if (typeof Deno?.test === "function") return (test) => Deno.test!(test);
  return nodeTest();
}
