/**
 * Puts one hop on the wire.
 */

import type { Future } from "../future/future.ts";
import type { IOLoop } from "../loop/io_loop.ts";
import { markOurs } from "../traceback/stitch.ts";
import {
  ExchangeError,
  HTTPStreamClosedError,
  type Phase,
} from "./http_errors.ts";
import { landing } from "./landing.ts";
import { lateError } from "./late_error.ts";
import type { Order } from "./order.ts";
import type { Hop } from "./redirect.ts";
import type { BodyProducer, RequestBody } from "./request_options.ts";
import type { SentBody, Transport, TransportResponse } from "./transport.ts";
import { uploadOf } from "./upload.ts";

/** What is asked in one step, with what is sent. */
export type Step = Hop<RequestBody | BodyProducer>;

/**
 * Sends a hop. Whoever calls it aborts the signal if the response is not
 * wanted to its end.
 *
 * @param loop Where it is waited for.
 * @param transport What carries it.
 * @param order Whose times hold.
 * @param step What is sent.
 * @param signal Takes it off the wire.
 * @param tell Told how far it has come.
 * @returns The coroutine; it gives the response when its head is there.
 * @throws {ExchangeError} If the wire fails, or connecting takes too long.
 * @throws What a producer of the body throws.
 */
export function* send(
  loop: IOLoop,
  transport: Transport,
  order: Order,
  step: Step,
  signal: AbortSignal,
  tell: (phase: Phase) => void,
): Generator<unknown, TransportResponse, unknown> {
  const { connectTimeout, followRedirects } = order;
  let pending: Future<TransportResponse> | undefined;
  let phase: Phase = transport.tellsConnect ? "connect" : "response";
  const fail = (error: unknown) => void pending?.trySetError(error);
  const bounded = phase === "connect" && connectTimeout < Infinity;
  const timer = bounded
    ? loop.callLater(connectTimeout, () => fail(lateError(order, "connect")))
    : undefined;
  const connected = () => {
    timer?.cancel();
    tell(phase = "response");
  };
  tell(phase);
  try {
    const request = {
      url: step.url.href,
      method: step.method,
      headers: [...step.headers],
      body: sentBody(step.body, fail),
      signal,
      follow: followRedirects,
      connected,
    };
    pending = landing(loop, () => transport.send(request), {
      failure: (error) => unanswered(error, phase),
      late: drop,
    });
    const answer = yield* pending;
    tell("response");
    return answer;
  } finally {
    timer?.cancel();
  }
}

/** Has nobody read the body of a response. */
export function drop({ body }: TransportResponse): void {
  body?.cancel().catch(() => {});
}

function sentBody(
  body: RequestBody | BodyProducer | undefined,
  fail: (error: unknown) => void,
): SentBody {
  return typeof body === "function"
    ? uploadOf(body, fail) as BodyInit
    : body as SentBody;
}

/** The error for a request that got no response. */
function unanswered(error: unknown, phase: Phase): unknown {
  if (error instanceof ExchangeError) return error;
  const why = (error as Error | undefined)?.message ?? "the connection ended";
  return markOurs(
    new HTTPStreamClosedError(`no response: ${why}`, { cause: error, phase }),
  );
}
