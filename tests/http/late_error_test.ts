import { assertEquals } from "@std/assert";
import { HTTPRequest } from "../../lib/http/mod.ts";
import { lateError } from "../../lib/http/late_error.ts";
import { orderOf } from "../../lib/http/order.ts";

const order = orderOf(
  new HTTPRequest("http://u:hunter2@a.test/x?token=hunter2#hunter2", {
    queueTimeout: 1,
    connectTimeout: 2,
    requestTimeout: 3,
  }),
  {},
);

// H2
Deno.test("the message tells the phases apart, and shows no secret", () => {
  const told = (["queue", "connect", "response", "body"] as const).map(
    (phase) => {
      const error = lateError(order, phase);
      assertEquals([error.name, error.code, error.phase], [
        "HTTPTimeoutError",
        599,
        phase,
      ]);
      return error.message;
    },
  );
  assertEquals(told, [
    "HTTP 599: Timeout in request queue, after 1 ms (raise maxClients or " +
    "queueTimeout): GET http://a.test/x",
    "HTTP 599: Timeout while connecting, after 2 ms: GET http://a.test/x",
    "HTTP 599: Timeout during request, after 3 ms, waiting for the response: " +
    "GET http://a.test/x",
    "HTTP 599: Timeout during request, after 3 ms, waiting for the body: " +
    "GET http://a.test/x",
  ]);
});

Deno.test("of two times for a connect, the one that was over is told", () => {
  const error = lateError({ ...order, connectTimeout: 9 }, "connect");
  assertEquals(/after 3 ms/.test(error.message), true);
});
