import { describe } from "../errors/describe.ts";
import { checkFieldName, checkFieldValue } from "./field_rules.ts";

/** What headers can be made from. */
export type HeadersInput =
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | readonly string[]>>;

/** The values of one name, in the order of adding. */
interface Field {
  /** In small letters. */
  readonly key: string;
  values: string[];
}

const NO_FIELDS: Map<string, Field> = new Map();

/**
 * Header fields: names in any case, several values a name.
 *
 * Each value is kept by itself, so that of two `Set-Cookie` both can be had.
 * Names and values are checked as they are put in: a line break in one could
 * smuggle in a header of somebody else's. After Tornado's `HTTPHeaders`.
 *
 * @example
 * ```ts
 * import { HTTPHeaders } from "@twister/async/http";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const headers = new HTTPHeaders({ "content-type": "text/html" });
 * headers.add("Set-Cookie", "a=1");
 * headers.add("Set-Cookie", "b=2");
 * assertEquals(headers.get("Content-Type"), "text/html");
 * assertEquals(headers.getList("set-cookie"), ["a=1", "b=2"]);
 * assertThrows(() => headers.set("X-Name", "a\r\nEvil: yes"), TypeError);
 * ```
 */
export class HTTPHeaders implements Iterable<[string, string]> {
  /** Shared while there are none: most requests have no headers. */
  #fields: Map<string, Field> = NO_FIELDS;

  /**
   * Makes headers.
   *
   * @param from A record, whose values may be lists, or pairs: an array of
   * them, a Map, the platform's `Headers`, other HTTPHeaders.
   * @throws {TypeError} If it is nothing of that kind, or a name or value
   * cannot be sent.
   */
  constructor(from?: HeadersInput) {
    if (from === undefined) return;
    if (from === null || typeof from !== "object") {
      throw new TypeError(
        `Cannot make headers from ${describe(from)}: expected a record such ` +
          'as { Accept: "text/html" }, or pairs of name and value',
      );
    }
    for (const [name, value] of pairsOf(from)) this.add(name, value);
  }

  /**
   * The headers of a text as it goes over the wire, a field a line. A line that
   * begins with a blank goes on with the one before.
   *
   * @param text The lines.
   * @returns The headers.
   * @throws {TypeError} If a line is no field.
   */
  static parse(text: string): HTTPHeaders {
    const headers = new HTTPHeaders();
    // Parts are joined once: adding to a string, or to a value, line by line
    // lets a hostile text of many lines take quadratic time.
    let parts: string[] = [];
    const flush = () => {
      if (parts.length > 0) headers.parseLine(parts.join(" "));
    };
    for (const line of text.split(/\r?\n/)) {
      if (line === "") continue;
      if (/^[ \t]/.test(line) && parts.length > 0) parts.push(line.trim());
      else {
        flush();
        parts = [line];
      }
    }
    flush();
    return headers;
  }

  /**
   * The headers that a peer sent, which the host has checked.
   *
   * @internal
   */
  static _received(pairs: Iterable<readonly [string, string]>): HTTPHeaders {
    const headers = new HTTPHeaders();
    for (const [name, value] of pairs) headers.#put(name, value);
    return headers;
  }

  /** How many names there are. */
  get size(): number {
    return this.#fields.size;
  }

  /**
   * Adds a value, beside those that the name has.
   *
   * @param name The name.
   * @param value The value; blanks around it are dropped.
   * @throws {TypeError} If one of them cannot be sent.
   */
  add(name: string, value: string): void {
    this.#put(checkFieldName(name), checkFieldValue(name, value));
  }

  /**
   * Sets the value of a name, in place of all it has.
   *
   * @param name The name.
   * @param value The value; blanks around it are dropped.
   * @throws {TypeError} If one of them cannot be sent.
   */
  set(name: string, value: string): void {
    const checked = checkFieldValue(checkFieldName(name), value);
    const known = this.#fields.get(name.toLowerCase());
    if (known !== undefined) known.values = [checked];
    else this.#put(name, checked);
  }

