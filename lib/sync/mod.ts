/**
 * Primitives with which coroutines and async functions wait for one another:
 * locks, events, queues, channels. All hand over directly, in the order of
 * asking; giving a wait up loses nothing.
 *
 * Every wait is a Future, for `yield*`, `yield` and `await` alike, and takes
 * `{ timeout, signal }`. Wait at once for what you asked for: a Future that was
 * granted a lock or an item has it, also if nobody looks at it any more.
 *
 * ```ts
 * import { Lock, Queue } from "@twister/async/sync";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const jobs = new Queue<number>(), lock = new Lock(), done: number[] = [];
 * for (const n of [1, 2, 3]) jobs.putNowait(n);
 * jobs.shutdown();
 * const worker = spawn(function* () {
 *   while (!jobs.empty) {
 *     const job = yield* jobs.get();
 *     using _permit = yield* lock.acquire();
 *     done.push(job);
 *     jobs.taskDone();
 *   }
 * });
 * await jobs.join();
 * await worker;
 * assertEquals(done, [1, 2, 3]);
 * ```
 *
 * @module
 */

export { Barrier, type BarrierStatistics } from "./barrier.ts";
export { BoundedSemaphore } from "./bounded_semaphore.ts";
export { Channel, type ChannelStatistics } from "./channel.ts";
export { Condition, type ConditionStatistics } from "./condition.ts";
export { Event, type EventStatistics } from "./event.ts";
export { LifoQueue } from "./lifo_queue.ts";
export { Lock, type LockStatistics } from "./lock.ts";
export type { NameOptions, WaitOptions } from "./options.ts";
export type { Permit } from "./permits.ts";
export { PriorityQueue, type PriorityQueueOptions } from "./priority_queue.ts";
export { Queue, type QueueOptions, type QueueStatistics } from "./queue.ts";
export { Receiver } from "./receiver.ts";
export { select, type Selected, type Source } from "./select.ts";
export { Semaphore, type SemaphoreStatistics } from "./semaphore.ts";
export { Sender } from "./sender.ts";
