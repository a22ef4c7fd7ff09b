/**
 * What the page on runtimes shows of a run.
 *
 * @module
 */
import { SUITES } from "./suite.ts";

/** What became of a test, in one runtime. */
export interface Verdict {
  readonly suite: string;
  readonly file: string;
  readonly test: string;
  readonly kind: "passed" | "failed" | "skipped";
  /** Why it was skipped, or what failed. */
  readonly why?: string;
}

/** One row; one that is not to be had has the reason in place of verdicts. */
export interface Row {
  readonly runtime: string;
  readonly version: string;
  readonly verdicts: readonly Verdict[] | string;
}

function count(verdicts: readonly Verdict[], kind: Verdict["kind"]): number {
  return verdicts.filter((verdict) => verdict.kind === kind).length;
}

/** `12`, `12, 1 failed`, `12, 2 skipped`. */
export function cell(verdicts: readonly Verdict[]): string {
  return [
    `${count(verdicts, "passed")}`,
    ...(["failed", "skipped"] as const).flatMap((kind) => {
      const n = count(verdicts, kind);
      if (n === 0) return [];
      return [kind === "failed" ? `**${n} failed**` : `${n} skipped`];
    }),
  ].join(", ");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Runtime by suite, one cell each. */
export function table(rows: readonly Row[]): string {
  const head = ["", ...rows.map((row) => `${row.runtime} ${row.version}`)];
  const body = [...SUITES, "all"].map((suite) =>
    line([
      suite,
      ...rows.map(({ verdicts }) =>
        typeof verdicts === "string" ? "not to be had" : cell(
          suite === "all"
            ? verdicts
            : verdicts.filter((verdict) => verdict.suite === suite),
        )
      ),
    ])
  );
  return [line(head), line(head.map(() => "---")), ...body].join("\n");
}

/** Verdicts with the same words, one line a file. */
function grouped(verdicts: readonly Verdict[]): string[] {
  const groups = Map.groupBy(
    verdicts,
    ({ file, why }) => `${file}: ${why}`,
  );
  return [...groups].map(([what, all]) => `- ${what} (${all.length})`);
}

/** A list for each runtime of what did not run there, or failed. */
export function notes(rows: readonly Row[]): string {
  return rows.map(({ runtime, verdicts }) => {
    if (typeof verdicts === "string") {
      return `**${runtime}** is not to be had: ${verdicts}`;
    }
    const failed = Map.groupBy(
      verdicts.filter(({ kind }) => kind === "failed"),
      ({ file }) => file,
    );
    const left = verdicts.filter(({ kind }) => kind === "skipped");
    return [
      ...(failed.size > 0
        ? [
          `Failed in ${runtime}, with the number of tests:`,
          "",
          ...[...failed].map(([file, all]) => `- ${file} (${all.length})`),
          "",
        ]
        : []),
      ...(left.length > 0
        ? [
          `Left out in ${runtime}, with the number of tests:`,
          "",
          ...grouped(left),
        ]
        : []),
    ].join("\n");
  }).filter((text) => text !== "").join("\n\n");
}
