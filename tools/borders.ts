/**
 * Prints the table of borders as Markdown; with `--write` it goes into
 * docs/borders.md, between its markers.
 *
 * @module
 */
import { join } from "node:path";
import { BORDERS } from "../tests/interop/_borders.ts";
import { type Border, type Column, COLUMNS } from "../tests/interop/_border.ts";
import { capture, ROOT } from "./deno.ts";

const MARKER = "<!-- borders -->";

/** Where the table stands. */
export const PAGE: string = join(ROOT, "docs/borders.md");

const columns = Object.keys(COLUMNS) as Column[];

/** The table, and under it why some cells have no test. */
export function table(borders: readonly Border[]): string {
  const reasons: string[] = [];
  const cell = (of: Border["cells"][Column]): string => {
    if (typeof of !== "string") return "✔";
    const known = reasons.indexOf(of);
    const at = known < 0 ? reasons.push(of) - 1 : known;
    return `– (${at + 1})`;
  };
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = borders.map(({ name, how, cells }) =>
    row([name, how, ...columns.map((column) => cell(cells[column]))])
  );
  return [
    row(["From → to", "By", ...Object.values(COLUMNS)]),
    row(["---", "---", ...columns.map(() => ":-:")]),
    ...rows,
    "",
    ...reasons.map((reason, i) => `${i + 1}. ${reason}`),
  ].join("\n");
}

/** The page with a table between its markers. */
export function withTable(page: string, table: string): string {
  const [before, , ...after] = page.split(MARKER);
  return [before, `\n\n${table}\n\n`, after.join(MARKER)].join(MARKER);
}

if (import.meta.main) {
  const text = table(BORDERS);
  if (!Deno.args.includes("--write")) console.log(text);
  else {
    const page = await Deno.readTextFile(PAGE);
    await Deno.writeTextFile(PAGE, withTable(page, text));
    const { success, stderr } = await capture(ROOT, ["fmt", "-q", PAGE]);
    if (!success) throw new Error(stderr);
    console.log(`written: ${PAGE}`);
  }
}
