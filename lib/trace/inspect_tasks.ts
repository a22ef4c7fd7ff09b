import { isGenuine } from "../coroutine/body.ts";
import type { Task } from "../coroutine/task.ts";
import { inspectPlaces } from "./_node.ts";
import { type Dump, dumpTasks } from "./dump.ts";
import type { TraceOptions } from "./known.ts";
import { shown } from "./names.ts";
import { isUnstarted } from "./standing.ts";
import type { TaskDump } from "./task_dump.ts";

/**
 * The same as {@linkcode dumpTasks}, and asks the engine's inspector where
 * those tasks stand whose line is not known: at a plain `yield`, without
 * `loop.debug`. That takes a tenth of a second, slows the program down while
 * it lasts, and wants Node, or Deno with `--allow-sys`. Elsewhere the dump is
 * that of `dumpTasks`.
 *
 * In Deno a TypeScript file runs under other line numbers than its own, so
 * the text of the line is told in their place. Of generators within each other
 * the outermost is told. A task that went on meanwhile keeps no line.
 *
 * @param options The loop, and where else to begin.
 * @returns The dump, as it was at the call.
 *
 * @example
 * ```ts
 * import { inspectTasks } from "@twister/async/trace";
 * import { Future } from "@twister/async/future";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertMatch } from "@std/assert";
 *
 * const answer = new Future<number>();
 * const task = spawn(function* asker(): Generator {
 *   return yield answer; // not `yield*`
 * });
 * const { tasks } = await inspectTasks({ roots: [task] });
 * assertMatch(tasks[0]!.where[0]!, /^asker \(.*return yield answer/);
 * answer.setResult(42);
 * ```
 */
export async function inspectTasks(options: TraceOptions = {}): Promise<Dump> {
  const dump = dumpTasks(options), most = options.places ?? 100;
  const missing = dump.tasks.filter(isMissing).slice(0, most);
  const before = missing.map(({ task }) => task._awaits);
  const bodies = missing.map(({ task }) => task._body);
  const places = bodies.length === 0 ? [] : await inspectPlaces(bodies);
  missing.forEach((dumped, i) => {
    const place = places[i], { task } = dumped;
    if (place === undefined || task._awaits !== before[i]) return;
    (dumped as { where: readonly string[] }).where = [shown(place, Infinity)];
  });
  return dump;
}

/** Whether the inspector could tell the line of a task, and nobody else did. */
function isMissing({ where, state, task }: TaskDump): boolean {
  return where.length === 0 && state !== "running" && stands(task);
}

function stands(task: Task<unknown>): boolean {
  return isGenuine(task._body) && !isUnstarted(task);
}
