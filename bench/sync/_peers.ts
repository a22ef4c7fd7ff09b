/**
 * The peers' locks, as the bench wants them.
 *
 * @module
 */
import { Mutex, Semaphore } from "npm:async-mutex@0.5.0";

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
