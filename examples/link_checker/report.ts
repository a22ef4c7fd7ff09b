/**
 * What a crawl has found so far.
 */
import type { BrokenLinkError } from "./broken_link.ts";
import type { Page } from "./fetch_page.ts";
import { Frontier } from "./frontier.ts";

/** The findings, while they grow and in the end. */
export class Report {
  /** Where the crawl has been and has still to go. */
  readonly frontier: Frontier;
  /** The errors of the broken links, in the order of finding. */
  readonly broken: BrokenLinkError[] = [];
  /** How many pages answered. */
  pages = 0;
  /** How many bytes were read. */
  bytes = 0;
  /** How many pages did not answer, or badly. */
  #failed = 0;
  /** How long each page took, in milliseconds. */
  readonly #times: number[] = [];
  readonly #planted: string | undefined;

  /**
   * Begins with one page.
   *
   * @param planted The address that is broken on purpose, if one is.
   */
  constructor(start: URL, planted?: string) {
    this.frontier = new Frontier(start);
    this.#planted = planted;
  }

  /** The broken links that nobody planted. */
  get unexpected(): BrokenLinkError[] {
    return this.broken.filter(({ link }) => link.url !== this.#planted);
  }

  /** How many pages are known and have neither answered nor failed. */
  get waiting(): number {
    return this.frontier.pages - this.pages - this.#failed;
  }

  /** Notes a page that answered, and its links. */
  read(page: Page): void {
    this.pages++;
    this.bytes += page.bytes;
    this.#times.push(page.ms);
    this.broken.push(...this.frontier.read(page));
  }

  /** Notes a page that failed. */
  fail(error: BrokenLinkError): void {
    this.#failed++;
    this.broken.push(error);
  }

  /** The time within which so many per cent of the pages came. */
  percentile(percent: number): number | undefined {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * percent / 100) - 1];
  }
}
