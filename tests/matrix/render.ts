/**
 * The cancel matrix as Markdown.
 *
 * @module
 */
import { type Column, SCENARIOS } from "./play_all.ts";
import { THEMES } from "./scenarios.ts";
import type { Cell } from "./stage.ts";
import type { Scenario } from "./vocabulary.ts";

const MARKS: Readonly<Record<Cell["kind"], string>> = {
  passes: "✔",
  differs: "✘",
  hangs: "⏳",
  unsaid: "–",
};

const LEGEND = "✔ just what must be seen is seen · ✘ something else is · " +
  "⏳ it waits for ever · – it cannot be said in this library";

/** The themes and how many of their scenarios pass. */
export function summary(columns: readonly Column[]): string {
  let first = 0;
  const rows = THEMES.map(({ name, scenarios }) => {
    const from = first, to = first += scenarios.length;
    return [
      name,
      ...columns.map(({ cells }) => passed(cells.slice(from, to))),
    ];
  });
  const all = columns.map(({ cells }) => `**${passed(cells)}**`);
  const unsaid = columns.map(({ cells }) => `${count(cells, "unsaid")}`);
  return table(heading("Passed, of those it can say", columns), [
    ...rows,
    ["**all**", ...all],
    ["cannot say", ...unsaid],
  ]);
}

/** Every scenario, with a mark for each library. */
export function matrix(columns: readonly Column[]): string {
  let row = 0;
  const rows = THEMES.flatMap(({ name, scenarios }) => [
    [`**${name}**`, ...columns.map(() => "")],
    ...scenarios.map(({ title }) => {
      const i = row++;
      const marks = columns.map(({ cells }) => MARKS[cells[i]!.kind]);
      return [`${i + 1}. ${sentence(title)}`, ...marks];
    }),
  ]);
  const kinds = Object.keys(MARKS) as Cell["kind"][];
  const totals = kinds.map((kind) => [
    `**${MARKS[kind]}**`,
    ...columns.map(({ cells }) => `${count(cells, kind)}`),
  ]);
  return [
    table(heading("Scenario", columns), [...rows, ...totals]),
    "",
    LEGEND,
  ].join("\n");
}

/** What the README shows. */
export function short(columns: readonly Column[]): string {
  return [
    summary(columns),
    "",
    `One text for all: ${SCENARIOS.length} programs with a statement of all ` +
    "that must be seen, played by each library in its own idiom. " +
    "[The page of the matrix](docs/cancel-matrix.md) has the programs, how " +
    "each library runs them, and what was seen instead.",
    "",
    "<details>",
    `<summary>All ${SCENARIOS.length} scenarios</summary>`,
    "",
    matrix(columns),
    "",
    "</details>",
  ].join("\n");
}

/** The page: the table, then each scenario with what was seen. */
export function page(columns: readonly Column[]): string {
  return [
    "# The cancel matrix",
    "",
    "What happens to plain `try`, `catch` and `finally` when the work around " +
    "them is cancelled. Each row is a program with a statement of all that " +
    "must be seen, in order; each column is a library that runs this very " +
    "program in its own idiom. Nothing here is written by hand: " +
    "`deno run -A tools/matrix.ts --write` plays all of it and makes this " +
    "page.",
    "",
    ...columns.map(({ name, version, way }) =>
      `- **${name}** ${version}: ${way}.`
    ),
    "",
    "This package is played on a clock that is moved by hand, the others in " +
    "real time: a row that one of them fails is played again with four times " +
    "the time for each step, and again if something else was seen then. " +
    "Where a library has no word for something, the cell is a dash and the " +
    "reason stands below.",
    "",
    matrix(columns),
    ...SCENARIOS.flatMap((scenario, i) => section(scenario, i, columns)),
    "",
  ].join("\n");
}

function section(
  scenario: Scenario,
  i: number,
  columns: readonly Column[],
): string[] {
  const events = (scenario.outside ?? []).map(([ms, act]) =>
    `// after ${ms} ms, from outside: ${oneLine(act.toString())}`
  );
  const others = columns.flatMap(({ name, cells }) => {
    const told = tell(cells[i]!);
    return told === undefined ? [] : [`- ${name}: ${told}`];
  });
  return [
    "",
    `## ${i + 1}. ${sentence(scenario.title)}`,
    "",
    "```js",
    textOf(scenario),
    ...events,
    "```",
    "",
    `Must be seen: ${lines(scenario.sees)}`,
    ...others.length > 0 ? ["", ...others] : [],
  ];
}

/** What is to be said about a cell that does not pass. */
function tell(cell: Cell): string | undefined {
  if (cell.kind === "passes") return undefined;
  if (cell.kind === "unsaid") return `– (${cell.reason})`;
  return `${MARKS[cell.kind]} ${lines(cell.saw) || "nothing"}`;
}

/** Lines as one, where the same several times stands once. */
function lines(all: readonly string[]): string {
  const runs: { line: string; times: number }[] = [];
  for (const line of all) {
    const last = runs.at(-1);
    if (last?.line === line) last.times++;
    else runs.push({ line, times: 1 });
  }
  return runs.map(({ line, times }) =>
    `\`${line}\`${times > 1 ? ` (${times} times)` : ""}`
  ).join(", ");
}

function textOf({ main }: Scenario): string {
  const text = `function* ${main.toString().replace(/^\*\s*/, "")}`;
  return text.split("\n")
    .filter((line) => !line.includes("deno-lint-ignore"))
    .map((line) => line.replace(/^ {6}/, "")).join("\n");
}

function sentence(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function oneLine(text: string): string {
  return text.replace(/^\(o\)\s*=>\s*/, "").replace(/\s+/g, " ");
}

/** How many pass, of those that the library has words for. */
function passed(cells: readonly Cell[]): string {
  const said = cells.length - count(cells, "unsaid");
  return said === 0 ? "–" : `${count(cells, "passes")} of ${said}`;
}

function count(cells: readonly Cell[], kind: Cell["kind"]): number {
  return cells.filter((cell) => cell.kind === kind).length;
}

function heading(first: string, columns: readonly Column[]): string[] {
  return [
    first,
    ...columns.map(({ name, version }) => `${name} ${version}`),
  ];
}

function table(head: string[], rows: string[][]): string {
  const rule = head.map((_, i) => i === 0 ? "---" : ":-:");
  return [head, rule, ...rows].map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
