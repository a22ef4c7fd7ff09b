/**
 * How long it takes to look at ten thousand tasks that wait.
 *
 * Of tasks that look alike a hundred are looked up by line, which the host
 * takes most of the time for; `places: Infinity` looks all up. There is
 * nothing to compare with before: no task does anything to be seen.
 */

import { spawn, type Task } from "@twister/async/coroutine";
import { Future } from "@twister/async/future";
import { awaitGraph, dumpTasks, findDeadlock } from "@twister/async/trace";

const MANY = 10_000;

const gate = new Future<void>();
const tasks: Task<unknown>[] = [];
for (let i = 0; i < MANY; i++) {
  tasks.push(spawn(function* waits() {
    yield* gate;
  }));
}
const roots = [gate];

Deno.bench("dumpTasks of 10,000 that wait", { group: "look" }, () => {
  dumpTasks({ roots });
});
const dump = dumpTasks({ roots });
Deno.bench("its text", { group: "look" }, () => {
  dump.toString();
});
Deno.bench("its JSON", { group: "look" }, () => {
  JSON.stringify(dump);
});
Deno.bench("dumpTasks with every line", { group: "look", n: 3 }, () => {
  dumpTasks({ roots, places: Infinity });
});
Deno.bench("awaitGraph", { group: "look" }, () => {
  awaitGraph({ roots });
});
Deno.bench("findDeadlock", { group: "look" }, () => {
  findDeadlock({ roots });
});
