import { matchesEtag } from "./etag.ts";
import { parseByteRange } from "./byte_range.ts";
import { type FileInfo, hostFiles, streamOf } from "./_static_files.ts";
import { contentTypeOf } from "./_static_types.ts";
import {
  codeOf,
  resolveStatic,
  type StaticPathOptions,
} from "./static_path.ts";

/** What of a request a file depends on. */
export interface StaticRequest {
  /** `GET` or `HEAD`. */
  readonly method: string;
  /** Its headers: `Headers` of the platform will do. */
  readonly headers: { get(name: string): string | null | undefined };
}

/** What is answered for a file. */
export interface StaticReply {
  /** The status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, if there is one: read it to its end or cancel it. */
  readonly body?: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Answers for a file below a folder, with all that HTTP has for files: tags and
 * dates of what the client has, a range, no body for `HEAD`.
 *
 * @param root The folder.
 * @param path The decoded path below it.
 * @param request The request.
 * @param options What may be served.
 * @returns A promise of the reply; errors of the client are replies too.
 * @throws The host's own error if the root cannot be had.
 *
 * @example
 * ```ts
 * import { staticReply } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const root = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${root}/a.txt`, "hello world");
 * const headers = new Headers({ range: "bytes=0-4" });
 * const reply = await staticReply(root, "a.txt", { method: "GET", headers });
 * assertEquals([reply.status, reply.headers["Content-Range"]], [
 *   206,
 *   "bytes 0-4/11",
 * ]);
 * assertEquals(await new Response(reply.body!).text(), "hello");
 * await Deno.remove(root, { recursive: true });
 * ```
 */
export async function staticReply(
  root: string,
  path: string,
  request: StaticRequest,
  options: StaticPathOptions = {},
): Promise<StaticReply> {
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, headers: { Allow: "GET, HEAD" } };
  }
  const target = await resolveStatic(root, path, options);
  if (target.kind === "error") return { status: target.code, headers: {} };
  if (target.kind === "redirect") {
    return { status: 301, headers: { Location: target.location } };
  }
  return await ofFile(target.file, request);
}

async function ofFile(
  path: string,
  request: StaticRequest,
): Promise<StaticReply> {
  const { files } = hostFiles();
  const file = await files.open(path, "r").catch((error) => {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return code;
  });
  if (typeof file === "number") return { status: file, headers: {} };
  let kept = false;
  try {
    // Of the open file: what stands at its path may be another by now.
    const info = await file.stat();
    const { status, headers, part } = decide(path, info, request);
    if (part === undefined || request.method === "HEAD") {
      return { status, headers };
    }
    kept = true;
    return { status, headers, body: streamOf(file, ...part) };
  } finally {
    if (!kept) await file.close();
  }
}

/** Status and headers, with the first byte and the length of the body. */
function decide(path: string, info: FileInfo, request: StaticRequest) {
  const { size } = info, modified = new Date(info.mtimeMs);
  const tag = `"${Math.floor(info.mtimeMs).toString(16)}-${size.toString(16)}"`;
  const headers: Record<string, string> = {
    "Accept-Ranges": "bytes",
    "Etag": tag,
    "Last-Modified": modified.toUTCString(),
    "X-Content-Type-Options": "nosniff",
  };
  const get = (name: string) => request.headers.get(name) ?? undefined;
  const condition = conditionOf(get, tag, modified);
  if (condition !== undefined) return { status: condition, headers };
  const range =
    request.method === "GET" && isSame(get("if-range"), tag, modified)
      ? parseByteRange(get("range") ?? "", size)
      : undefined;
  if (range === "unsatisfiable") {
    headers["Content-Range"] = `bytes */${size}`;
    return { status: 416, headers };
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const length = end - start + 1;
  headers["Content-Type"] = contentTypeOf(path);
  headers["Content-Length"] = String(length);
  if (range !== undefined) {
    headers["Content-Range"] = `bytes ${start}-${end}/${size}`;
  }
  const part = [start, length] as const;
  return { status: range === undefined ? 200 : 206, headers, part };
}

/** A 304 or 412 that the client's conditions make; tags go before dates. */
function conditionOf(
  get: (name: string) => string | undefined,
  tag: string,
  modified: Date,
): 304 | 412 | undefined {
  const match = get("if-match"), none = get("if-none-match");
  const since = seconds(get("if-modified-since"));
  const unmodified = seconds(get("if-unmodified-since"));
  const time = seconds(modified.toUTCString())!;
  if (match !== undefined) {
    const strong = match.replace(/W\/"[^"]*"/g, "");
    if (!matchesEtag(strong, tag)) return 412;
  } else if (unmodified !== undefined && time > unmodified) return 412;
  if (none !== undefined) return matchesEtag(none, tag) ? 304 : undefined;
  return since !== undefined && time <= since ? 304 : undefined;
}

/** Whether the client's part, if it has one, is of this very file. */
function isSame(ifRange: string | undefined, tag: string, modified: Date) {
  return ifRange === undefined || ifRange.trim() === tag ||
    ifRange.trim() === modified.toUTCString();
}

/** Seconds of a date of HTTP; nothing for what is none. */
function seconds(date: string | undefined): number | undefined {
  if (date === undefined || !/^[A-Z][a-z]+, .*GMT$/.test(date)) {
    return undefined;
  }
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}
