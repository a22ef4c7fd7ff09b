/**
 * Plays the cancel matrix and prints it as Markdown.
 *
 * With `--write` the table goes into README.md, between its markers, and the
 * whole page into docs/cancel-matrix.md.
 *
 * @module
 */
import { join } from "node:path";
import { playAll, SCENARIOS } from "../tests/matrix/play_all.ts";
import { matrix, page, short, summary } from "../tests/matrix/render.ts";
import { capture, ROOT } from "./deno.ts";

const MARKER = "<!-- matrix -->";

/** Puts a text between two markers; a text without them stays as it is. */
export function between(text: string, marker: string, inside: string): string {
  const [before, , ...after] = text.split(marker);
  if (after.length === 0) return text;
  return [before, `\n\n${inside}\n\n`, after.join(marker)].join(marker);
}

async function write(readme: string, page: string): Promise<string[]> {
  const written: string[] = [];
  const path = join(ROOT, "README.md");
  const before = await Deno.readTextFile(path).catch(() => "");
  const after = between(before, MARKER, readme);
  if (after !== before) {
    await Deno.writeTextFile(path, after);
    written.push("README.md");
  }
  await Deno.mkdir(join(ROOT, "docs"), { recursive: true });
  await Deno.writeTextFile(join(ROOT, "docs/cancel-matrix.md"), page);
  written.push("docs/cancel-matrix.md");
  const { success, stderr } = await capture(ROOT, ["fmt", "-q", ...written]);
  if (!success) throw new Error(stderr);
  return written;
}

if (import.meta.main) {
  const began = performance.now();
  const { version } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  const columns = await playAll(version);
  console.log(summary(columns));
  console.log(`\n${matrix(columns)}`);
  if (Deno.args.includes("--write")) {
    const written = await write(short(columns), page(columns));
    console.log(`\nwritten: ${written.join(" and ")}`);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `\nmatrix: ${SCENARIOS.length} scenarios in ${columns.length} columns, ` +
      `${seconds} s`,
  );
  const own = columns[0]!.cells.filter(({ kind }) => kind !== "passes");
  Deno.exit(own.length > 0 ? 1 : 0);
}
