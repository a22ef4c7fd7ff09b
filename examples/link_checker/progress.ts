/**
 * Shows how far a crawl is, while it works.
 */
import { PeriodicCallback } from "@twister/async";
import type { Report } from "./report.ts";
import type { Output } from "./terminal.ts";

/**
 * Shows it again and again, until it is disposed of: ten times a second where
 * it overwrites itself, once a second where every line stays.
 */
export function showProgress(report: Report, output: Output): Disposable {
  const show = () => {
    const { pages, broken, frontier, waiting } = report;
    output.status(
      `${pages} pages, ${frontier.links} links, ${broken.length} broken, ` +
        `${waiting} pages to go`,
    );
  };
  const beat = new PeriodicCallback(show, output.live ? 100 : 1000);
  beat.start();
  return {
    [Symbol.dispose]() {
      beat.stop();
      output.status("");
    },
  };
}
