/**
 * A cleanup that a cancel leaps over: it begins too late.
 *
 * A connection is taken from the pool, greeted, and only then comes the `try`
 * that gives it back. Cancelled at the greeting, the worker keeps it. With
 * `cancelAt` the explorer cancels a worker at each place where it waits. The
 * mended one has the cleanup stand right behind the taking.
 */
import { moment, settle, spawn } from "@twister/async";
import {
  explore,
  type ExploreOptions,
  type World,
} from "@twister/async/testing";
import { assertEquals } from "@std/assert";

export const options: ExploreOptions = {
  cancelAt: ({ name }) => name === "worker",
};

export function* broken(world: World): Generator {
  const pool = ["a", "b"];
  world.atEnd(() => assertEquals(pool.length, 2, "a connection leaked"));
  const worker = function* worker() {
    const connection = pool.pop()!;
    yield* moment; // greet it
    try {
      yield* moment; // use it
    } finally {
      pool.push(connection);
    }
  };
  yield* settle([spawn(worker), spawn(worker)]);
}

export function* fixed(world: World): Generator {
  const pool = ["a", "b"];
  world.atEnd(() => assertEquals(pool.length, 2, "a connection leaked"));
  const worker = function* worker() {
    const connection = pool.pop()!;
    try {
      yield* moment; // greet it
      yield* moment; // use it
    } finally {
      pool.push(connection);
    }
  };
  yield* settle([spawn(worker), spawn(worker)]);
}

if (import.meta.main) {
  console.log(`${await explore(broken, options)}\n`);
  const every = { ...options, strategy: "exhaustive" } as const;
  console.log(`${(await explore(fixed, every)).check()}`);
}
