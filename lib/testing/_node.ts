/**
 * The test runner of Node, which Bun has as well.
 */

import type { HostTest } from "./_registrar.ts";

type Test = (
  name: string,
  options: { only?: boolean; skip?: boolean },
  fn: () => Promise<void>,
) => unknown;

/**
 * Registers with `node:test`. It is asked for by a call, since an import would
 * have browsers look for it.
 */
export function nodeTest(): ((test: HostTest) => void) | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (id: string) => unknown };
  };
  const module = process?.getBuiltinModule?.("node:test") as
    | { test?: Test }
    | undefined;
  const test = module?.test;
  if (test === undefined) return undefined;
  return ({ name, fn, only, ignore }) =>
    void test(
      name,
      {
        ...only !== undefined && { only },
        ...ignore !== undefined && { skip: ignore },
      },
      fn,
    );
}
