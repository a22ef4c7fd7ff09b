/**
 * Serves this repository as a web site: Markdown and sources as pages.
 */
import { coroutine, type Task } from "@twister/async";
import { anchor, escape, htmlPage, list } from "./html_page.ts";
import { markdown } from "./markdown.ts";
import { type Entry, lookAt } from "./repository.ts";
import { sourcePage } from "./source_page.ts";

/** A site that is being served. */
export interface DocsSite {
  /** Its first page. */
  readonly url: URL;
  /** The address of the link that is broken on purpose. */
  readonly planted: string;
  /** Ends it; answers under way are finished. */
  close(): Promise<void>;
}

const PLANTED = "/planted/this-page-is-missing";

/** Serves the repository on a free port of the loopback interface. */
export function serveDocs(): DocsSite {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    answer,
  );
  const url = new URL(`http://127.0.0.1:${server.addr.port}/`);
  return {
    url,
    planted: new URL(PLANTED, url).href,
    close: () => server.shutdown(),
  };
}

const answer: (request: Request) => Task<Response> = coroutine(
  function* answer(request: Request) {
    const path = decodeURIComponent(new URL(request.url).pathname);
    const entry = yield* lookAt(path);
    if (entry === undefined) return new Response("Not found", { status: 404 });
    if ("text" in entry && !PAGES.test(path)) return new Response(entry.text);
    return new Response(htmlPage(path, inner(path, entry)), {
      headers: { "content-type": "text/html; charset=utf-8" },
    });
  },
);

/**
 * Files that are shown as pages; others are served as they are. Among those
 * are tests, whose sources hold addresses that lead nowhere.
 */
const PAGES = /\.md$|^\/(?:lib\/|examples\/|mod\b).*\.ts$/;

/** The inner HTML for what lies at a path. */
function inner(path: string, entry: Entry): string {
  if ("names" in entry) return listing(path, entry.names);
  return path.endsWith(".md") ? markdown(entry.text) : sourcePage(entry.text);
}

function listing(path: string, names: readonly string[]): string {
  const links = names.map((name) => anchor(name, name));
  if (path === "/") links.push(anchor(PLANTED, "a link broken on purpose"));
  return `<h1>${escape(path)}</h1>${list(links)}`;
}
