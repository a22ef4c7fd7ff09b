/**
 * What is shown and what is logged when a handler fails.
 */

import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import { formatTraceback } from "../traceback/stitch.ts";
import { escapeHtml, oneLine } from "./_escaped.ts";
import { print } from "./_host.ts";
import type { HTTPServerRequest } from "./http_server_request.ts";
import type { Settings } from "./_settings.ts";

/**
 * The status that answers an error. An `HTTPError` of ours has its own; one that
 * came from another server is no answer to this request.
 *
 * @param error What was thrown.
 * @returns The status.
 */
export function statusOf(error: unknown): number {
  if (!(error instanceof HTTPError) || error.response !== undefined) return 500;
  return error.code >= 400 && error.code <= 511 ? error.code : 500;
}

/**
 * The page for a status. It tells a visitor nothing of the error; with the
 * setting `debug` it is the traceback, as plain text.
 *
 * @param status The status.
 * @param reason Its phrase.
 * @param error What was thrown.
 * @param settings Whether `debug` is on.
 * @returns The page, with its type.
 */
export function errorPage(
  status: number,
  reason: string,
  error: unknown,
  settings: Readonly<Settings>,
): { type: string; text: string } {
  if (settings.debug === true && error !== undefined) {
    const text = `${status}: ${reason}\n\n${formatTraceback(error)}\n`;
    return { type: "text/plain; charset=UTF-8", text };
  }
  const title = escapeHtml(`${status}: ${reason}`);
  return {
    type: "text/html; charset=UTF-8",
    text: `<html><title>${title}</title><body>${title}</body></html>`,
  };
}

/**
 * Tells the log of an error: one line, then the traceback of what is no
 * `HTTPError`. The host's console is told of what the program did wrong only.
 *
 * @param settings Who logs.
 * @param request Whose handler threw it.
 * @param error What was thrown.
 */
export function logLine(
  settings: Readonly<Settings>,
  request: HTTPServerRequest,
  error: unknown,
): void {
  const status = statusOf(error), isPlanned = status < 500;
  const what = error instanceof Error
    ? `${error.name}: ${error.message}`
    : describe(error);
  const line = oneLine(`${status} ${request.method} ${request.uri} ${what}`);
  const level = isPlanned ? "info" : "error";
  try {
    if (settings.log !== undefined) settings.log(level, line, error);
    else if (!isPlanned) print(level, `${line}\n${formatTraceback(error)}`);
  } catch (second) {
    print("error", `${line}\nand the log failed: ${describe(second)}`);
  }
}
