/**
 * Where a crawl has been, and where it has still to go.
 */
import { BrokenLinkError, type Link } from "./broken_link.ts";
import type { Page } from "./fetch_page.ts";

/** The links of one site, each page once, first found first. */
export class Frontier {
  /** The site: what a link must begin with to be followed. */
  readonly origin: string;
  readonly #links = new Map<string, Link>();
  readonly #elsewhere = new Set<string>();
  readonly #pages = new Map<string, Page | undefined>();
  readonly #found: Link[] = [];

  /** Begins with one page. */
  constructor(start: URL) {
    this.origin = start.origin;
    this.#add(start);
  }

  /** How many different links were found. */
  get links(): number {
    return this.#links.size + this.#elsewhere.size;
  }

  /** How many of them lead to other sites. */
  get elsewhere(): number {
    return this.#elsewhere.size;
  }

  /** How many pages of this site they lead to. */
  get pages(): number {
    return this.#pages.size;
  }

  /** Takes the pages found since the last time, in the order of finding. */
  take(): Link[] {
    return this.#found.splice(0);
  }

  /** Notes a page that answered; gives the errors of links that are none. */
  read(page: Page): BrokenLinkError[] {
    this.#pages.set(page.link.url, page);
    const broken: BrokenLinkError[] = [];
    for (const href of page.hrefs) {
      const url = URL.parse(href, page.base);
      if (url !== null) this.#add(url, page.url);
      else {
        const bad = { url: href, fragment: "", from: page.url };
        broken.push(new BrokenLinkError(bad, "is no address"));
      }
    }
    return broken;
  }

  /** The links whose page is there and has no such place. */
  *lost(): Generator<Link> {
    for (const link of this.#links.values()) {
      const ids = this.#pages.get(link.url)?.ids;
      if (link.fragment !== "" && ids && !jumps(link.fragment, ids)) yield link;
    }
  }

  #add(found: URL, from?: string): void {
    if (!/^https?:$/.test(found.protocol)) return;
    if (found.origin !== this.origin) {
      this.#elsewhere.add(found.href);
      return;
    }
    const fragment = found.hash.slice(1);
    found.hash = "";
    const link = { url: found.href, fragment, from };
    const key = `${link.url}#${fragment}`;
    if (!this.#links.has(key)) this.#links.set(key, link);
    if (this.#pages.has(link.url)) return;
    this.#pages.set(link.url, undefined);
    this.#found.push(link);
  }
}

/** Whether a fragment leads somewhere: as it stands, decoded, or to the top. */
function jumps(fragment: string, ids: ReadonlySet<string>): boolean {
  if (ids.has(fragment) || /^top$/i.test(fragment)) return true;
  if (fragment.startsWith(":~:")) return true; // a search for text
  try {
    return ids.has(decodeURIComponent(fragment));
  } catch {
    return false;
  }
}
