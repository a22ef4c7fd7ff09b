/**
 * The runtimes: how each is found, and how it runs the test files of a build.
 *
 * @module
 */
import { join } from "node:path";
import { capture, ROOT } from "../deno.ts";
import type { Outcome } from "./harness/deno.ts";
import { runInChromium } from "./chromium.ts";

/** Outcomes of test files, by path. */
export type Results = Map<string, readonly Outcome[]>;

/** A runtime that is there. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  run(build: string, tests: readonly string[]): Promise<Results>;
}

/** A file that takes longer hangs. */
const LIMIT = 90_000;

/** As many at a time as leave the machine some air. */
const AT_ONCE = 2;

/** The first line that a command prints, if it is there. */
async function versionOf(command: readonly string[]): Promise<string> {
  const [program = "", ...args] = command;
  const { success, stdout } = await new Deno.Command(program, {
    args: [...args, "--version"],
    stderr: "null",
  }).output();
  if (!success) throw new Error(`${program} --version failed`);
  return new TextDecoder().decode(stdout).trim().split("\n")[0]!;
}

function asJavaScript(test: string): string {
  return test.replace(/\.ts$/, ".js");
}

async function runOne(
  command: readonly string[],
  build: string,
  test: string,
): Promise<readonly Outcome[]> {
  const report = join(build, "reports", test.replaceAll("/", "_") + ".json");
  const [program = "", ...args] = command;
  const { stderr } = await new Deno.Command(program, {
    args: [
      ...args,
      "tools/runtimes/harness/node.js",
      asJavaScript(test),
      report,
    ],
    cwd: build,
    stdin: "null",
    stdout: "null",
    signal: AbortSignal.timeout(LIMIT),
  }).output();
  try {
    return JSON.parse(await Deno.readTextFile(report));
  } catch {
    const told = new TextDecoder().decode(stderr).slice(-400);
    return [{ name: "*", error: `no report: ${told}` }];
  } finally {
    await Deno.remove(report).catch(() => {});
  }
}

/** Runs each file in a process of its own, as Deno runs each apart. */
async function runInProcesses(
  command: readonly string[],
  build: string,
  tests: readonly string[],
): Promise<Results> {
  await Deno.mkdir(join(build, "reports"), { recursive: true });
  const results: Results = new Map();
  const left = [...tests];
  const work = async () => {
    for (let test = left.shift(); test !== undefined; test = left.shift()) {
      results.set(test, await runOne(command, build, test));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function inProcesses(
  name: string,
  command: readonly string[],
): Promise<Runtime> {
  return {
    name,
    version: (await versionOf(command)).replace(/^v/, ""),
    run: (build, tests) => runInProcesses(command, build, tests),
  };
}

function unescape(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&apos;", "'")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replace(
      /&#(x?)([\da-f]+);/gi,
      (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)),
    )
    .replaceAll("&amp;", "&");
}

/** Reads what `deno test --reporter=junit` tells. */
export function fromJUnit(xml: string): Results {
  const results = new Map<string, Outcome[]>();
  for (const suite of xml.split("<testsuite ").slice(1)) {
    const file = /^[^>]*\bname="(?:\.\/)?([^"]*)"/.exec(suite)![1]!;
    const outcomes = results.get(file) ?? [];
    for (const one of suite.split("<testcase ").slice(1)) {
      const name = unescape(/^[^>]*\bname="([^"]*)"/.exec(one)![1]!);
      const failure = /<failure[^>]*>([^<]*)/.exec(one)?.[1];
      outcomes.push({
        name,
        ...failure !== undefined && { error: unescape(failure) },
        ...one.includes("<skipped") && { ignored: true },
      });
    }
    results.set(file, outcomes);
  }
  return results;
}

/** Deno runs the sources themselves: what the others run is compared with it. */
export const deno: Runtime = {
  name: "Deno",
  version: Deno.version.deno,
  async run(_build, tests) {
    const { stdout } = await capture(ROOT, [
      "test",
      "-A",
      "--no-check",
      "--reporter=junit",
      ...tests,
    ]);
    return fromJUnit(stdout);
  },
};

/** Those besides Deno, by name; each fails where it is not to be had. */
export const others: Readonly<Record<string, () => Promise<Runtime>>> = {
  Node: () => inProcesses("Node", ["node"]),
  Bun: async () => {
    // npm's package has the program in it; npx keeps it from run to run.
    const where = await new Deno.Command("npx", {
      args: ["--yes", "-p", "bun@1.4", "which", "bun"],
      stderr: "null",
    }).output();
    const path = new TextDecoder().decode(where.stdout).trim();
    return await inProcesses("Bun", [path]);
  },
  Chromium: async () => ({
    name: "Chromium",
    version: (await versionOf(["chromium"])).replace(/^Chromium (\S+).*/, "$1"),
    run: (build, tests) => runInChromium(build, tests),
  }),
};
