/**
 * Stands in for `@std/http/status` where JSR cannot be reached.
 *
 * The texts are Node's; the names are those of the real package, as far as
 * this project uses them.
 *
 * @module
 */
import { STATUS_CODES } from "node:http";

/** Codes by name. */
export const STATUS_CODE = {
  SwitchingProtocols: 101,
  OK: 200,
  Created: 201,
  Accepted: 202,
  NoContent: 204,
  PartialContent: 206,
  MovedPermanently: 301,
  Found: 302,
  SeeOther: 303,
  NotModified: 304,
  TemporaryRedirect: 307,
  PermanentRedirect: 308,
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestTimeout: 408,
  Conflict: 409,
  Gone: 410,
  LengthRequired: 411,
  PreconditionFailed: 412,
  UnsupportedMediaType: 415,
  RangeNotSatisfiable: 416,
  UpgradeRequired: 426,
  TooManyRequests: 429,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
} as const;

/** One of the codes. */
export type StatusCode = typeof STATUS_CODE[keyof typeof STATUS_CODE];

/** Texts by code. */
export const STATUS_TEXT = Object.fromEntries(
  Object.values(STATUS_CODE).map((code) => [code, STATUS_CODES[code]]),
) as Readonly<Record<StatusCode, string>>;

/** Whether a number is one of the codes. */
export function isStatus(status: number): status is StatusCode {
  return Object.hasOwn(STATUS_TEXT, status);
}
