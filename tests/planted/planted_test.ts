import { explore, replay, type StrategyName } from "@twister/async/testing";
import { assert, assertEquals } from "@std/assert";
import { lostWakeUp } from "./lost_wake_up.ts";
import { PLANTED } from "./mod.ts";

const STRATEGIES: readonly StrategyName[] = [
  "random",
  "pct",
  "delay-bounded",
  "exhaustive",
];

for (const { program, kind, options } of PLANTED) {
  Deno.test(`${program.name}: a hundred plain runs show nothing`, async () => {
    const plain = { ...options, strategy: "plain", runs: 100 } as const;
    const report = await explore(program, plain);
    assertEquals([report.runs, report.failed], [100, false], `${report}`);
  });

  for (const strategy of STRATEGIES) {
    Deno.test(`${program.name}: ${strategy} finds, shrinks and replays it`, async () => {
      const report = await explore(program, { ...options, strategy });
      assertEquals(report.kind, kind, `${report}`);
      assert(report.runs <= 200 && report.choices.length <= 5, `${report}`);
      const again = await replay(program, report.seed!, options);
      assertEquals(again.kind, kind);
      assertEquals(again.trace, report.trace);
      assertEquals(again.seed, report.seed);
    });
  }

  Deno.test(`${program.name}: one seed gives the same schedules each time`, async () => {
    const hashes = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const report = await explore(program, { ...options, seed: 7, runs: 30 });
      hashes.add(report.hashes.join());
    }
    assertEquals(hashes.size, 1);
    console.log(program.name, hash([...hashes][0]!));
  });
}

Deno.test("a lost wake-up is found and shrunk from each of 50 seeds", async () => {
  const runs: number[] = [], choices: number[] = [];
  for (let seed = 0; seed < 50; seed++) {
    const report = await explore(lostWakeUp, { seed });
    assertEquals(report.kind, "hang", `seed ${seed}: ${report}`);
    runs.push(report.runs);
    choices.push(report.choices.length);
  }
  console.log(`lost wake-up: ${median(runs)} runs, ${median(choices)} choices`);
  assert(median(runs) <= 200 && median(choices) <= 5);
});

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function hash(text: string): string {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
