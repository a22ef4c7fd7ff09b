import { assertEquals, assertMatch } from "@std/assert";
import { sleep } from "../../lib/coroutine/sleep.ts";
import {
  accessLine,
  type AccessRecord,
  RequestHandler,
} from "../../lib/web/mod.ts";
import { logged, serving, until } from "./_kit.ts";

Deno.test("each request is told once, with its status, also if the client left", async () => {
  const records: AccessRecord[] = [];
  class Page extends RequestHandler {
    override *get(ms: string): Generator {
      yield sleep(Number(ms));
    }
  }
  const { app } = logged([["/:ms", Page]], {
    accessLog: (record) => void records.push(record),
  });
  await serving(app, async (base, server) => {
    await (await fetch(`${base}/0?q`)).text();
    await (await fetch(`${base}/a/b`)).text();
    const leaving = new AbortController();
    const gone = fetch(`${base}/600000`, { signal: leaving.signal }).catch(
      () => {},
    );
    await until(() => server.active === 1);
    leaving.abort();
    await gone;
    await until(() => records.length === 3);
  });
  const { requestId, duration, ...rest } = records[0]!;
  assertEquals(rest, {
    handler: "Page",
    method: "GET",
    uri: "/0?q",
    status: 200,
    remoteAddress: "127.0.0.1",
  });
  assertMatch(requestId, /^\w+-\w+$/);
  assertEquals(duration >= 0, true);
  assertEquals(records.map(({ status }) => status), [200, 404, 499]);
});

Deno.test("an access log that fails does not keep the reply", async () => {
  class Page extends RequestHandler {
    override get(): void {}
  }
  const { app, log } = logged([["/", Page]], {
    accessLog: () => {
      throw new Error("full");
    },
  });
  assertEquals((await app.request("/")).status, 200);
  assertEquals(log.length, 1);
});

Deno.test("a line has no control characters", () => {
  const line = accessLine({
    requestId: "a",
    handler: "Page",
    method: "GET",
    uri: "/\r\n\u2028\x1b[31m",
    status: 200,
    duration: 1.234,
    remoteAddress: "::1",
  });
  assertEquals(line, "200 GET /\\x0d\\x0a\\x2028\\x1b[31m (::1) 1.23 ms a");
});