  /**
   * The value of a name.
   *
   * @param name The name, in any case.
   * @returns Several values joined by `", "`; `undefined` if it has none.
   */
  get(name: string): string | undefined {
    return this.#fields.get(name.toLowerCase())?.values.join(", ");
  }

  /**
   * The values of a name, each by itself.
   *
   * @param name The name, in any case.
   * @returns A new array; empty if it has none.
   */
  getList(name: string): string[] {
    return [...this.#fields.get(name.toLowerCase())?.values ?? []];
  }

  /** The cookies that a response sets: `getList("Set-Cookie")`. */
  getSetCookie(): string[] {
    return this.getList("set-cookie");
  }

  /**
   * All fields, in the order of adding; those of one name stand together.
   *
   * @returns Pairs of name and value.
   */
  *getAll(): Generator<[string, string], void, undefined> {
    for (const { key, values } of this.#fields.values()) {
      const name = printed(key);
      for (const value of values) yield [name, value];
    }
  }

  /**
   * How long the lines are, all together.
   *
   * @internal
   */
  get _length(): number {
    let sum = 0;
    for (const { key, values } of this.#fields.values()) {
      for (const value of values) sum += key.length + value.length + 4;
    }
    return sum;
  }

  /**
   * Whether a name has a value.
   *
   * @param name The name, in any case.
   * @returns If it has.
   */
  has(name: string): boolean {
    return this.#fields.has(name.toLowerCase());
  }

  /**
   * Takes all values of a name out.
   *
   * @param name The name, in any case.
   * @returns Whether it had any.
   */
  delete(name: string): boolean {
    return this.#fields.delete(name.toLowerCase());
  }

  /**
   * Adds the field of one line, such as `Content-Type: text/html`.
   *
   * @param line The line; a line break at its end is dropped.
   * @throws {TypeError} If it is no field.
   */
  parseLine(line: string): void {
    const text = line.replace(/\r?\n$/, "");
    const colon = text.indexOf(":");
    if (colon < 0) {
      throw new TypeError(
        `Cannot read ${describe(text)} as a header: it has no colon`,
      );
    }
    this.add(text.slice(0, colon), text.slice(colon + 1));
  }

  /** A copy that goes its own way. */
  copy(): HTTPHeaders {
    return HTTPHeaders._received(this.getAll());
  }

  /** The same as {@linkcode HTTPHeaders.getAll}. */
  [Symbol.iterator](): Iterator<[string, string], void, undefined> {
    return this.getAll();
  }

  /** The lines, as they go over the wire. */
  toString(): string {
    return Array.from(this, ([name, value]) => `${name}: ${value}\r\n`).join(
      "",
    );
  }

  /** A record, for `JSON.stringify`: the values of one name joined. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(
      Array.from(this.#fields.values(), ({ key, values }) => [
        printed(key),
        values.join(", "),
      ]),
    );
  }

  #put(name: string, value: string): void {
    if (this.#fields === NO_FIELDS) this.#fields = new Map();
    const key = name.toLowerCase(), known = this.#fields.get(key);
    if (known !== undefined) known.values.push(value);
    else this.#fields.set(key, { key, values: [value] });
  }
}

/** `content-type` as `Content-Type`. */
function printed(key: string): string {
  return key.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function* pairsOf(
  from: HeadersInput,
): Generator<readonly [string, string], void, undefined> {
  if (Symbol.iterator in from) return yield* checked(from);
  for (const [name, given] of Object.entries(from)) {
    // A value of undefined is left out, as an option is.
    if (given === undefined) continue;
    const values: readonly string[] = Array.isArray(given) ? given : [given];
    for (const value of values) yield [name, value];
  }
}

function* checked(
  pairs: Iterable<readonly [string, string]>,
): Generator<readonly [string, string], void, undefined> {
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new TypeError(
        `Cannot make headers from ${describe(pair)}: expected a pair of name ` +
          "and value",
      );
    }
    yield pair as readonly [string, string];
  }
}
