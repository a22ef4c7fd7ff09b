/**
 * The peers' locks, as the bench wants them.
 *
 * @module
 */
import { Mutex, Semaphore } from "npm:async-mutex@0.5.0";
import PQueue from "npm:p-queue@10.0.0";

/** What can be acquired, and is released by what that gives. */
interface Acquired {
  acquire(): Promise<() => void>;
}

/** A lock of `async-mutex`. */
export function peerLock(): Acquired {
  return new Mutex();
}

/** A semaphore of `async-mutex`. */
export function peerSemaphore(permits: number): Acquired {
  const semaphore = new Semaphore(permits);
  return {
    acquire: async () => {
      const [, release] = await semaphore.acquire();
      return release;
    },
  };
}

/**
 * Turns of a queue of functions, `p-queue`: all that it has in place of a
 * semaphore.
 */
export function peerQueue(permits: number, turns: number): Promise<unknown> {
  const queue = new PQueue({ concurrency: permits });
  const turn = async () => await undefined;
  return Promise.all(Array.from({ length: turns }, () => queue.add(turn)));
}
