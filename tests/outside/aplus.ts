/**
 * Runs all cases of the Promises/A+ suite on Future, and counts them.
 *
 * Nearly all of its time are waits of the suite itself, which has 240 cases
 * that let 50 ms or more pass. `--quick` cuts all waits to a tenth.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- wanted by this one program only
import runSuite from "npm:promises-aplus-tests@2.1.2";
import { Future } from "../../lib/future/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";

/** What the suite wants of an implementation. */
const adapter = {
  resolved: (value: unknown) => Future.resolve(value),
  rejected: (reason: unknown) => Future.reject(reason),
  // A thenable is given the two functions that resolve as `then` demands.
  deferred: () => {
    const settle: Record<string, (value: unknown) => void> = {};
    const promise = Future.from({
      then(resolve: () => void, reject: () => void) {
        Object.assign(settle, { resolve, reject });
      },
    } as PromiseLike<unknown>);
    return { promise, ...settle };
  },
};

/** The part of mocha's runner that is listened to. */
interface Runner {
  on(event: "pass", heard: () => void): void;
  on(event: "fail", heard: (test: Test, error: Error) => void): void;
}

/** One case. */
interface Test {
  fullTitle(): string;
}

let passed = 0, failed = 0;

/** Counts, and shows what failed. */
function Reporter(runner: Runner): void {
  runner.on("pass", () => passed++);
  runner.on("fail", (test, error) => {
    failed++;
    console.error(`FAILED ${test.fullTitle()}\n  ${error.message}`);
  });
}

if (Deno.args.includes("--quick")) {
  const { setTimeout } = globalThis;
  Object.assign(globalThis, {
    setTimeout: (fn: () => void, ms: number) => setTimeout(fn, ms / 10),
  });
}

// The suite makes many rejections at which it never looks.
IOLoop.current().onUnobserved = () => {};

const options = { reporter: Reporter, timeout: 2000 };
runSuite(adapter, options, (error: Error | null) => {
  if (error !== null && failed === 0) console.error(error);
  console.log(`${passed} passed, ${failed} failed`);
  Deno.exit(error === null && passed > 0 ? 0 : 1);
});
