/**
 * Finds in a page what a link checker wants to know: where it leads, and where
 * one can jump to within it.
 */
// deno-lint-ignore no-import-prefix
import { Parser } from "npm:htmlparser2@12.0.0";

/** What was found. */
export interface Found {
  /** Values of `href` and `src`, as they stand there. */
  readonly hrefs: string[];
  /** What fragments may name. */
  readonly ids: Set<string>;
  /** What its links are relative to. */
  readonly base: string;
}

/** Elements whose `href` tells the browser of a host, and is no page. */
const HINTS = /\b(?:preconnect|dns-prefetch)\b/;

/** Reads a page; one that is cut off in the middle is read up to there. */
export function readHtml(text: string, url: string): Found {
  const hrefs: string[] = [], ids = new Set<string>();
  let base: string | undefined;
  const parser = new Parser({
    onopentag(tag, { id, name, href, src, rel = "" }) {
      if (id) ids.add(id);
      if (tag === "a" && name) ids.add(name);
      if (tag === "base") base ??= href;
      else if (href !== undefined && !HINTS.test(rel)) hrefs.push(href);
      if (src !== undefined) hrefs.push(src);
    },
  });
  parser.end(text);
  return { hrefs, ids, base: URL.parse(base ?? url, url)?.href ?? url };
}
