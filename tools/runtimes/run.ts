/**
 * Runs the tests of the core in every runtime that is there, on the package as
 * npm users get it, and writes what came of it into docs/runtimes.md.
 *
 * `--only Node,Bun` runs those beside Deno, and writes nothing.
 *
 * @module
 */
import { join } from "node:path";
import { capture, ROOT } from "../deno.ts";
import { between } from "../matrix.ts";
import { build, testsOf } from "./build.ts";
import { checkConsumers } from "./consumers.ts";
import type { Outcome } from "./harness/deno.ts";
import { deno, others, type Results, type Runtime } from "./runners.ts";
import { outside } from "./outside.ts";
import { skipped, SUITES } from "./suite.ts";
import { notes, type Row, table, type Verdict } from "./table.ts";

const PAGE = "docs/runtimes.md";
const MARKER = "<!-- runtimes -->";
const OUTSIDE = "<!-- outside -->";

function first(text: string): string {
  return text.split("\n")[0]!;
}

function verdict(
  runtime: string,
  file: string,
  test: string,
  outcome: Outcome | undefined,
): Verdict {
  const at = { suite: file.split("/")[1]!, file, test };
  const reason = runtime === "Deno" ? undefined : skipped(runtime, file, test);
  if (reason !== undefined) return { ...at, kind: "skipped", why: reason };
  if (outcome === undefined) {
    return { ...at, kind: "failed", why: "it did not run" };
  }
  if (outcome.ignored) {
    return { ...at, kind: "skipped", why: "says itself that it cannot run" };
  }
  return outcome.error === undefined
    ? { ...at, kind: "passed" }
    : { ...at, kind: "failed", why: first(outcome.error) };
}

/** Every test that Deno knows, with what became of it elsewhere. */
export function verdicts(
  runtime: string,
  known: Results,
  results: Results,
): Verdict[] {
  return [...known].flatMap(([file, tests]) => {
    const here = results.get(file) ?? [];
    // A file that could not be loaded has one outcome, for all its tests.
    const whole = here.find(({ name }) => name === "*");
    return tests.map(({ name }) =>
      verdict(
        runtime,
        file,
        name,
        whole ?? here.find((outcome) => outcome.name === name),
      )
    );
  });
}

async function row(
  name: string,
  find: () => Promise<Runtime>,
  known: Results,
  to: string,
): Promise<Row> {
  try {
    const { version, run } = await find();
    // One that is left out as a whole may hang there, as nobody expects it.
    const wanted = [...known].filter(([file, tests]) =>
      name === "Deno" || tests.some((test) => !skipped(name, file, test.name))
    );
    const results = name === "Deno"
      ? known
      : await run(to, wanted.map(([file]) => file));
    return { runtime: name, version, verdicts: verdicts(name, known, results) };
  } catch (error) {
    const told = first(String((error as Error).message));
    return { runtime: name, version: "", verdicts: told };
  }
}

function print({ runtime, version, verdicts }: Row): void {
  if (typeof verdicts === "string") {
    return console.log(`${runtime}: not to be had: ${verdicts}`);
  }
  const count = (kind: string) =>
    verdicts.filter((verdict) => verdict.kind === kind).length;
  console.log(
    `${runtime} ${version}: ${count("passed")} passed, ` +
      `${count("failed")} failed, ${count("skipped")} skipped`,
  );
  for (const { kind, file, test, why } of verdicts) {
    if (kind === "failed") console.log(`  ${file}: ${test}\n    ${why}`);
  }
}

async function write(rows: readonly Row[], asked: string): Promise<void> {
  const path = join(ROOT, PAGE);
  const text = await Deno.readTextFile(path);
  const inside = `${table(rows)}\n\n${notes(rows)}`;
  const whole = between(between(text, MARKER, inside), OUTSIDE, asked);
  await Deno.writeTextFile(path, whole);
  const { success, stderr } = await capture(ROOT, ["fmt", "-q", PAGE]);
  if (!success) throw new Error(stderr);
  console.log(`written: ${PAGE}`);
}

if (import.meta.main) {
  const at = Deno.args.indexOf("--only");
  const only = at < 0 ? undefined : Deno.args[at + 1]?.split(",");
  const to = await Deno.makeTempDir({ prefix: "twister-build-" });
  let bad = 0;
  try {
    await build(to, SUITES);
    const known = await deno.run(to, SUITES.flatMap(testsOf));
    const rows = [await row("Deno", () => Promise.resolve(deno), known, to)];
    for (const [name, find] of Object.entries(others)) {
      if (only?.includes(name) ?? true) {
        rows.push(await row(name, find, known, to));
      }
    }
    rows.forEach(print);
    for (const [resolution, said] of await checkConsumers()) {
      console.log(`tsc, ${resolution}: ${said === "" ? "ok" : `\n${said}`}`);
      if (said !== "") bad++;
    }
    if (only === undefined) await write(rows, await outside(known));
    // Bun's known failures are on the page; Node and a browser have none.
    bad += rows.filter(({ runtime, verdicts }) =>
      runtime !== "Bun" && typeof verdicts !== "string" &&
      verdicts.some(({ kind }) =>
        kind === "failed"
      )
    ).length;
  } finally {
    await Deno.remove(to, { recursive: true });
  }
  Deno.exit(bad > 0 ? 1 : 0);
}
