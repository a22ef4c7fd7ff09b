import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CancelledError, TimeoutError } from "../../lib/errors/mod.ts";
import type { TCPHost } from "../../lib/web/tcp_host.ts";
import { TCPClient } from "../../lib/web/tcp_client.ts";
import { handLoop, reports, rest } from "../_support.ts";
import { HandTransport } from "./_transport.ts";

/** A host whose connections are made by hand. */
function hand() {
  const made: { signal: AbortSignal; tls?: unknown }[] = [];
  const answer = Promise.withResolvers<HandTransport>();
  const host: TCPHost = {
    connect: (options) => {
      made.push(options);
      return answer.promise;
    },
    listen: () => {
      throw new Error("not here");
    },
  };
  return { client: new TCPClient(host), made, answer };
}

Deno.test("connect() gives a stream with the limits asked for", async () => {
  const { client, made, answer } = hand();
  const connecting = client.connect("example.com", 443, {
    tls: true,
    maxBufferSize: 7,
  });
  answer.resolve(new HandTransport());
  const stream = await connecting;
  assertEquals(stream.maxBufferSize, 7);
  const { signal, ...rest } = made[0]!;
  assertEquals([rest, signal.aborted], [
    { hostname: "example.com", port: 443, tls: true } as never,
    false,
  ]);
});

Deno.test("connect() fails with the very error of the host", async () => {
  const { client, answer } = hand(), refused = new Error("refused");
  answer.reject(refused);
  const error = await client.connect("a", 1).catch((error) => error);
  assertEquals(error, refused);
});

Deno.test("the timeout of connect() gives the connection up; a late one is closed", async () => {
  const { loop, clock } = handLoop();
  const { client, made, answer } = hand();
  const connecting = loop.run(() =>
    client.connect("slow.example", 80, { timeout: 100 }).promise()
  );
  connecting.catch(() => {});
  await clock.advance(100);
  const error = await assertRejects(() => connecting, TimeoutError);
  assertEquals(
    error.message,
    "connect to slow.example:80 passed its deadline of 100 ms",
  );
  assertEquals(made[0]!.signal.aborted, true);
  const late = new HandTransport();
  answer.resolve(late);
  await rest();
  assertEquals(late.closed, 1);
});

Deno.test("cancelling connect() aborts it, and its late failure is no news", async () => {
  using told = reports();
  const { client, made, answer } = hand();
  const connecting = client.connect("a", 1);
  connecting.cancel("never mind");
  await assertRejects(() => connecting.promise(), CancelledError);
  assertEquals(made[0]!.signal.aborted, true);
  answer.reject(new Error("refused"));
  await rest();
  assertEquals(told.unobserved, []);
});

Deno.test("connect() says what it wants", () => {
  const { client } = hand();
  assertThrows(() => client.connect("", 1), TypeError, "a name or address");
  assertThrows(() => client.connect("a", 0), RangeError, "from 1 to 65535");
  assertThrows(
    () => client.connect("a", 1, { timeout: NaN }),
    RangeError,
    "NaN is no time",
  );
});
