import { describe } from "../errors/describe.ts";
import { hostFiles } from "./_static_files.ts";

/** What of a folder may be served. */
export interface StaticPathOptions {
  /** The file that stands for its folder, such as `index.html`: none. */
  defaultFilename?: string;
  /** Whether a symbolic link may lead out of the root: `false`. */
  followLinks?: boolean;
  /**
   * Whether names that begin with a dot are served: `false`. `.well-known`
   * always is.
   */
  dotFiles?: boolean;
}

/** Where a path leads: to a file, to an error, or on to another address. */
export type StaticTarget =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "error"; readonly code: 403 | 404 }
  | { readonly kind: "redirect"; readonly location: string };

const NOT_FOUND: StaticTarget = { kind: "error", code: 404 };
const FORBIDDEN: StaticTarget = { kind: "error", code: 403 };

/**
 * Finds the file that a path of a request means, and none outside of its root.
 *
 * The path has been decoded once, and is not decoded again. One with `..`, a
 * backslash, an empty part or a control character is not found, whatever lies
 * there: what several readers could understand differently has no file. The
 * real place of the file is compared with the real place of the root.
 *
 * @param root The folder.
 * @param path The decoded path below it, without a slash before.
 * @param options What may be served.
 * @returns A promise of where it leads. A folder without a slash behind, which
 * has a default file, is a redirect that stays on this host.
 * @throws {TypeError} If root or path is no text.
 * @throws The host's own error if the root itself cannot be had.
 *
 * @example
 * ```ts
 * import { resolveStatic } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await resolveStatic(".", "../etc/passwd"), {
 *   kind: "error",
 *   code: 404,
 * });
 * ```
 */
export async function resolveStatic(
  root: string,
  path: string,
  options: StaticPathOptions = {},
): Promise<StaticTarget> {
  for (const text of [root, path]) {
    if (typeof text !== "string") {
      throw new TypeError(
        `Cannot serve ${describe(text)}: expected a path as a string`,
      );
    }
  }
  const { files, paths } = hostFiles(), { defaultFilename } = options;
  const realRoot = await files.realpath(root);
  if (!isPlain(path, options.dotFiles === true)) return NOT_FOUND;
  const inRoot = (file: string) =>
    options.followLinks || file === realRoot ||
    file.startsWith(
      realRoot.endsWith(paths.sep) ? realRoot : realRoot + paths.sep,
    );
  try {
    let file = await files.realpath(paths.join(realRoot, path));
    if (!inRoot(file)) return FORBIDDEN;
    let info = await files.stat(file);
    const asFolder = path === "" || path.endsWith("/");
    if (info.isDirectory()) {
      if (defaultFilename === undefined) return FORBIDDEN;
      if (!asFolder) return { kind: "redirect", location: relative(path) };
      file = await files.realpath(paths.join(file, defaultFilename));
      if (!inRoot(file)) return FORBIDDEN;
      info = await files.stat(file);
    } else if (asFolder) return NOT_FOUND;
    return info.isFile() ? { kind: "file", file } : FORBIDDEN;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return { kind: "error", code };
  }
}

/** What the host says of a path that the client made up is no fault here. */
export function codeOf(error: unknown): 403 | 404 | undefined {
  const { code } = error as { code?: unknown };
  if (code === "EACCES" || code === "EPERM") return 403;
  const absent = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "EINVAL"];
  return absent.includes(code as string) ? 404 : undefined;
}

/**
 * The address with a slash behind, relative to itself: so neither a path such
 * as `//host/..` nor a Host header can make it lead to another site.
 */
function relative(path: string): string {
  return `./${encodeURIComponent(path.slice(path.lastIndexOf("/") + 1))}/`;
}

/** Whether every reader of a path sees the same names in it. */
function isPlain(path: string, dotFiles: boolean): boolean {
  // deno-lint-ignore no-control-regex -- these are what it looks for
  if (/[\x00-\x1f\x7f\\]/.test(path)) return false;
  const parts = path.split("/");
  if (parts.at(-1) === "") parts.pop();
  return parts.every((part) =>
    part !== "" && part !== "." && part !== ".." &&
    (dotFiles || part === ".well-known" || !part.startsWith("."))
  );
}
