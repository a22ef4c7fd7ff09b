/**
 * Walks a site, breadth first, several requests at a time.
 */
import {
  type Coroutine,
  coroutine,
  type Task,
  TaskGroup,
} from "@twister/async";
import { BrokenLinkError, type Link } from "./broken_link.ts";
import { checkLink } from "./check_link.ts";
import type { Page } from "./fetch_page.ts";
import type { Options } from "./options.ts";
import type { Report } from "./report.ts";

/**
 * Checks all links of a site. What comes of it is noted in the report step by
 * step, so that it is of use also when the crawl is cancelled.
 *
 * @throws {BrokenLinkError} In the end, the first of those in the report.
 */
export const crawl: (report: Report, options: Options) => Task<void> =
  coroutine(function* crawl(report: Report, { limit, timeout }: Options) {
    const { frontier } = report;
    let failed: Task<Page> | undefined;
    // A page that is read adds its links as children; the group ends when all
    // have, and a cancel reaches every request.
    yield* TaskGroup.run(function* (group) {
      const spread = () => {
        for (const link of frontier.take()) group.spawn(visit, link);
      };
      function* visit(link: Link): Coroutine<void> {
        const page = checkLink(link, timeout);
        try {
          report.read(yield* page);
          spread();
        } catch (error) {
          if (!(error instanceof BrokenLinkError)) throw error;
          report.fail(error);
          failed ??= page;
        }
      }
      spread();
    }, { limit });
    for (const link of frontier.lost()) {
      report.broken.push(new BrokenLinkError(link, "has no such place"));
    }
    // Waiting for a failed task again gives its error again, whole way and all.
    if (failed) yield* failed;
    if (report.broken.length > 0) throw report.broken[0];
  });
