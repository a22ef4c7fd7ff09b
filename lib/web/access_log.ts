import { oneLine } from "./_escaped.ts";

/** What is told of a finished request. */
export interface AccessRecord {
  /** The id that `requestId` had. */
  readonly requestId: string;
  /** The class of the handler. */
  readonly handler: string;
  /** The method. */
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly uri: string;
  /** The status of the reply; 499 if the client hung up before it. */
  readonly status: number;
  /** Milliseconds from the request to the end of the reply. */
  readonly duration: number;
  /** The client's address. */
  readonly remoteAddress: string;
}

/**
 * The record as one line. What the client chose has no line break in it, so it
 * cannot write a line of its own into the log.
 *
 * @param record What `accessLog` was told.
 * @returns The line.
 *
 * @example
 * ```ts
 * import { accessLine, Application, RequestHandler } from "@twister/async/web";
 * import { assertMatch } from "@std/assert";
 *
 * const lines: string[] = [];
 * class Page extends RequestHandler {
 *   override get(): void {}
 * }
 * const app = new Application([["/", Page]], {
 *   accessLog: (record) => lines.push(accessLine(record)),
 * });
 * await app.request("/?q=1");
 * assertMatch(lines[0]!, /^200 GET \/\?q=1 \(.*\) [\d.]+ ms/);
 * ```
 */
export function accessLine(record: AccessRecord): string {
  const { status, method, uri, remoteAddress, duration, requestId } = record;
  return oneLine(
    `${status} ${method} ${uri} (${remoteAddress}) ` +
      `${duration.toFixed(2)} ms ${requestId}`,
  );
}
