/**
 * Checks one link, within a time.
 */
import { CancelledError, coroutine, IOLoop, type Task } from "@twister/async";
import { BrokenLinkError, type Link } from "./broken_link.ts";
import { fetchPage, type Page } from "./fetch_page.ts";

/**
 * The page that a link leads to.
 *
 * @param link The link.
 * @param timeout Milliseconds for all of it.
 * @throws {BrokenLinkError} If it leads nowhere, or takes too long.
 */
export const checkLink: (link: Link, timeout: number) => Task<Page> = coroutine(
  function* checkLink(link: Link, timeout: number) {
    const page = fetchPage(link), late = `no answer within ${timeout} ms`;
    // A handle can be a `using`: it is taken back however this ends.
    using _alarm = IOLoop.current().callLater(timeout, () => page.cancel(late));
    try {
      return yield* page;
    } catch (error) {
      const inTime = !(error instanceof CancelledError) ||
        error.reason !== late;
      throw inTime ? error : new BrokenLinkError(link, `gave ${late}`);
    }
  },
);
