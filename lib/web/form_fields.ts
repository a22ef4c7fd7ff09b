import { HTTPError } from "../errors/http_error.ts";

/** Arguments by name, each with its values in order. */
export type Fields = Map<string, string[]>;

/**
 * Reads a query, or a form in the format of one.
 *
 * Each name and value is decoded once. Time is linear in the text, and the count
 * is taken before anything is kept: a flood of arguments costs no memory.
 *
 * @param text The query, without its question mark.
 * @param most How many arguments there may be.
 * @returns The arguments; an empty value is one.
 * @throws {HTTPError} A 400, if there are more, or one is not valid UTF-8.
 *
 * @example
 * ```ts
 * import { parseFields } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const fields = parseFields("q=a+b&q=%C3%A9&flag");
 * assertEquals(fields.get("q"), ["a b", "é"]);
 * assertEquals(fields.get("flag"), [""]);
 * ```
 */
export function parseFields(text: string, most: number = 1000): Fields {
  const fields: Fields = new Map();
  for (let start = 0, count = 0; start <= text.length;) {
    let end = text.indexOf("&", start);
    if (end < 0) end = text.length;
    if (end > start) {
      if (++count > most) {
        throw new HTTPError(400, `more than ${most} arguments`);
      }
      let sign = text.indexOf("=", start);
      if (sign < 0 || sign > end) sign = end;
      addField(
        fields,
        decoded(text.slice(start, sign)),
        decoded(text.slice(sign + 1, end)),
      );
    }
    start = end + 1;
  }
  return fields;
}

/** Adds a value to those of a name. */
export function addField(fields: Fields, name: string, value: string): void {
  const known = fields.get(name);
  if (known === undefined) fields.set(name, [value]);
  else known.push(value);
}

function decoded(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodedLoosely(spaced);
  }
}

/** A `%` that begins no pair of digits stands for itself, as in a browser. */
function decodedLoosely(text: string): string {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
  } catch {
    throw new HTTPError(400, "an argument is not valid UTF-8");
  }
}
