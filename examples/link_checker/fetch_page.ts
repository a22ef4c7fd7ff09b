/**
 * Fetches one page.
 */
import {
  CancelledError,
  coroutine,
  currentTask,
  Future,
  IOLoop,
  type Task,
} from "@twister/async";
import { BrokenLinkError, type Link } from "./broken_link.ts";
import { readHtml } from "./html.ts";
import { readBody } from "./read_body.ts";

/** A page that answered. */
export interface Page {
  /** The link that leads to it. */
  readonly link: Link;
  /** Where it was found in the end, for links may be redirected. */
  readonly url: string;
  /** What its links are relative to. */
  readonly base: string;
  /** Where it leads, as written; nothing if it is no HTML of this site. */
  readonly hrefs: readonly string[];
  /** Its fragments; `undefined` where nobody looked. */
  readonly ids: ReadonlySet<string> | undefined;
  /** How much was read. */
  readonly bytes: number;
  /** Milliseconds from the request to the end of the body. */
  readonly ms: number;
}

/** A page may be so long; what follows is not read. */
const MOST_BYTES = 2 ** 20;

/**
 * Fetches the page of a link, and reads it if it is HTML. Cancelling the task
 * aborts the request, wherever it stands.
 *
 * @throws {BrokenLinkError} If there is no answer, or a bad one.
 */
export const fetchPage: (link: Link) => Task<Page> = coroutine(
  function* fetchPage(link: Link) {
    const loop = IOLoop.current(), began = loop.time();
    const response = yield* request(link);
    if (!response.ok) {
      yield response.body?.cancel();
      const answer = `${response.status} ${response.statusText}`.trimEnd();
      throw new BrokenLinkError(link, `answered ${answer}`);
    }
    const { body, url } = response;
    const page = { link, url, base: url, hrefs: [], ids: undefined, bytes: 0 };
    if (body === null || !isHtmlOf(link, response)) {
      yield body?.cancel();
      return { ...page, ms: loop.time() - began };
    }
    const { text, bytes } = yield* readBody(body, MOST_BYTES);
    const ms = loop.time() - began;
    return { ...page, ...readHtml(text, url), bytes, ms };
  },
);

function* request(link: Link): Generator<unknown, Response, unknown> {
  try {
    const { signal } = currentTask()!;
    const headers = { accept: "text/html, */*;q=0.5" };
    return yield* Future.from(fetch(link.url, { signal, headers }));
  } catch (cause) {
    if (cause instanceof CancelledError) throw cause;
    throw new BrokenLinkError(link, "cannot be reached", { cause });
  }
}

/** Pages of other sites, where a redirect may lead, are not looked at. */
function isHtmlOf(link: Link, { url, headers }: Response): boolean {
  const type = headers.get("content-type") ?? "";
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(type) &&
    new URL(url).origin === new URL(link.url).origin;
}
