/**
 * Checks one link, within a time.
 */
import {
  coroutine,
  type Task,
  TimeoutError,
  withTimeout,
} from "@twister/async";
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
    try {
      return yield* withTimeout(timeout, fetchPage(link));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      throw new BrokenLinkError(link, `gave no answer within ${timeout} ms`);
    }
  },
);
