/**
 * Tells a misspelt option.
 */

import { describe } from "../errors/describe.ts";
import type { RequestOptions } from "./request_options.ts";

/** All names of options, so that a misspelt one is told. */
const NAMES: Readonly<Record<keyof RequestOptions, true>> = {
  method: true,
  headers: true,
  body: true,
  bodyProducer: true,
  authUsername: true,
  authPassword: true,
  queueTimeout: true,
  connectTimeout: true,
  requestTimeout: true,
  ifModifiedSince: true,
  followRedirects: true,
  maxRedirects: true,
  sensitiveHeaders: true,
  allowUrl: true,
  userAgent: true,
  decompressResponse: true,
  streamingCallback: true,
  headerCallback: true,
  maxBodySize: true,
  maxHeaderSize: true,
  allowNonstandardMethods: true,
};

/** Insists on options that are known. */
export function checkOptions(options: unknown, call: string): void {
  if (options === null || typeof options !== "object") {
    throw new TypeError(
      `Cannot ${call} with ${describe(options)}: expected options such as ` +
        '{ method: "POST", body: "…" }',
    );
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(NAMES, name)) continue;
    throw new TypeError(
      `Cannot ${call}: there is no option ${describe(name)}. ` +
        `The options are ${Object.keys(NAMES).join(", ")}`,
    );
  }
}
