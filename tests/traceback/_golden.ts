/**
 * Makes the text of an error independent of where its program stands.
 *
 * @module
 */
import type { Program } from "./_programs.ts";

const FRAME = /^ {4}(?: *)at .*$/;
const PLACE = /\(?(?:file:\/\/)?(?:[^\s():]*\/)?([\w.]+\.[jt]s):(\d+):\d+\)?$/;

/**
 * A frame with the base name of its file, followed by the line it points to.
 * Other lines stay as they are.
 */
function quoteFrame(line: string, source: readonly string[]): string {
  if (!FRAME.test(line)) return line;
  const found = PLACE.exec(line);
  if (found === null) return line;
  const before = line.slice(0, found.index);
  const [, file, number] = found;
  if (!file!.startsWith("_programs.")) return `${before}(${file})`;
  return `${before}(_programs) » ${source[Number(number) - 1]!.trim()}`;
}

/** The same for a whole text. */
export function quoteFrames(text: string, source: readonly string[]): string {
  return text.split("\n").map((line) => quoteFrame(line, source)).join("\n");
}

/** The text of all that a program failed with. */
export async function goldenText(
  program: Program,
  source: readonly string[],
  textOf: (error: unknown) => unknown,
  onlyPrograms: boolean,
): Promise<{ raw: string; golden: string }> {
  const raw = (await program()).map(textOf).join("\n---\n");
  const lines = quoteFrames(raw, source).split("\n");
  const shown = onlyPrograms
    ? lines.filter((line) => !FRAME.test(line) || line.includes("»"))
    : lines;
  return { raw, golden: shown.join("\n") + "\n" };
}
