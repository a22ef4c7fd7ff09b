/**
 * What the link checker was asked to do.
 */
import { parseArgs } from "node:util";

/** How to use it. */
export const USAGE = `Checks the links of a web site.

  deno task demo [--url URL] [--limit 8] [--timeout 10000]

  --url URL      the site: every page of its origin that links lead to;
                 without it, this repository's own pages are served and checked
  --limit N      how many requests may be under way at once
  --timeout MS   how long one request may take
  --help         this text`;

/** The wishes, checked. */
export interface Options {
  /** Where to begin; nothing for the repository's own pages. */
  readonly url?: URL;
  /** How many requests may be under way at once. */
  readonly limit: number;
  /** Milliseconds that one request may take. */
  readonly timeout: number;
}

/** The command line makes no sense. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads the command line.
 *
 * @returns The options; `undefined` where only help was asked for.
 * @throws {UsageError} If it cannot be understood.
 */
export function parseOptions(args: string[]): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    ...values.url === undefined ? {} : { url: siteUrl(values.url) },
    limit: count("--limit", values.limit),
    timeout: count("--timeout", values.timeout),
  };
}

interface Values {
  url?: string;
  limit: string;
  timeout: string;
  help: boolean;
}

function parse(args: string[]): Values {
  try {
    return parseArgs({
      args,
      options: {
        url: { type: "string" },
        limit: { type: "string", default: "8" },
        timeout: { type: "string", default: "10000" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function siteUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(
    `Cannot check ${text}: expected an address with http: or https:`,
  );
}

function count(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(
    `Cannot use ${option} ${text}: expected a whole number above zero`,
  );
}
