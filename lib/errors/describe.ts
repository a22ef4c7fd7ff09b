/**
 * Prints any value for an error message without ever failing.
 *
 * Messages quote what the user passed, and what was passed may be hostile: a
 * revoked proxy, an object without prototype, a getter or `toString` that
 * throws. `String(x)` and template literals fail on these, and a message that
 * fails to build hides the mistake it was about. So only own data properties
 * are read, nothing of the user's is called, and the whole is guarded.
 */

const LONGEST = 60;
const MOST_KEYS = 3;

/** What stands for a value that cannot be looked at. */
const UNREADABLE = "an object that cannot be read";

/**
 * A short text for any value, for use within a sentence.
 *
 * @param value Anything at all.
 * @returns One line of text; it never throws and calls no code of the value's
 * but the traps of a proxy.
 */
export function describe(value: unknown): string {
  try {
    return print(value).replace(/[\r\n]+/g, " ");
  } catch {
    return UNREADABLE;
  }
}

/** The name of a function where it has one that is a plain string. */
export function nameOf(fn: unknown): string {
  try {
    const name = Object.getOwnPropertyDescriptor(fn, "name")?.value;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}

function print(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "bigint":
      return `${value}n`;
    case "symbol":
      return value.toString();
    case "function":
      return printFunction(value);
    case "object":
      return value === null ? "null" : printObject(value);
    default:
      return `${value}`;
  }
}

function quote(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return JSON.stringify(short);
}

function printFunction(fn: unknown): string {
  const name = nameOf(fn);
  // A class prints as one: calling it is not what its user should do.
  const text = Function.prototype.toString.call(fn);
  const kind = /^class\b/.test(text)
    ? "class"
    : /^(?:async\s+)?function\s*\*|^(?:async\s*)?\*/.test(text)
    ? "generator function"
    : "function";
  return name === "" ? `an anonymous ${kind}` : `${kind} ${name}`;
}

function printObject(object: object): string {
  const kind = className(object);
  if (Array.isArray(object)) return `an array of ${object.length}`;
  const keys = Object.keys(object);
  const shown = keys.slice(0, MOST_KEYS).map((key) => {
    const own = Object.getOwnPropertyDescriptor(object, key);
    return `${key}: ${own && "value" in own ? brief(own.value) : "…"}`;
  });
  if (keys.length > MOST_KEYS) shown.push("…");
  const body = shown.length === 0 ? "{}" : `{ ${shown.join(", ")} }`;
  if (kind === "Object") return body;
  return shown.length === 0 ? `a value of class ${kind}` : `${kind} ${body}`;
}

/** A member of an object: deeper levels are named, not opened. */
function brief(value: unknown): string {
  return value !== null && typeof value === "object" ? "…" : print(value);
}

function className(object: object): string {
  const proto = Object.getPrototypeOf(object);
  if (proto === null) return "[no prototype]";
  const made = Object.getOwnPropertyDescriptor(proto, "constructor")?.value;
  return nameOf(made) || "Object";
}
