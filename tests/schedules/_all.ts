/**
 * Runs a program under a hundred schedules and more, of two kinds, and as often
 * again with one task cancelled somewhere.
 */
import { explore, type World } from "@twister/async/testing";

const RUNS = Number(Deno.env.get("TWISTER_RUNS") ?? 60);
const seed = Number(Deno.env.get("TWISTER_SEED") ?? 2013) || Date.now();

/** A program that makes all its state anew and says what must hold. */
export type Program = (world: World) => Generator<unknown, unknown, never>;

/** A test that the program holds whatever the order. */
export function inWhateverOrder(name: string, program: Program): void {
  Deno.test(`${name}, in whatever order`, async () => {
    for (const strategy of ["random", "pct"] as const) {
      (await explore(program, { strategy, runs: RUNS, seed })).check();
    }
  });
}

/** The same, and whoever is cancelled. */
export function underAllSchedules(name: string, program: Program): void {
  inWhateverOrder(name, program);
  Deno.test(`${name}, whoever is cancelled`, async () => {
    // All but main, which looks whether all is well.
    const cancelAt = ({ name }: { name: string }) => name !== "main";
    const options = { runs: 2 * RUNS, seed, cancelAt, cancels: 2 };
    (await explore(program, options)).check();
  });
}
