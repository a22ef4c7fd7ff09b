/**
 * Walks a site, breadth first, several requests at a time.
 */
import { coroutine, type Task } from "@twister/async";
import { BrokenLinkError } from "./broken_link.ts";
import { checkLink } from "./check_link.ts";
import type { Page } from "./fetch_page.ts";
import { InFlight } from "./in_flight.ts";
import type { Options } from "./options.ts";
import type { Report } from "./report.ts";

/**
 * Checks all links of a site. What comes of it is noted in the report step by
 * step, so that it is of use also when the crawl is cancelled.
 *
 * @throws {BrokenLinkError} In the end, the first of those in the report.
 */
export const crawl: (report: Report, options: Options) => Task<void> =
  coroutine(function* crawl(report: Report, options: Options) {
    const { frontier } = report, visits = new InFlight<Page>();
    try {
      for (;;) {
        while (visits.size < options.limit && frontier.waiting > 0) {
          visits.add(checkLink(frontier.take(), options.timeout));
        }
        if (visits.size === 0) break;
        try {
          report.read(yield* visits.next());
        } catch (error) {
          if (!(error instanceof BrokenLinkError)) throw error;
          report.broken.push(error);
        }
      }
    } finally {
      yield* visits.stop("the crawl is over");
    }
    for (const link of frontier.lost()) {
      report.broken.push(new BrokenLinkError(link, "has no such place"));
    }
    if (report.broken.length > 0) throw report.broken[0];
  });
