/**
 * The error for a time that was over.
 */

import { markOurs } from "../traceback/stitch.ts";
import { HTTPTimeoutError, type Phase } from "./http_errors.ts";
import type { Order } from "./order.ts";

/**
 * Says which time of an order was over. The address is shown without its query,
 * which may hold what no log should.
 *
 * @param order What was to be done.
 * @param phase How far it had come.
 * @returns The error.
 */
export function lateError(order: Order, phase: Phase): HTTPTimeoutError {
  const { method, url } = order;
  const text = `${what(order, phase)}: ${method} ${url.origin}${url.pathname}`;
  return markOurs(new HTTPTimeoutError(text, { phase }));
}

function what(order: Order, phase: Phase): string {
  const { queueTimeout, connectTimeout, requestTimeout } = order;
  switch (phase) {
    case "queue":
      return `Timeout in request queue, after ${queueTimeout} ms (raise ` +
        "maxClients or queueTimeout)";
    case "connect":
      // Which of the two it was, for the one that is longer cannot be.
      return "Timeout while connecting, after " +
        `${Math.min(connectTimeout, requestTimeout)} ms`;
    default:
      return `Timeout during request, after ${requestTimeout} ms, waiting ` +
        `for the ${phase}`;
  }
}
