/**
 * Reads the body of a response, within a limit.
 */

import type { IOLoop } from "../loop/io_loop.ts";
import { markOurs } from "../traceback/stitch.ts";
import { ended } from "./hooks.ts";
import {
  ExchangeError,
  HTTPLimitError,
  HTTPStreamClosedError,
} from "./http_errors.ts";
import type { HTTPHeaders } from "./http_headers.ts";
import type { RequestOptions } from "./request_options.ts";
import { landing } from "./landing.ts";
import type { TransportResponse } from "./transport.ts";

/** Codings in a row of a body: each may multiply it by a thousand. */
const MOST_CODINGS = 2;

/** How a body is read. */
export interface IntakeOptions {
  /** The most bytes, decoded. */
  readonly limit: number;
  /** Gets the chunks, if they are not to be kept. */
  readonly callback: RequestOptions["streamingCallback"];
}

/**
 * Reads a body to its end. What is counted are decoded bytes: a few that came
 * compressed can be gigabytes. Past the limit no more is read.
 *
 * Whoever calls it aborts the exchange if it does not end by itself.
 *
 * @param loop Where it is waited for.
 * @param answer The response.
 * @param headers Its fields.
 * @param options The limit, the callback.
 * @returns The coroutine; it gives the body, empty if a callback had it.
 * @throws {HTTPLimitError} If it is too large.
 * @throws {HTTPStreamClosedError} If the connection ends before it.
 */
export function* intake(
  loop: IOLoop,
  answer: TransportResponse,
  headers: HTTPHeaders,
  options: IntakeOptions,
): Generator<unknown, Uint8Array, unknown> {
  const { limit, callback } = options;
  const codings = codingsOf(headers);
  if (codings > MOST_CODINGS) {
    throw tooLarge(`it is compressed ${codings} times`);
  }
  const length = codings > 0 ? undefined : lengthOf(headers);
  if (length !== undefined && length > limit) {
    throw tooLarge(`Content-Length is ${length}, ${limit} bytes are allowed`);
  }
  // The host holds a body to its Content-Length, so it can be read at once.
  if (length !== undefined && callback === undefined && answer.arrayBuffer) {
    const whole = yield* landing(loop, () => answer.arrayBuffer!(), {
      failure,
    });
    if (whole.byteLength > limit) throw pastLimit(limit);
    return new Uint8Array(whole);
  }
  const reader = answer.body!.getReader(), kept: Uint8Array[] = [];
  for (let total = 0;;) {
    const { done, value } = yield* landing(loop, () => reader.read(), {
      failure,
    });
    if (done) return joined(kept);
    total += value.byteLength;
    if (total > limit) throw pastLimit(limit);
    if (callback === undefined) kept.push(value);
    else yield* ended(callback(value));
  }
}

function codingsOf(headers: HTTPHeaders): number {
  const given = headers.get("content-encoding") ?? "";
  return given.split(",").filter((one) => !/^\s*(?:identity\s*)?$/i.test(one))
    .length;
}

function lengthOf(headers: HTTPHeaders): number | undefined {
  const given = headers.get("content-length");
  return given !== undefined && /^\d+$/.test(given) ? Number(given) : undefined;
}

function pastLimit(limit: number): HTTPLimitError {
  return tooLarge(`it has more than the ${limit} bytes that are allowed`);
}

function tooLarge(why: string): HTTPLimitError {
  return markOurs(
    new HTTPLimitError(
      `the body of the response is too large: ${why}. Raise maxBodySize, or ` +
        "do not fetch it",
      { phase: "body" },
    ),
  );
}

/** The error for a body that broke off. */
function failure(error: unknown): unknown {
  if (error instanceof ExchangeError) return error;
  const why = (error as Error | undefined)?.message ?? "the connection ended";
  return markOurs(
    new HTTPStreamClosedError(`the response broke off: ${why}`, {
      cause: error,
      phase: "body",
    }),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
