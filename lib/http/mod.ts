/**
 * Fetches pages over HTTP, by Future or by callback: a queue with a limit,
 * redirects that give no credentials away, bounds on times and sizes, and
 * requests that leave the wire when nobody waits for them. After Tornado's
 * `AsyncHTTPClient`.
 *
 * ```ts
 * import { AsyncHTTPClient } from "@twister/async/http";
 * import { spawn } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * const server = Deno.serve({ port: 0, onListen() {} }, () => new Response("hi"));
 * const url = `http://localhost:${server.addr.port}/`;
 * const page = spawn(function* () {
 *   const response = yield* new AsyncHTTPClient().fetch(url);
 *   return `${response.code} ${response.reason}: ${response.text()}`;
 * });
 * assertEquals(await page, "200 OK: hi");
 * await server.shutdown();
 * ```
 *
 * @module
 */

export * from "./async_http_client.ts";
export * from "./fetch_transport.ts";
export * from "./http_errors.ts";
export * from "./http_headers.ts";
export * from "./http_request.ts";
export * from "./http_response.ts";
export * from "./public_host.ts";
export * from "./request_options.ts";
export * from "./transport.ts";
export { HTTPError, type HTTPErrorOptions } from "../errors/http_error.ts";
