/**
 * A link, and the error of one that leads nowhere.
 */

/** A link as it was found. */
export interface Link {
  /** The page it leads to, without the fragment. */
  readonly url: string;
  /** The place on that page: what follows the `#`, or nothing. */
  readonly fragment: string;
  /** The page that has it; nothing for the one to begin with. */
  readonly from: string | undefined;
}

/** A link leads nowhere. */
export class BrokenLinkError extends Error {
  override readonly name = "BrokenLinkError";
  /** The link. */
  readonly link: Link;
  /** What is wrong with it, in a few words. */
  readonly why: string;

  constructor(link: Link, why: string, options?: ErrorOptions) {
    const { url, fragment, from } = link;
    const to = fragment === "" ? url : `${url}#${fragment}`;
    super(`${to} ${why}${from ? `, linked from ${from}` : ""}`, options);
    this.link = link;
    this.why = why;
  }
}
