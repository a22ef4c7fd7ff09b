/**
 * Prints the bytes that a suspended coroutine holds, beside an async function.
 *
 * `deno run -A bench/memory.ts [100000 1000000]`
 *
 * Each figure is taken in a process of its own, whose collector can be called.
 */

import { join } from "node:path";
import { PROGRAMS } from "./_suspended.ts";

interface Limits {
  readonly least: number;
  readonly goal: number;
}

/** The most bytes that are accepted, as a share of the native ones. */
const MOST: Readonly<Record<string, Limits>> = {
  "at one gate": { least: 0.70, goal: 0.65 },
  "each at its own": { least: 0.65, goal: 0.65 },
  "two deep": { least: 0.65, goal: 0.65 },
  "asleep": { least: 0.65, goal: 0.65 },
};

async function bytes(program: string, way: string, n: number): Promise<number> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-lock",
      "--v8-flags=--expose-gc,--max-old-space-size=8192",
      join(import.meta.dirname!, "_suspended.ts"),
      program,
      way,
      String(n),
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}

function verdict(share: number, { least, goal }: Limits): string {
  if (share <= goal) return "met";
  if (share <= least) return "between";
  return `missed by ${Math.ceil((share / least - 1) * 100)} %`;
}

const COLUMNS = [16, 10, 7, 9, 7, 6, 5];

function row(...cells: readonly (string | number)[]): string {
  return cells.map((cell, at) => String(cell).padEnd(COLUMNS[at] ?? 0))
    .join(" ").trimEnd();
}

const counts = Deno.args.length > 0
  ? Deno.args.map(Number)
  : [100_000, 1_000_000];

console.log(
  row("suspended", "how many", "native", "coroutine", "share", "most", "goal"),
);
for (const n of counts) {
  for (const program of Object.keys(PROGRAMS)) {
    const native = await bytes(program, "native", n);
    const own = await bytes(program, "own", n);
    const share = Number((own / native).toFixed(2)), most = MOST[program]!;
    console.log(row(
      program,
      n.toLocaleString("en"),
      native,
      own,
      share.toFixed(2),
      most.least,
      most.goal,
      verdict(share, most),
    ));
  }
}
