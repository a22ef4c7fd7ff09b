/**
 * Prints what a crawl has found.
 */
import type { Report } from "./report.ts";

/** The figures, a line each. */
export function figures(report: Report, elapsed: number): string[] {
  const { frontier, broken, pages, waiting, bytes } = report;
  const planted = broken.length > report.unexpected.length
    ? "one of them on purpose"
    : "";
  const elsewhere = frontier.elsewhere > 0
    ? `${number(frontier.elsewhere)} of them elsewhere, not followed`
    : "";
  const left = waiting > 0 ? `${number(waiting)} more found, not visited` : "";
  const rows: [name: string, value: string, note?: string][] = [
    ["pages", number(pages), left],
    ["links", number(frontier.links), elsewhere],
    ["broken links", number(broken.length), planted],
    ["bytes", number(bytes)],
    ["p50", time(report.percentile(50))],
    ["p99", time(report.percentile(99))],
    ["elapsed", time(elapsed)],
  ];
  return rows.map(([name, value, note = ""]) =>
    `  ${name.padEnd(14)}${value.padStart(12)}  ${note}`.trimEnd()
  );
}

/** The broken links, a line each, with what they have in common left out. */
export function brokenLinks({ broken, frontier }: Report): string[] {
  return broken.map(({ message }) =>
    `  ${message.replaceAll(`${frontier.origin}/`, "/")}`
  );
}

function number(n: number): string {
  return n.toLocaleString("en");
}

function time(ms: number | undefined): string {
  if (ms === undefined) return "–";
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s `;
}
