import { assertEquals } from "@std/assert";
import { IOLoop } from "../../lib/loop/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import {
  AsyncHTTPClient,
  type ExchangeError,
  type FetchOptions,
} from "../../lib/http/mod.ts";
import { drop } from "../../lib/http/send.ts";
import { reports, rest } from "../_support.ts";
import { type Answer, failure, FakeTransport, kind, never } from "./_kit.ts";

const START = "http://a.test/";

/** A client over a fake wire, and one fetch of it. */
function setUp(answer: Answer, options: FetchOptions = {}) {
  const transport = new FakeTransport(answer);
  const client = new AsyncHTTPClient({ transport });
  return { transport, fetch: () => client.fetch(START, options) };
}

// H2
Deno.test("connectTimeout holds where the transport tells of the connect", async () => {
  await runVirtual(function* () {
    const { fetch, transport } = setUp(async ({ connected, url }) => {
      if (!url.endsWith("fast")) return never();
      connected();
      await sleep(500);
      return new Response("slow, but connected");
    }, { connectTimeout: 100, requestTimeout: 1000 });
    transport.tellsConnect = true;
    const error = yield* fetch().catch((error) => error);
    assertEquals([kind(error), error.phase], ["HTTPTimeoutError", "connect"]);
    assertEquals(
      /Timeout while connecting, after 100 ms/.test(error.message),
      true,
    );
    assertEquals(IOLoop.current().time(), 100);
    assertEquals(transport.seen[0]!.signal.aborted, true);
    const client = new AsyncHTTPClient({ transport });
    const options = { connectTimeout: 100 };
    const response = yield* client.fetch(`${START}fast`, options);
    assertEquals(response.text(), "slow, but connected");
  });
});

Deno.test("requestTimeout before connectTimeout is told as connecting too", async () => {
  await runVirtual(function* () {
    const { fetch, transport } = setUp(never, { requestTimeout: 50 });
    transport.tellsConnect = true;
    const error = yield* fetch().catch((error) => error);
    assertEquals(error.phase, "connect");
    assertEquals(/after 50 ms/.test(error.message), true, error.message);
  });
});

// H2
Deno.test("a wire that fails is a 599 with its cause, and its late error nobody's", async () => {
  using told = reports();
  const cause = new TypeError("reset by peer");
  const { fetch } = setUp(() => Promise.reject(cause));
  const error = await failure(fetch()) as ExchangeError;
  assertEquals([kind(error), error.code], ["HTTPStreamClosedError", 599]);
  assertEquals([error.cause, error.phase], [cause, "response"]);
  await rest();
  assertEquals([told.unobserved.length, told.errors.length], [0, 0]);
});

Deno.test("an error of ours that a transport gives goes through as it is", async () => {
  const { fetch: broken } = setUp(() => Promise.reject(new TypeError("x")));
  const ours = await failure(broken());
  const { fetch } = setUp(() => Promise.reject(ours));
  assertEquals(await failure(fetch()), ours);
});

Deno.test("a body that is dropped is cancelled, and one that resists is let be", async () => {
  using told = reports();
  let cancelled = 0;
  const cancel = () => {
    cancelled++;
    throw new Error("it resists");
  };
  drop(new Response(new ReadableStream({ cancel })));
  drop(new Response());
  await rest();
  assertEquals([cancelled, told.unobserved.length], [1, 0]);
});
