/**
 * What a job costs, beside other pools and a bare worker.
 *
 * `deno run -A bench/executor/executor_bench.ts`. Each number is the median of
 * rounds in which all take part in turn, so that noise meets all alike.
 */
import { Piscina } from "npm:piscina@5.3.2";
import workerpool from "npm:workerpool@10.0.3";
import { WorkerExecutor } from "../../lib/executor/mod.ts";
import * as jobs from "./_jobs.ts";

const SMALL = 10_000, ROUND_TRIPS = 1000, ROUNDS = 7;

/** One way to run jobs on two threads. */
interface Pool {
  readonly name: string;
  square(n: number): PromiseLike<number>;
  end(): unknown;
}

function ours(): Pool {
  const executor = executorOf(2);
  return {
    name: "twister",
    square: (n) => executor.submit(jobs.square, n),
    end: () => executor.shutdown(),
  };
}

function piscina(atomics: "sync" | "disabled"): Pool {
  const filename = import.meta.resolve("./_piscina_job.mjs");
  const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2, atomics });
  return {
    name: atomics === "sync" ? "piscina" : "piscina, no atomics",
    square: (n) => pool.run(n),
    end: () => pool.destroy(),
  };
}

function workers(): Pool {
  const { pathname } = new URL("./_workerpool_job.mjs", import.meta.url);
  const pool = workerpool.pool(pathname, {
    maxWorkers: 2,
    minWorkers: 2,
    workerType: "thread",
  });
  return {
    name: "workerpool",
    square: (n) => pool.exec("square", [n]) as never,
    end: () => pool.terminate(true),
  };
}

/** Two bare workers, one job at a time each: no cancel, errors or queue. */
function bare(): Pool {
  const url = new URL("./_native_job.ts", import.meta.url);
  const free = [1, 2].map(() => new Worker(url, { type: "module" }));
  const all = [...free], waiting: ((worker: Worker) => void)[] = [];
  return {
    name: "bare Worker",
    square: (n) =>
      new Promise((done) => {
        const start = (worker: Worker) => {
          worker.onmessage = ({ data }) => {
            const next = waiting.shift();
            if (next === undefined) free.push(worker);
            else next(worker);
            done(data);
          };
          worker.postMessage(n);
        };
        const worker = free.pop();
        if (worker === undefined) waiting.push(start);
        else start(worker);
      }),
    end: () => all.forEach((worker) => worker.terminate()),
  };
}

function executorOf(threads: number): WorkerExecutor {
  const module = import.meta.resolve("./_jobs.ts");
  return new WorkerExecutor({ module, threads });
}

async function time(work: () => PromiseLike<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[all.length >> 1]!;
}

async function small(pool: Pool): Promise<void> {
  await Promise.all(Array.from({ length: SMALL }, (_, i) => pool.square(i)));
}

async function roundTrips(pool: Pool): Promise<void> {
  for (let i = 0; i < ROUND_TRIPS; i++) await pool.square(i);
}

async function comparePools(): Promise<void> {
  const pools = [
    ours(),
    piscina("sync"),
    piscina("disabled"),
    workers(),
    bare(),
  ];
  const measured = pools.map((pool) => ({
    pool,
    small: [] as number[],
    trips: [] as number[],
  }));
  for (const pool of pools) await roundTrips(pool);
  for (let i = 0; i < ROUNDS; i++) {
    for (const { pool, small: times, trips } of measured) {
      times.push(await time(() => small(pool)));
      trips.push(await time(() => roundTrips(pool)));
    }
  }
  for (const { pool, small: times, trips } of measured) {
    const trip = 1000 * median(trips) / ROUND_TRIPS;
    console.log(
      `${pool.name.padEnd(22)} ${SMALL} small jobs ` +
        `${median(times).toFixed(0).padStart(6)} ms   round trip ` +
        `${trip.toFixed(0).padStart(5)} µs`,
    );
    await pool.end();
  }
}

async function compareThreads(): Promise<void> {
  const times: number[] = [];
  for (const threads of [1, 2]) {
    await using executor = executorOf(threads);
    const items = Array.from({ length: 8 }, () => 300_000);
    await executor.map(jobs.primes, items).all();
    const rounds: number[] = [];
    for (let i = 0; i < 5; i++) {
      rounds.push(await time(() => executor.map(jobs.primes, items).all()));
    }
    times.push(median(rounds));
  }
  const [one = 0, two = 1] = times;
  console.log(
    `computing, 1 thread ${one.toFixed(0)} ms, 2 threads ${
      two.toFixed(0)
    } ms: ` +
      `${(one / two).toFixed(2)} times`,
  );
}

async function measureKill(): Promise<void> {
  await using executor = executorOf(1);
  const late: number[] = [], back: number[] = [];
  for (let i = 0; i < 7; i++) {
    await executor.submit(jobs.square, 1);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const stuck = executor.with({ grace: 50 }).submit(jobs.spins, cell);
    await new Promise((done) => setTimeout(done, 20));
    stuck.cancel();
    const began = performance.now();
    await stuck.promise().catch(() => {});
    late.push(performance.now() - began - 50);
    Atomics.store(cell, 0, 1); // its thread ends only now, on Deno
    back.push(await time(() => executor.submit(jobs.square, 1)));
  }
  console.log(
    `a job in while (true) ends ${median(late).toFixed(1)} ms after its ` +
      `grace (at most ${Math.max(...late).toFixed(1)}); the next job is done ` +
      `${median(back).toFixed(0)} ms later, in a new worker`,
  );
  const asked = await time(() => executor.submit(jobs.asks, 1e6));
  console.log(`checkCancelled() ${asked.toFixed(0)} ns`);
}

await comparePools();
await compareThreads();
await measureKill();
