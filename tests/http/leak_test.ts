/**
 * What is left when fetches end, by whatever end: nothing.
 */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { runVirtual, VirtualClock } from "../../lib/testing/mod.ts";
import { AsyncHTTPClient, fetchTransport } from "../../lib/http/mod.ts";
import { reports, rest } from "../_support.ts";
import { watchedSignal } from "../scopes/_kit.ts";
import { FakeTransport, kind, rawSite, redirect } from "./_kit.ts";

const REPLY =
  "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";

function timers(loop: IOLoop): number {
  return [...loop._timed()].filter(({ done }) => !done).length;
}

Deno.test("1,000 fetches with random cancels leave no socket, timer or listener", async () => {
  using told = reports();
  const loop = IOLoop.current(), before = timers(loop);
  const random = fc.sample(fc.nat(9), { numRuns: 3000, seed: 7 });
  let at = 0;
  // Some are answered, some half, some never.
  await using server = rawSite(async ({ write, close }) => {
    const what = random[at++ % random.length]!;
    if (what < 6) {
      await write(`${REPLY}ok`);
      close();
    } else if (what < 8) await write(`${REPLY}o`);
  });
  using http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const transport = fetchTransport({ client: http });
  const client = new AsyncHTTPClient({ transport, maxClients: 50 });
  const watched = watchedSignal(), { signal } = watched;
  const kinds = new Set<string>();
  const all = Array.from({ length: 1000 }, (_, i) => {
    const future = client.fetch(server.url, { signal, requestTimeout: 20_000 });
    const ended = future.then(() => "ok", kind);
    if (random[1000 + i]! < 4) {
      loop.callLater(random[2000 + i]!, () => future.cancel(i));
    }
    return ended.then((end) => void kinds.add(end));
  });
  // Those that are never answered would wait for ever.
  loop.callLater(300, () => watched.abort("the end"));
  await Promise.all(all);
  while (server.open > 0) await sleep(5);
  await rest();
  assertEquals([...kinds].sort(), ["CancelledError", "ok"]);
  assertEquals(client.statistics(), { active: 0, queued: 0 });
  assertEquals([server.open, watched.listeners], [0, 0]);
  assertEquals(timers(loop), before);
  assertEquals(loop._rest.foreign, 0);
  assertEquals([told.unobserved.length, told.errors.length], [0, 0]);
});

/** What one fetch meets: an end of its server, and one of its user. */
const fates = fc.array(
  fc.record({
    answer: fc.constantFrom("ok", "404", "fail", "never", "redirect", "slow"),
    delay: fc.nat(30),
    cancelAt: fc.option(fc.nat(60)),
    timeout: fc.integer({ min: 1, max: 60 }),
    queue: fc.integer({ min: 1, max: 60 }),
  }),
  { maxLength: 8 },
);

Deno.test("whatever happens to fetches, each ends and their slots come back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fates,
      fc.integer({ min: 1, max: 3 }),
      async (all, max) => {
        using told = reports();
        await runVirtual(function* () {
          const loop = IOLoop.current();
          const transport = new FakeTransport(async ({ url }) => {
            const { pathname } = new URL(url);
            if (pathname === "/end") return new Response("end");
            const { answer, delay } = all[Number(pathname.slice(1))]!;
            await sleep(delay);
            if (answer === "never") await new Promise(() => {});
            if (answer === "fail") throw new Error("no wire");
            if (answer === "redirect") return redirect(302, "/end");
            const body = answer === "slow"
              ? new ReadableStream({ pull() {} }, { highWaterMark: 0 })
              : "body";
            return new Response(body, { status: answer === "404" ? 404 : 200 });
          });
          const client = new AsyncHTTPClient({ transport, maxClients: max });
          const ends = all.map(({ timeout, queue, cancelAt }, i) => {
            const future = client.fetch(`http://a.test/${i}`, {
              requestTimeout: timeout,
              queueTimeout: queue,
            });
            if (cancelAt !== null) {
              loop.callLater(cancelAt, () => future.cancel());
            }
            return future.then(() => "ok", kind);
          });
          for (const [i, end] of ends.entries()) {
            const name = yield* end, { answer, cancelAt } = all[i]!;
            const may = {
              ok: ["ok"],
              redirect: ["ok"],
              "404": ["HTTPError"],
              fail: ["HTTPStreamClosedError"],
              never: [],
              slow: [],
            }[answer];
            const known = [...may, "HTTPTimeoutError"];
            if (cancelAt !== null) known.push("CancelledError");
            assertEquals(
              known.includes(name),
              true,
              `${answer} ended with ${name}`,
            );
          }
          assertEquals(client.statistics(), { active: 0, queued: 0 });
          assertEquals(transport.most <= max, true);
          yield* sleep(100); // answers that nobody waits for
        }, {
          clock: new VirtualClock({ patience: 0, autojump: true }),
          debug: false,
        });
        assertEquals([told.unobserved.length, told.errors.length], [0, 0]);
      },
    ),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 25) },
  );
});
