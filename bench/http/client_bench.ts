/**
 * A thousand callers at once, beside bare `fetch`. The server is a process of
 * its own, for on one thread both would share the time.
 *
 * `deno run -A bench/http/client_bench.ts` prints requests a second and
 * latencies of both in turn, with the ratio of each round.
 */

import { AsyncHTTPClient } from "@twister/async/http";
import { register, type Scenario } from "../_scenario.ts";
import { spread } from "../_rounds.ts";

const CALLERS = 1000;
const EACH = 20;
const ROUNDS = 7;

const SERVER = `
  const { addr } = Deno.serve({ port: 0, onListen() {} }, () => new Response("hello"));
  console.log(addr.port);
`;

/** The server, started when it is first needed. */
let started: Promise<{ url: string; stop: () => void }> | undefined;

async function start(): Promise<{ url: string; stop: () => void }> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, SERVER);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--allow-net", file],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const port = new TextDecoder().decode(value).trim();
  const stop = () => {
    child.kill();
    Deno.removeSync(file);
  };
  return { url: `http://127.0.0.1:${port}/`, stop };
}

async function server(): Promise<{ url: string; stop: () => void }> {
  return await (started ??= start());
}

/** All callers at once, each several times; gives how long each call took. */
async function load(
  call: (url: string) => Promise<unknown>,
): Promise<number[]> {
  const { url } = await server(), took: number[] = [];
  await Promise.all(Array.from({ length: CALLERS }, async () => {
    for (let i = 0; i < EACH; i++) {
      const before = performance.now();
      await call(url);
      took.push(performance.now() - before);
    }
  }));
  return took.toSorted((a, b) => a - b);
}

const client = new AsyncHTTPClient({ requestTimeout: 60_000 });

async function bare(url: string): Promise<unknown> {
  return await (await fetch(url)).arrayBuffer();
}

async function queued(url: string): Promise<unknown> {
  return (await client.fetch(url).promise()).body;
}

/** The scenarios of this file. */
export const scenarios: readonly Scenario[] = [
  {
    id: "http callers",
    what: `a fetch, of ${CALLERS} callers`,
    ops: CALLERS * EACH,
    rounds: ROUNDS,
    n: ROUNDS,
    ways: [
      { name: "bare fetch", run: () => load(bare) },
      { name: "AsyncHTTPClient", run: () => load(queued) },
    ],
  },
];

interface Run {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

async function run(call: (url: string) => Promise<unknown>): Promise<Run> {
  const before = performance.now();
  const took = await load(call);
  const rate = took.length / (performance.now() - before) * 1000;
  const at = (part: number) => took[Math.floor(took.length * part)]!;
  return { rate, p50: at(0.5), p99: at(0.99) };
}

/** Both in turn, so that what else the machine does meets both. */
async function compare(): Promise<void> {
  const speed: number[] = [], tail: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const plain = await run(bare), ours = await run(queued);
    if (round < 0) continue;
    speed.push(ours.rate / plain.rate);
    tail.push(ours.p99 / plain.p99);
    const show = ({ rate, p50, p99 }: Run) =>
      `${rate.toFixed(0)}/s p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} ms`;
    console.log(`bare ${show(plain)} | client ${show(ours)}`);
  }
  const text = (ratios: number[]) => {
    const { min, median, max } = spread(ratios);
    return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
  };
  console.log(`rate ${text(speed)}, wanted 1.2; p99 ${text(tail)}, wanted 0.2`);
  (await server()).stop();
}

register(scenarios);
if (import.meta.main && !Deno.mainModule.includes("bench=")) await compare();
