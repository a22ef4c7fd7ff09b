import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import { escaped } from "./_escaped.ts";

/** What a path gave to the pattern that it matched, each value decoded once. */
export interface PathMatch {
  /** All groups in their order; one that took no part is `undefined`. */
  readonly args: readonly (string | undefined)[];
  /** The groups that have a name. */
  readonly named: Readonly<Record<string, string | undefined>>;
}

const NOTHING: PathMatch = { args: [], named: Object.create(null) };

/** One piece of a pattern that can be reversed: text, or a group. */
type Piece = string | { readonly optional: boolean; readonly rest: boolean };

/**
 * A pattern of paths.
 *
 * It is text as it stands (`/about`), text with parameters (`/user/:id`, `:id?`
 * for one that may be missing with its slash, `:rest*` or a last `*` for all
 * that is left), a text with groups, which is a regular expression as Tornado
 * has it (`/user/([0-9]+)`), or a `RegExp`. The whole path has to match.
 *
 * A path is matched as it was sent, and what the groups caught is decoded after:
 * so a `%2F` stays within its argument.
 *
 * @example
 * ```ts
 * import { PathPattern } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const user = new PathPattern("/user/:id");
 * assertEquals(user.match("/user/a%2Fb")?.args, ["a/b"]);
 * assertEquals(user.match("/users"), undefined);
 * assertEquals(user.reverse(["ada l"]), "/user/ada%20l");
 * ```
 */
export class PathPattern {
  /** What it was made from. */
  readonly source: string;
  readonly #literal: string | undefined;
  readonly #regex: RegExp;
  readonly #pieces: readonly Piece[] | undefined;

  /**
   * Makes a pattern.
   *
   * @param pattern A text or a regular expression.
   * @throws {TypeError} If it is neither, or a text that begins with no slash.
   * @throws {SyntaxError} If it is no regular expression.
   */
  constructor(pattern: string | RegExp) {
    if (pattern instanceof RegExp) {
      this.source = pattern.source;
      this.#regex = anchored(pattern.source, pattern.flags);
      this.#pieces = piecesOfRegex(pattern.source);
    } else {
      checkText(pattern);
      this.source = pattern;
      const grouped = pattern.includes("(");
      this.#pieces = grouped ? piecesOfRegex(pattern) : piecesOf(pattern);
      this.#regex = anchored(grouped ? pattern : regexOf(pattern), "");
      const plain = !grouped && !/[:*]/.test(pattern);
      this.#literal = plain ? pattern : undefined;
    }
  }

  /**
   * Matches a path.
   *
   * @param path The path as it was sent.
   * @returns What the groups caught; `undefined` if it does not match.
   * @throws {HTTPError} A 400, if what a group caught cannot be decoded.
   */
  match(path: string): PathMatch | undefined {
    if (this.#literal !== undefined) {
      return path === this.#literal ? NOTHING : undefined;
    }
    const found = this.#regex.exec(path);
    if (found === null) return undefined;
    const args = found.slice(1).map(decoded);
    const named: Record<string, string | undefined> = Object.create(null);
    for (const [name, value] of Object.entries(found.groups ?? {})) {
      named[name] = decoded(value);
    }
    return { args, named };
  }

  /**
   * The path that the pattern matches with these arguments.
   *
   * @param args One for each group; they are encoded.
   * @returns The path.
   * @throws {TypeError} If it is a regular expression of which that cannot be
   * said, or has another number of groups.
   */
  reverse(args: readonly unknown[]): string {
    const groups = this.#pieces?.filter((piece) => typeof piece !== "string");
    if (this.#pieces === undefined || groups === undefined) {
      throw new TypeError(
        `Cannot reverse ${this.source}: it is a regular expression with more ` +
          "than plain groups. Write the path out, or use a pattern as /user/:id",
      );
    }
    const needed =
      groups.filter((group) => !(group as { optional: boolean }).optional)
        .length;
    if (args.length < needed || args.length > groups.length) {
      throw new TypeError(
        `Cannot reverse ${this.source} with ${args.length} arguments: it has ` +
          `${groups.length}`,
      );
    }
    return this.#pieces.reduce<{ path: string; at: number }>(
      (made, piece) => join(made, piece, args),
      { path: "", at: 0 },
    ).path;
  }
}

function join(
  made: { path: string; at: number },
  piece: Piece,
  args: readonly unknown[],
): { path: string; at: number } {
  const { path, at } = made;
  if (typeof piece === "string") return { path: path + piece, at };
  const arg = args[at];
  if (arg === undefined && piece.optional) {
    return { path: path.replace(/\/$/, ""), at: at + 1 };
  }
  const text = encodeURIComponent(String(arg));
  const quoted = piece.rest ? text.replaceAll("%2F", "/") : text;
  return { path: path + quoted, at: at + 1 };
}

function checkText(pattern: unknown): asserts pattern is string {
  if (typeof pattern === "string" && /^[/*(]/.test(pattern)) return;
  throw new TypeError(
    `Cannot route ${describe(pattern)}: expected a path that begins with a ` +
      "slash, such as /user/:id, or a RegExp",
  );
}

function anchored(source: string, flags: string): RegExp {
  return new RegExp(`^(?:${source})$`, flags.replace(/[gy]/g, ""));
}

const PARAMETER = /(\/?):([A-Za-z_]\w*)([?*]?)|\*$/g;

/** The regular expression of a text with parameters. */
function regexOf(pattern: string): string {
  let source = "", at = 0;
  for (const found of pattern.matchAll(PARAMETER)) {
    const [all, slash = "", name, mark] = found;
    source += escaped(pattern.slice(at, found.index));
    if (name === undefined) source += "(.*)";
    else if (mark === "?") source += `(?:${slash}(?<${name}>[^/]+))?`;
    else source += `${slash}(?<${name}>${mark === "*" ? ".*" : "[^/]+"})`;
    at = found.index + all.length;
  }
  return source + escaped(pattern.slice(at));
}

function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of pattern.matchAll(PARAMETER)) {
    const [all, slash = "", name, mark] = found;
    pieces.push(pattern.slice(at, found.index) + slash);
    pieces.push({
      optional: mark === "?",
      rest: mark === "*" || name === undefined,
    });
    at = found.index + all.length;
  }
  return [...pieces, pattern.slice(at)];
}

/** Only text and groups that hold no other: the rest has no one path. */
function piecesOfRegex(source: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  const bare = source.replace(/^\^/, "").replace(/\$$/, "");
  for (const piece of bare.split(/(\((?:\?<\w+>)?[^()?][^()]*\))(?![?*+{])/)) {
    if (piece.startsWith("(")) {
      pieces.push({ optional: false, rest: piece.includes(".") });
      continue;
    }
    const text = piece.replace(/\\([^\w\s])/g, "$1");
    if (/[()[\]{}|*+?^$\\]/.test(piece.replace(/\\[^\w\s]/g, ""))) return;
    pieces.push(text);
  }
  return pieces;
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || !text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HTTPError(400, "the path is not valid UTF-8");
  }
}
