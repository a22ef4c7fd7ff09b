/**
 * Cookies as they stand in headers.
 */

import { describe } from "../errors/describe.ts";

/** What a browser is told of a cookie beside its value. */
export interface CookieOptions {
  /** The host, with its subdomains; without it, this host alone. */
  domain?: string;
  /** The path below which it is sent; `/` by default. */
  path?: string;
  /** When it ends; without it and `maxAge`, with the browser's session. */
  expires?: Date;
  /** Seconds until it ends. */
  maxAge?: number;
  /** Sent over HTTPS only. */
  secure?: boolean;
  /** Not shown to scripts. */
  httpOnly?: boolean;
  /** Whether other sites' pages send it along. */
  sameSite?: "Strict" | "Lax" | "None";
  /** Kept apart for each site that embeds the page. */
  partitioned?: boolean;
}

const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/** What RFC 6265 lets stand in a value. */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/** Printable and no end of the attribute. */
const ATTRIBUTE = /^[\x20-\x3a\x3c-\x7e]*$/;

/**
 * Reads a `Cookie` header. What is no cookie in it is left out, never an error:
 * others on the same host may have set it. Time is linear in the text.
 *
 * @param header The header.
 * @param most How many cookies are looked at.
 * @returns The cookies by name; of equal names the first counts, which is the
 * one with the longest path.
 *
 * @example
 * ```ts
 * import { parseCookies } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const cookies = parseCookies('a=1; =x; b="2";');
 * assertEquals([...cookies], [["a", "1"], ["b", "2"]]);
 * ```
 */
export function parseCookies(
  header: string,
  most: number = 100,
): Map<string, string> {
  const cookies = new Map<string, string>();
  for (let start = 0, count = 0; start < header.length && count < most;) {
    let end = header.indexOf(";", start);
    if (end < 0) end = header.length;
    const sign = header.indexOf("=", start);
    if (sign > start && sign < end) {
      const name = header.slice(start, sign).trim();
      if (name !== "" && !cookies.has(name)) {
        cookies.set(name, unquoted(header.slice(sign + 1, end).trim()));
        count++;
      }
    }
    start = end + 1;
  }
  return cookies;
}

function unquoted(value: string): string {
  const quoted = value.length > 1 && value.startsWith('"') &&
    value.endsWith('"');
  return quoted ? value.slice(1, -1) : value;
}

/**
 * Writes a `Set-Cookie` header.
 *
 * @param name The name.
 * @param value The value.
 * @param options Where and how long it holds.
 * @returns The header's value.
 * @throws {TypeError} If a part of it could end itself and begin another: a
 * semicolon, a control character, and whatever else a cookie may not have.
 *
 * @example
 * ```ts
 * import { cookieText } from "@twister/async/web";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(cookieText("a", "1", { httpOnly: true }), "a=1; Path=/; HttpOnly");
 * assertThrows(() => cookieText("a", "1; Domain=evil.example"), TypeError);
 * ```
 */
export function cookieText(
  name: string,
  value: string,
  options: CookieOptions = {},
): string {
  check(NAME, name, "name", name, "letters, digits and hyphens");
  check(
    VALUE,
    value,
    "value",
    name,
    "printable characters without blanks, commas, quotes and semicolons. " +
      "Use encodeURIComponent(value)",
  );
  const parts = [`${name}=${value}`];
  const put = (key: string, text: string | undefined) => {
    if (text === undefined) return;
    check(ATTRIBUTE, text, key, name, "printable characters, no semicolon");
    parts.push(`${key}=${text}`);
  };
  put("Path", options.path ?? "/");
  put("Domain", options.domain);
  put("Expires", options.expires?.toUTCString());
  put("Max-Age", wholeSeconds(options.maxAge, name));
  if (options.secure === true) parts.push("Secure");
  if (options.httpOnly === true) parts.push("HttpOnly");
  const { sameSite } = options;
  if (sameSite !== undefined) {
    check(/^(?:Strict|Lax|None)$/, sameSite, "SameSite", name, "Strict or Lax");
  }
  put("SameSite", sameSite);
  if (options.partitioned === true) parts.push("Partitioned");
  return parts.join("; ");
}

function wholeSeconds(
  seconds: number | undefined,
  name: string,
): string | undefined {
  if (seconds === undefined) return undefined;
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) {
    throw new TypeError(
      `Cannot set the cookie ${name} with maxAge ${describe(seconds)}: ` +
        "expected seconds",
    );
  }
  return String(Math.trunc(seconds));
}

function check(
  allowed: RegExp,
  text: unknown,
  part: string,
  name: string,
  accepted: string,
): void {
  if (typeof text === "string" && allowed.test(text)) return;
  throw new TypeError(
    `Cannot set the cookie ${describe(name)} with the ${part} ` +
      `${describe(text)}: expected ${accepted}`,
  );
}
