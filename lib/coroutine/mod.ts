/**
 * Coroutines: generator functions that wait with `yield*` or `yield`, in plain
 * control flow, with tasks that can be cancelled.
 *
 * ```ts
 * import { coroutine, sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const greet = coroutine(function* greet(name: string) {
 *   yield* sleep(1);
 *   return `Hello, ${name}`;
 * });
 * assertEquals(await greet("World"), "Hello, World");
 * ```
 *
 * @module
 */

export { convertYielded } from "./convert_yielded.ts";
export { coroutine, isCoroutineFunction } from "./coroutine.ts";
export { currentTask } from "./current_task.ts";
export { type Moment, moment } from "./moment.ts";
export { primed } from "./primed.ts";
export { YIELDABLE } from "./protocol.ts";
export type { Coroutine, Yieldable, Yielded } from "./protocol.ts";
export { sleep } from "./sleep.ts";
export { spawn, type SpawnOptions } from "./spawn.ts";
export { type CancelOptions, Task } from "./task.ts";
export { trampoline } from "./trampoline.ts";
