/**
 * Coroutines of which all that they wait for is ready, so that any driver can
 * run them: with the loop or without.
 *
 * @module
 */
import { Future } from "../../lib/future/mod.ts";
import { moment } from "../../lib/coroutine/mod.ts";
import { fail, succeed } from "../../lib/deferred/mod.ts";
import type { Co } from "../coroutine/_kit.ts";

/** A body, and what it returns or throws. */
export interface Shared {
  readonly name: string;
  readonly body: () => Co;
  readonly gives?: unknown;
  readonly throws?: unknown;
}

const boom = new Error("boom");

function* add(a: number, b: number): Co<number> {
  return (yield Future.resolve(a)) + (yield* Future.resolve(b));
}

function* sum(n: number): Co<number> {
  return n === 0 ? 0 : n + (yield sum(n - 1));
}

/** The bodies. */
export const BODIES: readonly Shared[] = [
  {
    name: "returns without a yield",
    // deno-lint-ignore require-yield -- the shortest body there is
    *body() {
      return 1;
    },
    gives: 1,
  },
  {
    name: "waits for ready Futures by both yields",
    body: () => add(1, 2),
    gives: 3,
  },
  {
    name: "waits for fired Deferreds by both yields",
    *body() {
      return (yield succeed(1)) + (yield* succeed(2));
    },
    gives: 3,
  },
  {
    name: "takes turns in every way there is",
    *body() {
      return [yield, yield null, yield moment, yield* moment];
    },
    gives: [undefined, undefined, undefined, undefined],
  },
  {
    name: "waits for arrays and records, with generators in them",
    *body() {
      return yield [Future.resolve(1), { two: add(1, 1) }, []];
    },
    gives: [1, { two: 2 }, []],
  },
  {
    name: "waits for an aborted signal",
    *body() {
      return yield AbortSignal.abort("enough");
    },
    gives: "enough",
  },
  {
    name: "calls generators by yield, 20,000 deep",
    body: () => sum(20_000),
    gives: 200_010_000,
  },
  {
    name: "throws",
    // deno-lint-ignore require-yield -- that is what is tested
    *body() {
      throw boom;
    },
    throws: boom,
  },
  {
    name: "fails with a Future's error",
    *body() {
      yield* Future.reject(boom);
    },
    throws: boom,
  },
  {
    name: "fails with an error of a generator in a record",
    *body() {
      yield {
        a: (function* (): Co {
          yield fail(boom);
        })(),
      };
    },
    throws: boom,
  },
  {
    name: "fails with a falsy error",
    *body() {
      yield Future.reject(0);
    },
    throws: 0,
  },
  {
    name: "catches an error at the yield, and goes on in finally",
    *body() {
      const log: unknown[] = [];
      try {
        yield add(1, yield fail(boom));
      } catch (error) {
        log.push(error === boom);
      } finally {
        log.push(yield* add(2, 3));
      }
      return log;
    },
    gives: [true, 5],
  },
  {
    name: "gets a BadYieldError at a bad yield, and goes on",
    *body() {
      try {
        yield 42;
      } catch (error) {
        return [(error as Error).name, yield* Future.resolve(1)];
      }
    },
    gives: ["BadYieldError", 1],
  },
];
