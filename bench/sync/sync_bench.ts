/**
 * Locks, semaphores, queues and channels beside what a native program writes:
 * a few lines around promises.
 */

import { spawn } from "@twister/async/coroutine";
import { Channel, Lock, Queue, Semaphore } from "@twister/async/sync";
import { multi } from "@twister/async/combinators";
import { register, type Scenario } from "../_scenario.ts";
import { NativeQueue, NativeSemaphore } from "./_native.ts";
import { peerLock, peerQueue, peerSemaphore } from "./_peers.ts";

const N = 50_000;
const WORKERS = 100;
/** How many items a queue holds. */
const ROOM = 128;
const EACH = N / WORKERS;

type Work = Generator<unknown, void>;

/** What all the native ones and the peers are to the bench. */
interface Acquired {
  acquire(): Promise<() => void>;
}

async function holdsNative(lock: Acquired, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const release = await lock.acquire();
    release();
  }
}

async function holdsOverTurn(lock: Acquired, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const release = await lock.acquire();
    await undefined;
    release();
  }
}

function* holds(lock: Lock | Semaphore, times: number): Work {
  for (let i = 0; i < times; i++) {
    const permit = yield* lock.acquire();
    permit.release();
  }
}

function* holdsForTurn(lock: Lock | Semaphore, times: number): Work {
  for (let i = 0; i < times; i++) {
    const permit = yield* lock.acquire();
    yield null;
    permit.release();
  }
}

const workers = <T>(make: () => T): T[] =>
  Array.from({ length: WORKERS }, make);

function allNative(make: () => Acquired): Promise<unknown> {
  const lock = make();
  return Promise.all(workers(() => holdsOverTurn(lock, EACH)));
}

function all(make: () => Lock | Semaphore): unknown {
  const lock = make();
  return multi(workers(() => spawn(holdsForTurn(lock, EACH))));
}

async function putsNative(queue: NativeQueue, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await queue.put(i);
}

async function getsNative(queue: NativeQueue, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await queue.get();
}

function* puts(queue: Queue<number>, times: number): Work {
  for (let i = 0; i < times; i++) yield* queue.put(i);
}

function* gets(queue: Queue<number>, times: number): Work {
  for (let i = 0; i < times; i++) yield* queue.get();
}

function queueNative(pairs: number): Promise<unknown> {
  const queue = new NativeQueue(ROOM), each = N / pairs;
  const all = [];
  for (let i = 0; i < pairs; i++) all.push(putsNative(queue, each));
  for (let i = 0; i < pairs; i++) all.push(getsNative(queue, each));
  return Promise.all(all);
}

function queue(pairs: number): unknown {
  const queue = new Queue<number>({ maxsize: ROOM }), each = N / pairs;
  const all = [];
  for (let i = 0; i < pairs; i++) all.push(spawn(puts(queue, each)));
  for (let i = 0; i < pairs; i++) all.push(spawn(gets(queue, each)));
  return multi(all);
}

async function pingPongNative(): Promise<void> {
  const there = new NativeQueue(1), back = new NativeQueue(1);
  const pong = async () => {
    for (let i = 0; i < N / 2; i++) await back.put(await there.get());
  };
  const other = pong();
  for (let i = 0; i < N / 2; i++) {
    await there.put(i);
    await back.get();
  }
  await other;
}

function* ping(capacity: number): Work {
  const [to, there] = Channel.open<number>(capacity);
  const [from, back] = Channel.open<number>(capacity);
  const other = spawn(function* pong(): Work {
    for (let i = 0; i < N / 2; i++) yield* from.send(yield* there.receive());
  });
  for (let i = 0; i < N / 2; i++) {
    yield* to.send(i);
    yield* back.receive();
  }
  yield* other;
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "S9 free",
    what: "acquire and release of a lock that is free",
    ops: N,
    ways: [
      { name: "promises", run: () => holdsNative(new NativeSemaphore(1), N) },
      { name: "Lock", run: () => spawn(holds(new Lock(), N)) },
      { name: "Semaphore", run: () => spawn(holds(new Semaphore(8), N)) },
      { name: "async-mutex", run: () => holdsNative(peerLock(), N) },
    ],
  },
  {
    id: "S9 lock",
    what: `turn of a lock that ${WORKERS} want`,
    ops: N,
    ways: [
      { name: "promises", run: () => allNative(() => new NativeSemaphore(1)) },
      { name: "Lock", run: () => all(() => new Lock()) },
      { name: "async-mutex", run: () => allNative(peerLock) },
    ],
  },
  {
    id: "S9b",
    what: `turn of a semaphore of 8 that ${WORKERS} want`,
    ops: N,
    ways: [
      { name: "promises", run: () => allNative(() => new NativeSemaphore(8)) },
      { name: "Semaphore", run: () => all(() => new Semaphore(8)) },
      { name: "async-mutex", run: () => allNative(() => peerSemaphore(8)) },
      { name: "p-queue", run: () => peerQueue(8, N) },
    ],
  },
  {
    id: "S9a",
    what: "item through a bounded queue, from one to one",
    ops: N,
    ways: [
      { name: "promises", run: () => queueNative(1) },
      { name: "Queue", run: () => queue(1) },
    ],
  },
  {
    id: "S9a many",
    what: "item through a bounded queue, from 100 to 100",
    ops: N,
    ways: [
      { name: "promises", run: () => queueNative(WORKERS) },
      { name: "Queue", run: () => queue(WORKERS) },
    ],
  },
  {
    id: "S9c",
    what: "value sent to and fro between two",
    ops: N,
    ways: [
      { name: "promises", run: pingPongNative },
      { name: "Channel of 1", run: () => spawn(ping(1)) },
      { name: "Channel of 0", run: () => spawn(ping(0)) },
    ],
  },
];

register(scenarios);
