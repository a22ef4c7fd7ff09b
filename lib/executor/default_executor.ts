import { InvalidStateError } from "../errors/invalid_state_error.ts";
import { describe } from "../errors/describe.ts";
import type { Executor } from "./executor.ts";
import { WorkerExecutor } from "./worker_executor.ts";

let chosen: Executor | undefined;
const byModule: Map<string, Executor> = new Map();

/**
 * The executor that is shared by all who bring none.
 *
 * With a module it is a pool for its functions, made on first use, with as many
 * workers as there are cores; the same module gives the same pool. It needs no
 * shutdown, for idle workers keep no process alive. Without one it is what
 * {@linkcode setDefaultExecutor} chose. In a job that a worker runs it is the
 * pool which runs it, so that a job can submit others.
 *
 * @param module The URL of a module of jobs.
 * @returns The executor.
 * @throws {InvalidStateError} Without a module, where none was chosen.
 * @throws {TypeError} If the module is no URL.
 *
 * @example
 * ```ts
 * import {
 *   defaultExecutor,
 *   InlineExecutor,
 *   setDefaultExecutor,
 * } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * setDefaultExecutor(new InlineExecutor());
 * assertEquals(await defaultExecutor().submit((n: number) => n + 1, 1), 2);
 * setDefaultExecutor(undefined);
 * ```
 */
export function defaultExecutor(module?: string | URL): Executor {
  if (module !== undefined) {
    const key = String(module);
    const known = byModule.get(key);
    if (known !== undefined) return known;
    const made = new WorkerExecutor({ module });
    byModule.set(key, made);
    return made;
  }
  if (chosen !== undefined) return chosen;
  throw new InvalidStateError(
    "Cannot give the default executor: none was chosen. Name the module of " +
      "the jobs, as in defaultExecutor(import.meta.url), or call " +
      "setDefaultExecutor(executor) once",
  );
}

/**
 * Chooses what {@linkcode defaultExecutor} gives. The one before is not shut
 * down.
 *
 * @param executor The executor; `undefined` for none.
 * @returns The one before.
 * @throws {TypeError} If it is no executor.
 *
 * @example
 * ```ts
 * import { InlineExecutor, setDefaultExecutor } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * const inline = new InlineExecutor();
 * assertEquals(setDefaultExecutor(inline), undefined);
 * assertEquals(setDefaultExecutor(undefined), inline);
 * ```
 */
export function setDefaultExecutor(
  executor: Executor | undefined,
): Executor | undefined {
  const submit: unknown = executor?.submit;
  if (executor !== undefined && typeof submit !== "function") {
    throw new TypeError(
      `Cannot setDefaultExecutor(${describe(executor)}): expected an executor`,
    );
  }
  const before = chosen;
  chosen = executor;
  return before;
}
