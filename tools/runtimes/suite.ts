/**
 * Which tests are run elsewhere, and which of them cannot be.
 *
 * @module
 */

/** The layers whose tests are run in every runtime; two suites of other code. */
export const SUITES: readonly string[] = [
  "errors",
  "traceback",
  "context",
  "loop",
  "future",
  "coroutine",
  "scopes",
  "combinators",
  "sync",
  "deferred",
  "interop",
  "outside",
];

/** Tests that are left out, with why. */
export interface Skip {
  readonly file: string;
  /** Part of the test's name; all tests of the file where it is not given. */
  readonly test?: string;
  /** Where it is left out; everywhere but in Deno where it is not given. */
  readonly only?: string;
  readonly reason: string;
}

const COPIES = "copies sources with Deno; tests/outside/two_copies_test.ts " +
  "asks the same of two copies of the built package";

/** All of them. */
export const SKIPS: readonly Skip[] = [
  {
    file: "tests/traceback/golden_test.ts",
    reason: "reads its texts with Deno, of the sources' own lines; " +
      "tests/traceback/node_test.ts compares them under Node",
  },
  {
    file: "tests/traceback/node_test.ts",
    reason: "is itself a run under Node, started by Deno",
  },
  {
    file: "tests/outside/aplus_test.ts",
    reason: "starts a program of Deno",
  },
  {
    file: "tests/scopes/memory_test.ts",
    reason: "measures the heap of a program of Deno",
  },
  {
    file: "tests/loop/io_loop_test.ts",
    test: "do not starve the host",
    reason: "waits for a file of Deno",
  },
  {
    file: "tests/future/inspect_test.ts",
    test: "by the host's console",
    reason: "is about Deno.inspect",
  },
  {
    file: "tests/coroutine/task_test.ts",
    test: "a task prints its class",
    reason: "is about Deno.inspect",
  },
  {
    file: "tests/future/brand_test.ts",
    test: "another loaded copy",
    reason: COPIES,
  },
  {
    file: "tests/deferred/chain_test.ts",
    test: "another loaded copy",
    reason: COPIES,
  },
  {
    file: "tests/errors/base_test.ts",
    test: "another loaded copy",
    reason: COPIES,
  },
  { file: "tests/coroutine/second_copy_test.ts", reason: COPIES },
  {
    file: "tests/coroutine/no_promise_test.ts",
    only: "Bun",
    reason: "counts objects by V8's heap snapshots",
  },
  {
    file: "tests/future/rewraps_test.ts",
    test: "V8 hands",
    only: "Bun",
    reason: "is about V8",
  },
  {
    file: "tests/context/model_test.ts",
    test: "a carrying",
    only: "Node",
    reason: "Node 20 keeps what enterWith() sets within a snapshot in that " +
      "snapshot",
  },
  ...["otel", "logtape"].map((name) => ({
    file: `tests/context/${name}_test.ts`,
    reason: "imports a package by an npm: specifier",
  })),
  {
    file: "tests/interop/borders_page_test.ts",
    reason: "reads a page of the repository",
  },
  {
    file: "tests/sync/memory_test.ts",
    test: "no more and more memory",
    reason: "measures the heap with Deno",
  },
  ...([
    ["tests/future/inspect_test.ts", "node:util"],
    ["tests/interop/to_future_test.ts", "node:vm"],
    ["tests/context/host_context_test.ts", "node:async_hooks"],
    ["tests/context/model_test.ts", "node:async_hooks"],
    ["tests/loop/carrier_test.ts", "node:async_hooks"],
    ["tests/loop/kinds_test.ts", "node:vm"],
    ["tests/coroutine/body_test.ts", "node:vm"],
    ["tests/coroutine/convert_test.ts", "node:vm"],
    ["tests/coroutine/no_promise_test.ts", "node:v8"],
  ] as const).map(([file, module]) => ({
    file,
    only: "Chromium",
    reason: `imports ${module}`,
  })),
];

/** Why a test is left out in a runtime, if it is. */
export function skipped(
  runtime: string,
  file: string,
  test: string,
): string | undefined {
  return SKIPS.find((row) =>
    row.file === file && test.includes(row.test ?? "") &&
    (row.only ?? runtime) === runtime
  )?.reason;
}
