import { assertEquals } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { sleep, spawn } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { runVirtual } from "../../lib/testing/mod.ts";
import { HTTPHeaders, type HTTPLimitError } from "../../lib/http/mod.ts";
import { intake, type IntakeOptions } from "../../lib/http/intake.ts";
import { type Co, failure, kind, streamOf } from "./_kit.ts";

function read(
  response: Response,
  options: Partial<IntakeOptions> = {},
): PromiseLike<Uint8Array> {
  const headers = new HTTPHeaders(response.headers);
  return spawn(() =>
    intake(IOLoop.current(), response, headers, {
      limit: 1000,
      callback: undefined,
      ...options,
    })
  );
}

/** A response that says what it has or not. */
function responseOf(chunks: Uint8Array[], headers = {}): Response {
  return new Response(streamOf(chunks) as BodyInit, { headers });
}

Deno.test("bodies in random chunks come whole, or not past the limit", async () => {
  const chunk = fc.uint8Array({ maxLength: 40 });
  const property = fc.asyncProperty(
    fc.array(chunk, { maxLength: 12 }),
    fc.nat(250),
    fc.boolean(),
    fc.boolean(),
    async (chunks, limit, says, streams) => {
      const whole = chunks.flatMap((one) => [...one]), got: number[] = [];
      let taken = 0;
      const counted = (function* () {
        for (const one of chunks) {
          taken += one.length;
          yield one;
        }
      })();
      const response = new Response(streamOf(counted) as BodyInit, {
        headers: says ? { "content-length": `${whole.length}` } : {},
      });
      const callback = streams
        ? (chunk: Uint8Array) => got.push(...chunk)
        : undefined;
      const coming = read(response, { limit, callback });
      if (whole.length <= limit) {
        assertEquals([...await coming], streams ? [] : whole);
        if (streams) assertEquals(got, whole);
      } else {
        assertEquals(kind(await failure(coming)), "HTTPLimitError");
        // No further than the chunk that went too far.
        assertEquals(got.length <= limit, true);
        if (!says) assertEquals(taken <= limit + 40, true);
      }
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

Deno.test("a Content-Length over the limit is refused unread", async () => {
  let pulled = 0;
  const response = new Response(
    new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 }),
    { headers: { "content-length": "1001" } },
  );
  const error = await failure(read(response));
  assertEquals([kind(error), pulled], ["HTTPLimitError", 0]);
  assertEquals((error as HTTPLimitError).phase, "body");
});

Deno.test("the Content-Length of a compressed body is not that of the decoded", async () => {
  const headers = { "content-length": "3", "content-encoding": "gzip" };
  const chunks = [new Uint8Array(600), new Uint8Array(600)];
  assertEquals(
    kind(await failure(read(responseOf(chunks, headers)))),
    "HTTPLimitError",
  );
  const small = await read(responseOf([new Uint8Array(600)], headers));
  assertEquals(small.length, 600);
});

Deno.test("CVE-2026-22036: an endless chain of codings is refused unread", async () => {
  const chain = "gzip,".repeat(1000) + "gzip";
  for (const coding of [chain, "gzip, br, gzip"]) {
    const response = responseOf([], { "content-encoding": coding });
    assertEquals(kind(await failure(read(response))), "HTTPLimitError");
  }
  for (const coding of ["identity", "", "gzip", ", ,"]) {
    const response = responseOf([], { "content-encoding": coding });
    assertEquals((await read(response)).length, 0);
  }
});

Deno.test("a Content-Length that is no number is as none", async () => {
  for (const length of ["-1", "1e9", "x", "1, 1"]) {
    const response = responseOf([new Uint8Array(3)], {
      "content-length": length,
    });
    assertEquals((await read(response)).length, 3);
  }
});

Deno.test("the next chunk is not read before the callback is done", async () => {
  const log: unknown[] = [];
  await runVirtual(function* () {
    const loop = IOLoop.current();
    const chunks = (function* () {
      for (const n of [1, 2, 3]) {
        log.push(`pulled at ${loop.time()}`);
        yield new Uint8Array(n);
      }
    })();
    const response = new Response(streamOf(chunks) as BodyInit);
    const body = yield* intake(loop, response, new HTTPHeaders(), {
      limit: 10,
      *callback(chunk): Co {
        yield* sleep(100);
        log.push(chunk.length);
      },
    });
    log.push(body.length);
  });
  assertEquals(log, [
    "pulled at 0",
    1,
    "pulled at 100",
    2,
    "pulled at 200",
    3,
    0,
  ]);
});

Deno.test("what the callback throws ends the reading", async () => {
  const seen: number[] = [];
  const error = await failure(read(
    responseOf([new Uint8Array(1), new Uint8Array(2)]),
    {
      callback(chunk) {
        seen.push(chunk.length);
        throw new Error("enough");
      },
    },
  ));
  assertEquals([error.message, seen], ["enough", [1]]);
});

Deno.test("a body that breaks off is an error, never a short body", async () => {
  const cause = new TypeError("reset");
  const response = new Response(
    new ReadableStream({
      pull: (controller) => controller.error(cause),
    }),
  );
  const error = await failure(read(response));
  assertEquals([kind(error), error.cause], ["HTTPStreamClosedError", cause]);
});
