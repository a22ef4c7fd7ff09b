import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import { fromReadableStream } from "../interop/from_readable_stream.ts";
import { RequestHandler } from "./request_handler.ts";
import type { StaticPathOptions } from "./static_path.ts";
import { staticReply } from "./static_reply.ts";

/** Seconds of a year: what is named by its version does not change. */
const YEAR = 365 * 24 * 60 * 60;

/**
 * Serves the files below a folder. The route's pattern has one group, the path;
 * its arguments are `path`, the folder, and the options of
 * {@linkcode resolveStatic}. After Tornado.
 *
 * A file whose address has a version (`?v=…`) may be kept for a year. A path in
 * which a slash or backslash is encoded is not found: a guard before this
 * handler would have read it otherwise.
 *
 * @example
 * ```ts
 * import { Application, StaticFileHandler } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${path}/index.html`, "<p>hello");
 * const app = new Application([
 *   ["/(.*)", StaticFileHandler, { path, defaultFilename: "index.html" }],
 * ]);
 * const reply = await app.request("/");
 * assertEquals(reply.headers.get("content-type"), "text/html; charset=UTF-8");
 * assertEquals(await reply.text(), "<p>hello");
 * await Deno.remove(path, { recursive: true });
 * ```
 */
export class StaticFileHandler extends RequestHandler {
  #root = "";
  #options: StaticPathOptions = {};

  /**
   * Takes the folder.
   *
   * @param args `path` and options.
   * @throws {TypeError} If there is no path.
   */
  override initialize(args: Record<string, unknown>): void {
    const { path } = args;
    if (typeof path !== "string" || path === "") {
      throw new TypeError(
        `Cannot serve files of ${describe(path)}: give the route of a ` +
          "StaticFileHandler the argument { path }, a folder",
      );
    }
    this.#root = path;
    this.#options = args as StaticPathOptions;
  }

  /** Answers with the file. */
  override *get(path = ""): Generator<unknown, void, unknown> {
    const { request } = this;
    if (/%(?:2f|5c)/i.test(request.path)) throw new HTTPError(404);
    const asked = staticReply(this.#root, path, request, this.#options);
    const { status, headers, body } = (yield asked) as Awaited<typeof asked>;
    if (status === 403 || status === 404) throw new HTTPError(status);
    this.setStatus(status);
    this.clearHeader("Content-Type");
    for (const [name, value] of Object.entries(headers)) {
      this.setHeader(name, value);
    }
    this.#setCaching(path);
    if (body === undefined) return void (yield this.finish());
    const chunks = fromReadableStream(body);
    try {
      for (;;) {
        const { done, value } = yield* chunks.next();
        if (done) return;
        this.write(value);
        if (value.length < Number(headers["Content-Length"])) {
          yield* this.flush();
        }
      }
    } finally {
      yield* chunks.close();
    }
  }

  /**
   * Adds headers to the reply; to be overridden.
   *
   * @param _path The path of the file.
   */
  setExtraHeaders(_path: string): void {}

  #setCaching(path: string): void {
    if (/(?:^|&)v=/.test(this.request.query)) {
      this.setHeader("Cache-Control", `public, max-age=${YEAR}, immutable`);
    }
    this.setExtraHeaders(path);
  }
}
