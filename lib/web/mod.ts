/**
 * A web server in the manner of Tornado: an application of routes, and a handler
 * class for each, whose methods may be plain, coroutines, async or callbacks.
 *
 * ```ts
 * import { Application, coroutine, RequestHandler } from "@twister/async/web";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * class Hello extends RequestHandler {
 *   @coroutine
 *   override *get(name: string): Generator {
 *     yield sleep(1);
 *     this.write(`Hello ${name}`);
 *   }
 * }
 * const app = new Application([["/hello/:name", Hello]]);
 * const reply = await app.request("/hello/ada");
 * assertEquals(await reply.text(), "Hello ada");
 * ```
 *
 * @module
 */

export { coroutine } from "../coroutine/coroutine.ts";
export { HTTPError } from "../errors/http_error.ts";
export { accessLine, type AccessRecord } from "./access_log.ts";
export { Application } from "./application.ts";
export { type ArgumentOptions, ArgumentReply } from "./argument_reply.ts";
export { asynchronous } from "./asynchronous.ts";
export { authenticated } from "./authenticated.ts";
export { CookieReply, type SignedCookieOptions } from "./cookie_reply.ts";
export { type CookieOptions, cookieText, parseCookies } from "./cookie_text.ts";
export { type Fields, parseFields } from "./form_fields.ts";
export { HTTPServerRequest, type Peer } from "./http_server_request.ts";
export type { UploadedFile } from "./multipart_form.ts";
export { type PathMatch, PathPattern } from "./path_pattern.ts";
export { checkRedirect } from "./redirect_target.ts";
export { type Chunk, Reply } from "./reply.ts";
export { ReplyHead } from "./reply_head.ts";
export { type RedirectOptions, RequestHandler } from "./request_handler.ts";
export { requestId } from "./request_id.ts";
export {
  type HandlerClass,
  mount,
  type Route,
  type RouteInput,
  type RouteOptions,
  url,
} from "./route.ts";
export { type Found, Router } from "./router.ts";
export { type ListenOptions, Server, type ShutdownOptions } from "./server.ts";
export type { LogLevel, Settings, Site, UIMethod } from "./_settings.ts";
export type { ReadOptions } from "./signed_value.ts";
export { streamRequestBody } from "./stream_request_body.ts";
export { Templates, type TemplatesOptions } from "./templates.ts";
export { type ModuleHost, UIModule, type UIModules } from "./ui_module.ts";
export { Finish, MissingArgumentError } from "./web_errors.ts";
export { type ByteRange, parseByteRange } from "./byte_range.ts";
export {
  encodeComment,
  encodeEvent,
  type ServerSentEvent,
} from "./event_source.ts";
export {
  EventSourceHandler,
  type EventSourceOptions,
} from "./event_source_handler.ts";
export {
  IOStream,
  type IOStreamOptions,
  type ReadBytesOptions,
  type ReadUntilOptions,
} from "./iostream.ts";
export {
  StreamBufferFullError,
  StreamClosedError,
  UnsatisfiableReadError,
} from "./iostream_errors.ts";
export type { Transport } from "./iostream_transport.ts";
export { StaticFileHandler } from "./static_file_handler.ts";
export {
  resolveStatic,
  type StaticPathOptions,
  type StaticTarget,
} from "./static_path.ts";
export {
  type StaticReply,
  staticReply,
  type StaticRequest,
} from "./static_reply.ts";
export { TCPClient, type TCPConnectOptions } from "./tcp_client.ts";
export type {
  Accepted,
  ClientTLS,
  HostConnect,
  HostListen,
  HostListener,
  ServerTLS,
  TCPAddress,
  TCPHost,
} from "./tcp_host.ts";
export {
  type StreamHandler,
  type TCPListenOptions,
  TCPServer,
  type TCPServerOptions,
  type TCPShutdownOptions,
} from "./tcp_server.ts";
export {
  type SlowConsumerPolicy,
  WebSocketConnection,
  type WebSocketLike,
  type WebSocketMessage,
  type WebSocketOptions,
} from "./websocket_connection.ts";
export { WebSocketClosedError } from "./websocket_errors.ts";
export {
  WebSocketHandler,
  type WebSocketHandlerOptions,
} from "./websocket_handler.ts";
export {
  isSameOrigin,
  refusedUpgrade,
  type UpgradeRequest,
} from "./websocket_handshake.ts";
