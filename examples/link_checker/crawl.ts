/**
 * Walks a site, breadth first, with a number of workers at one queue.
 */
import {
  type Coroutine,
  coroutine,
  Queue,
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
    const { frontier } = report, queue = new Queue<Link>({ name: "pages" });
    let failed: Task<Page> | undefined;
    const spread = () =>
      frontier.take().forEach((link) => queue.putNowait(link));
    function* work(): Coroutine<never> {
      for (;;) {
        const link = yield* queue.get(), page = checkLink(link, timeout);
        try {
          report.read(yield* page);
          spread();
        } catch (error) {
          if (!(error instanceof BrokenLinkError)) throw error;
          report.fail(error);
          failed ??= page;
        } finally {
          queue.taskDone();
        }
      }
    }
    // A page that was read has put its links before it is done: so when all
    // are done none is left, and the workers wait at an empty queue.
    yield* TaskGroup.run(function* (group) {
      spread();
      for (let i = 0; i < limit; i++) group.spawn(work);
      yield* queue.join();
      group.cancel("all pages are done");
    });
    for (const link of frontier.lost()) {
      report.broken.push(new BrokenLinkError(link, "has no such place"));
    }
    // Waiting for a failed task again gives its error again, whole way and all.
    if (failed) yield* failed;
    if (report.broken.length > 0) throw report.broken[0];
  });
