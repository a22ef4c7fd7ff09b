/**
 * What happens to a request, from its route to its reply, in the order of the
 * handler's methods.
 */

import { type Holder, running } from "../context/running.ts";
import { spawn } from "../coroutine/spawn.ts";
import { HTTPError } from "../errors/http_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { CancelScope } from "../scopes/cancel_scope.ts";
import { hasVerb, type Verb, verbOf } from "./_verbs.ts";
import { statusOf } from "./_error_page.ts";
import { checkAnnounced, eachPiece, joined } from "./_request_body.ts";
import { RequestHandler } from "./request_handler.ts";
import { newRequestId, requestId } from "./request_id.ts";
import { Finish } from "./web_errors.ts";

/** The limits that hold for the body of a request. */
export interface Limits {
  readonly maxBodySize: number;
  readonly bodyTimeout: number;
}

/** What the route says to a handler. */
export interface Call {
  /** For `initialize`. */
  readonly args: Record<string, unknown>;
  /** For the method: what the pattern caught. */
  readonly caught: readonly (string | undefined)[];
}

type Steps = Generator<unknown, void, unknown>;

/**
 * Starts a handler.
 *
 * Most handlers of GET are done when they return. So the first step is taken
 * here, and a task is made for what is left, if anything is: that saves a third
 * of the time of a short handler. One with a body has to wait for it anyway.
 *
 * @returns Whether it is done.
 */
export function start(
  handler: RequestHandler,
  call: Call,
  limits: Limits,
): boolean {
  const before: Holder = running.by;
  // A holder of its own: the id, and what the handler sets, ends with it.
  running.by = { _context: before._context };
  try {
    requestId.set(handler._requestId = newRequestId());
    const steps = live(handler, call, limits), { method } = handler.request;
    let first: IteratorResult<unknown, void> | undefined;
    if (method === "GET" || method === "HEAD") {
      first = steps.next();
      if (first.done) return true;
    }
    const name = `${handler.constructor.name}.${method}`;
    return spawn(onward(handler, steps, first), { name }).done;
  } finally {
    running.by = before;
  }
}

/** What is left of the steps, as a task. */
function* onward(
  handler: RequestHandler,
  steps: Steps,
  first: IteratorResult<unknown, void> | undefined,
): Steps {
  handler._begin();
  yield* { [Symbol.iterator]: () => first ? new Begun(steps, first) : steps };
}

/** A generator whose first step was taken. */
class Begun implements Iterator<unknown, void, unknown> {
  readonly #steps: Steps;
  #first: IteratorResult<unknown, void> | undefined;

  constructor(steps: Steps, first: IteratorResult<unknown, void>) {
    this.#steps = steps;
    this.#first = first;
  }

  next(value?: unknown): IteratorResult<unknown, void> {
    const first = this.#first;
    this.#first = undefined;
    return first ?? this.#steps.next(value);
  }

  throw(error: unknown): IteratorResult<unknown, void> {
    return this.#steps.throw(error);
  }

  return(): IteratorResult<unknown, void> {
    return this.#steps.return();
  }
}

/** Runs a handler to its end; what it throws becomes a reply. */
function* live(
  handler: RequestHandler,
  call: Call,
  limits: Limits,
): Steps {
  try {
    handler.setDefaultHeaders();
    handler.initialize(call.args);
    yield* answer(handler, call.caught, limits);
  } catch (error) {
    if (handler.closed) throw error;
    yield* fail(handler, handler._causeOf(error));
  } finally {
    handler._origin?.release(handler);
  }
}

function* answer(
  handler: RequestHandler,
  caught: readonly (string | undefined)[],
  limits: Limits,
): Steps {
  const { method, native } = handler.request;
  const verb = verbOf(method);
  if (verb === undefined) throw new HTTPError(405);
  const asks = verb === "get" || verb === "head";
  const hasBody = !asks && checkAnnounced(native, limits.maxBodySize);
  if (hasBody && !handler._streamsBody) yield* readWhole(handler, limits);
  const guards = handler.settings.xsrfCookies === true && !asks;
  if (guards && verb !== "options") handler.checkXsrfCookie();
  const before = handler.prepare();
  if (before !== undefined && before !== null) yield before;
  if (handler.finished) return yield* ended(handler);
  if (hasBody && handler._streamsBody) yield* hearPieces(handler, limits);
  if (!handler.finished) yield* callVerb(handler, verb, caught);
  yield* ended(handler);
}

function* callVerb(
  handler: RequestHandler,
  verb: Verb,
  caught: readonly (string | undefined)[],
): Steps {
  if (!hasVerb(handler, RequestHandler.prototype, verb)) {
    throw new HTTPError(405);
  }
  // What an optional group did not catch is `undefined`; the types leave it out.
  const given = handler[verb](...caught as string[]);
  if (given !== undefined && given !== null) yield given;
  else if (handler._rendering !== undefined) yield handler._rendering;
  else if (handler._byHand && !handler.finished) yield handler._whenFinished();
  if (!handler.finished) handler.finish();
}

/** Waits for what a finished reply waits for: a cookie that is being signed. */
function* ended(handler: RequestHandler): Steps {
  const { _ending: end } = handler;
  if (end !== undefined && (!end.done || end.state === "rejected")) yield end;
}

function* readWhole(handler: RequestHandler, limits: Limits): Steps {
  const { native } = handler.request, pieces: Uint8Array[] = [];
  const take = (piece: Uint8Array) => void pieces.push(piece);
  yield* inTime(limits, function* () {
    yield* eachPiece(native.body!, limits.maxBodySize, take);
  });
  handler.request.body = joined(pieces);
  handler.request._parseForm();
}

function* hearPieces(handler: RequestHandler, limits: Limits): Steps {
  const { native } = handler.request;
  const take = (piece: Uint8Array) =>
    handler.finished ? false : handler.dataReceived(piece);
  yield* inTime(limits, function* () {
    yield* eachPiece(native.body!, limits.maxBodySize, take);
  });
}

function* inTime(limits: Limits, read: () => Steps): Steps {
  const scope = new CancelScope({ timeout: limits.bodyTimeout });
  try {
    yield* scope.run(read);
  } catch (error) {
    const late = error instanceof TimeoutError && error.scope === scope;
    throw late ? new HTTPError(408, "the body took too long") : error;
  }
}

/** Answers with an error page, as far as that can still be. */
function* fail(handler: RequestHandler, error: unknown): Steps {
  if (error instanceof Finish) {
    if (!handler.finished) handler.finish();
    return yield* ended(handler);
  }
  handler._log(error);
  if (handler.headersWritten) return handler._cutShort(error);
  handler._ending = undefined;
  try {
    const page = handler.sendError(statusOf(error), error);
    if (page !== undefined && page !== null) yield page;
    if (!handler.finished) handler.finish();
    yield* ended(handler);
  } catch (second) {
    if (handler.closed) throw second;
    handler._log(second);
    // Without the user's code, which may be what failed.
    if (handler.headersWritten) handler._cutShort(second);
    else handler.respond(new Response(null, { status: 500 }));
  }
}
