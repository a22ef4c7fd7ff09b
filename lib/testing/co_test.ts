import { checkFunction, checkTime } from "../errors/check.ts";
import { TwisterError } from "../errors/base.ts";
import { describe } from "../errors/describe.ts";
import { isGenerator } from "../loop/driver.ts";
import type { Main } from "../loop/run.ts";
import { hostRegister } from "./_deno.ts";
import type { HostTest, Register } from "./_registrar.ts";
import { ContextMark, leaksOf } from "./_leaks.ts";
import { Session } from "./_session.ts";
import { hideOurFrames, throwFirst } from "./run_virtual.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** Options of {@linkcode coTest}. */
export interface CoTestOptions {
  /** Whether other tests of the file are left out. */
  only?: boolean;
  /** Whether this one is. */
  ignore?: boolean;
  /** Milliseconds of the loop's time that it may take: `Infinity`. */
  timeout?: number;
  /** Real milliseconds that it may take: 10,000. */
  realTimeout?: number;
  /** Whether its time is virtual: yes. */
  virtual?: boolean;
  /**
   * Whether its loop is in debug: yes. Without it a million steps are faster,
   * but what the test leaves behind is not seen.
   */
  debug?: boolean;
  /** Whether what it leaves behind fails it: yes. */
  sanitizeTasks?: boolean;
  /** Handed to `Deno.test`. */
  sanitizeOps?: boolean;
  /** Handed to `Deno.test`. */
  sanitizeResources?: boolean;
  /** Handed to `Deno.test`. */
  sanitizeExit?: boolean;
  /** Registers the test, in place of the host's runner. */
  register?: Register;
}

/**
 * A test whose body is a coroutine, on a loop of its own with virtual time.
 * Registered with `Deno.test`, else with `node:test`. From Tornado's
 * `gen_test`.
 *
 * It fails with the error of its body; if it does not end in time, naming the
 * line where each task waits; for an error that nobody received; and for what
 * it leaves behind: tasks, timers, values of context variables. Of several
 * errors the first is thrown and the others are printed.
 *
 * @param name The name.
 * @param body A coroutine function without arguments, or an async one. It
 * returns nothing.
 * @param options Time limits, and what the host's runner takes.
 * @throws {TypeError} If the body is no function.
 * @throws {TwisterError} If the host has no test runner.
 *
 * @example
 * ```ts
 * import { coTest, type Register } from "@twister/async/testing";
 * import { sleep } from "@twister/async/coroutine";
 * import { IOLoop } from "@twister/async/loop";
 * import { assertEquals } from "@std/assert";
 *
 * // In a test file leave the register out.
 * const tests: Promise<void>[] = [];
 * const register: Register = ({ fn }) => tests.push(fn());
 *
 * coTest("an hour's sleep takes an hour", function* () {
 *   yield* sleep(3_600_000);
 *   assertEquals(IOLoop.current().time(), 3_600_000);
 * }, { register });
 * await Promise.all(tests);
 * ```
 */
export function coTest(
  name: string,
  body: Main<void>,
  options: CoTestOptions = {},
): void {
  if (isGenerator(body)) {
    throw new TypeError(
      `Cannot test ${describe(name)}: the body is a generator, which was ` +
        "made before the test runs. Give the function itself: leave out the ()",
    );
  }
  checkFunction(body, `make the test ${describe(name)} of body`);
  const { timeout = Infinity, realTimeout = 10_000 } = options;
  checkTime(timeout, "coTest(name, body, { timeout })");
  checkTime(realTimeout, "coTest(name, body, { realTimeout })");
  const register = options.register ?? hostRegister();
  if (register === undefined) {
    throw new TwisterError(
      `Cannot test ${describe(name)}: this host has no Deno.test and no ` +
        "node:test. Give options.register, or use runVirtual in its own tests",
    );
  }
  register({
    name,
    fn: () => runTest(name, body, { ...options, timeout, realTimeout }),
    ...forHost(options),
  });
}

/** What the host's runner is told as it was given. */
function forHost(options: CoTestOptions): Partial<HostTest> {
  const keys = [
    "only",
    "ignore",
    "sanitizeOps",
    "sanitizeResources",
    "sanitizeExit",
  ] as const;
  const given: { -readonly [K in keyof HostTest]?: HostTest[K] } = {};
  for (const key of keys) {
    const value = options[key];
    if (value !== undefined) given[key] = value;
  }
  return given;
}

async function runTest(
  name: string,
  body: Main<void>,
  options: CoTestOptions & { timeout: number; realTimeout: number },
): Promise<void> {
  const { timeout, realTimeout, virtual = true } = options;
  const mark = new ContextMark();
  const session = new Session<unknown>({
    name: `the test ${describe(name)}`,
    clock: virtual ? new VirtualClock() : undefined,
    timeout,
    realTimeout,
    debug: options.debug ?? true,
  });
  try {
    const { value, errors } = await session.run(body);
    if (options.debug === undefined) errors.forEach(hideOurFrames);
    if (value !== undefined) errors.push(returned(name, value));
    // After a failure it is no news that things were left.
    const leaks = errors.length > 0 || options.sanitizeTasks === false
      ? []
      : [...leaksOf(session), ...mark.leaks()];
    if (leaks.length > 0) errors.push(leftBehind(name, leaks));
    for (const task of session.live) task.cancel(`the test ${name} is over`);
    throwFirst(errors);
  } finally {
    session.close();
  }
}

function returned(name: string, value: unknown): TypeError {
  const hint = isGenerator(value)
    ? "that generator never ran. Write return yield* or yield* before the call"
    : "its result would be ignored. Assert something about it, and return " +
      "nothing";
  return withoutStack(
    new TypeError(
      `The test ${describe(name)} returned ${describe(value)}: ${hint}`,
    ),
  );
}

function leftBehind(name: string, leaks: readonly string[]): TwisterError {
  return withoutStack(
    new TwisterError(
      `The test ${describe(name)} left behind:` +
        leaks.map((leak) => `\n  ${leak}`).join("") +
        "\nWait for it, cancel it, or set { sanitizeTasks: false }",
    ),
  );
}

/** These are about the test as a whole: no line of ours helps. */
function withoutStack<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
