/**
 * Shows what a program waits for: when it hangs, locks up or stalls.
 *
 * Nothing is recorded for it while all goes well: what the objects hold anyway
 * is read when you ask.
 *
 * ```ts
 * import { dumpTasks } from "@twister/async/trace";
 * import { Event } from "@twister/async/sync";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const ready = new Event({ name: "ready" });
 * const task = spawn(function* reader() {
 *   yield* ready.wait();
 * });
 * const lines = dumpTasks({ roots: [task] }).toString().split("\n");
 * assertEquals(lines[2], "- reader: waits for wait() of Event ready");
 * ready.set();
 * await task;
 * ```
 *
 * @module
 */
export type { Deadlock, DeadlockMember } from "../coroutine/deadlock.ts";
export { type AwaitGraph, awaitGraph } from "./await_graph.ts";
export { type Dump, type DumpJson, dumpTasks } from "./dump.ts";
export { dumpOnSignal, type DumpSignal } from "./dump_on_signal.ts";
export { findDeadlock } from "./find_deadlock.ts";
export type { Graph, GraphEdge, GraphNode } from "./graph.ts";
export { inspectTasks } from "./inspect_tasks.ts";
export type { TraceOptions } from "./known.ts";
export type { ScopeDump } from "./scope_dump.ts";
export type { Stall, StallAlarm, StallAlarmOptions } from "./stall_alarm.ts";
export { stallAlarm } from "./stall_alarm.ts";
export type { TaskState } from "./standing.ts";
export type { TaskDump, TaskJson } from "./task_dump.ts";
