/**
 * Chains of redirects through a web of random sites, against a naive walk.
 */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import "../_seed.ts";
import { AsyncHTTPClient } from "../../lib/http/mod.ts";
import { FakeTransport, field } from "./_kit.ts";

const ORIGINS = [
  "http://a.test",
  "https://a.test",
  "http://a.test:81",
  "http://www.a.test",
];
const PAGES = 6;

/** What a page answers with: a redirect to a page, or itself. */
interface Page {
  readonly status: number;
  readonly to: number;
  readonly origin: number;
}

const pages = fc.array(
  fc.record({
    status: fc.constantFrom(200, 301, 302, 303, 307, 308, 404, 304, 300),
    to: fc.nat(PAGES - 1),
    origin: fc.nat(ORIGINS.length - 1),
  }),
  { minLength: PAGES, maxLength: PAGES },
);

const start = fc.record({
  method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE"),
  secrets: fc.subarray(["authorization", "cookie", "x-key"]),
  maxRedirects: fc.nat(7),
  followRedirects: fc.oneof(
    { weight: 5, arbitrary: fc.constant(true) },
    fc.constant(false),
  ),
});

interface Walk {
  readonly seen: string[];
  readonly code: number;
  readonly url: string;
}

type Start = typeof start extends fc.Arbitrary<infer T> ? T : never;

/** One request, as text: what the server could tell. */
function line(method: string, url: string, body: boolean, secrets: string[]) {
  return `${method} ${url} ${body ? "with" : "without"} body [${secrets}]`;
}

/** What has to come of it. */
function naive(all: readonly Page[], from: Start): Walk {
  const seen: string[] = [];
  let page = 0, origin = 0, { method, secrets } = from;
  let body = method === "POST" || method === "PUT", left = from.maxRedirects;
  for (;;) {
    const url = `${ORIGINS[origin]}/${page}`;
    seen.push(line(method, url, body, secrets));
    const { status, to, origin: next } = all[page]!;
    const leads = [301, 302, 303, 307, 308].includes(status);
    if (!leads || !from.followRedirects || left-- === 0) {
      return { seen, code: status, url };
    }
    if (origin !== next) secrets = [];
    if (status === 303 && method !== "HEAD" && method !== "GET") {
      method = "GET";
      body = false;
    }
    if (status <= 302 && method === "POST") {
      method = "GET";
      body = false;
    }
    page = to;
    origin = next;
  }
}

/** What comes of it. */
async function real(all: readonly Page[], from: Start): Promise<Walk> {
  const { method, secrets, maxRedirects, followRedirects } = from;
  const transport = new FakeTransport(({ url }) => {
    const { status, to, origin } = all[Number(new URL(url).pathname.slice(1))]!;
    const location = `${ORIGINS[origin]}/${to}`;
    return new Response(null, { status, headers: { location } });
  });
  const client = new AsyncHTTPClient({ transport });
  const response = await client.fetch(`${ORIGINS[0]}/0`, {
    method,
    maxRedirects,
    followRedirects,
    body: method === "POST" || method === "PUT" ? "b" : undefined,
    headers: Object.fromEntries(secrets.map((name) => [name, "secret"])),
    sensitiveHeaders: ["X-Key"],
    raiseError: false,
  });
  const seen = transport.seen.map((sent) =>
    line(
      sent.method,
      sent.url,
      sent.body !== undefined,
      ["authorization", "cookie", "x-key"].filter((name) => field(sent, name)),
    )
  );
  assertEquals(transport.active, 0);
  assertEquals(client.statistics(), { active: 0, queued: 0 });
  return { seen, code: response.code, url: response.effectiveUrl };
}

Deno.test("a chain of redirects is what a naive walk has", async () => {
  await fc.assert(
    fc.asyncProperty(pages, start, async (all, from) => {
      assertEquals(await real(all, from), naive(all, from));
    }),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) },
  );
});
