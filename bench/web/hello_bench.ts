/**
 * Hello world by a RequestHandler, beside bare `Deno.serve` and hono.
 *
 * Each server is a process of its own; this one is the client, which sends
 * requests by eights on 32 connections. The servers take turns, round after
 * round, for the machine is not equally fast at all times; what counts are the
 * ratios within a round, of which the median is printed. Where the system tells
 * how much time of a processor a server used, that is compared too: it hardly
 * changes with what else runs on the machine.
 *
 *     deno run -A bench/web/hello_bench.ts [rounds] [milliseconds]
 *
 * @module
 */
import { moment } from "../../lib/coroutine/moment.ts";
import { Application, coroutine, RequestHandler } from "../../lib/web/mod.ts";

class Hello extends RequestHandler {
  override get(): void {
    this.write("hello");
  }
}

class Coroutine extends RequestHandler {
  @coroutine
  override *get(): Generator {
    yield moment;
    this.write("hello");
  }
}

class Echo extends RequestHandler {
  override get(): void {
    const name = this.getArgument("name", "nobody");
    this.write({ name, session: this.getCookie("session") ?? "none" });
  }
}

type Serve = (port: number) => unknown | Promise<unknown>;

const hostname = "127.0.0.1", onListen = () => {};

function listening(
  handler: typeof RequestHandler,
  transport: "deno" | "node" = "deno",
): Serve {
  return (port) =>
    new Application([["/user/:id", Hello], ["/", handler]])
      .listen(port, { hostname, transport });
}

const SERVERS: Readonly<Record<string, Serve>> = {
  "bare Deno.serve": (port) =>
    Deno.serve(
      { port, hostname, onListen },
      (_request) => new Response("hello"),
    ),
  "RequestHandler": listening(Hello),
  "coroutine": listening(Coroutine),
  "JSON, argument, cookie": listening(Echo),
  "hono": async (port) => {
    // A name that is computed is not looked for before it is needed.
    const { Hono } = await import(["npm:hono", "4.13.19"].join("@"));
    const app = new Hono();
    app.get("/user/:id", (c: { text(text: string): Response }) => c.text("u"));
    app.get("/", (c: { text(text: string): Response }) => c.text("hello"));
    return Deno.serve({ port, hostname, onListen }, app.fetch);
  },
  "RequestHandler on node:http": listening(Hello, "node"),
};

const CONNECTIONS = 32, AT_ONCE = 8;
const REQUEST = new TextEncoder().encode(
  "GET /?name=ada HTTP/1.1\r\nHost: localhost\r\nCookie: session=1\r\n\r\n"
    .repeat(AT_ONCE),
);

/** What was found of one server in one round. */
interface Found {
  /** Requests a second. */
  readonly rate: number;
  /** Requests for a second of a processor; NaN where it is not told. */
  readonly perCpu: number;
}

/** Hundredths of a second that a process has used, where Linux tells it. */
function cpuOf(pid: number): number {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return NaN;
  }
}

/** How many requests are answered, over so many milliseconds. */
async function load(port: number, ms: number, pid: number): Promise<Found> {
  const cpu = cpuOf(pid);
  const start = performance.now(), end = start + ms;
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => drive(port, end)),
  );
  const sum = counts.reduce((all, count) => all + count, 0);
  return {
    rate: sum / (performance.now() - start) * 1000,
    perCpu: sum / (cpuOf(pid) - cpu) * 100,
  };
}

async function drive(port: number, end: number): Promise<number> {
  using connection = await Deno.connect({ hostname, port });
  const buffer = new Uint8Array(65536);
  let count = 0;
  while (performance.now() < end) {
    await connection.write(REQUEST);
    for (let left = AT_ONCE; left > 0;) {
      const n = await connection.read(buffer);
      if (n === null) throw new Error("The server closed the connection");
      // Each reply begins with a line that begins so.
      for (let at = 0; at < n; at++) {
        if (buffer[at] === 0x48 && buffer[at + 4] === 0x2f) left--;
      }
    }
    count += AT_ONCE;
  }
  return count;
}

async function measured(name: string, ms: number): Promise<Found> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", import.meta.filename!, name],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    reader.releaseLock();
    const port = Number(new TextDecoder().decode(value));
    if (!(port > 0)) throw new Error(`${name} did not start`);
    await load(port, ms / 2, child.pid); // until its code is compiled
    return await load(port, ms, child.pid);
  } finally {
    child.kill();
    await child.stdout.cancel();
    await child.status;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

async function compare(rounds: number, ms: number): Promise<void> {
  const names = Object.keys(SERVERS), all: Record<string, Found>[] = [];
  for (let round = 0; round < rounds; round++) {
    // From the other end each time, so that none is always the first.
    const turn = round % 2 === 0 ? names : [...names].reverse();
    const found: Record<string, Found> = {};
    for (const name of turn) found[name] = await measured(name, ms);
    all.push(found);
  }
  const bare = names[0]!;
  const of = (name: string, key: keyof Found) =>
    median(all.map((found) => found[name]![key] / found[bare]![key]));
  console.log("".padEnd(28), "by the clock", "by processor time");
  for (const name of names) {
    const rate = median(all.map((found) => found[name]!.rate));
    console.log(
      name.padEnd(28),
      `${of(name, "rate").toFixed(2)}x`.padStart(12),
      `${of(name, "perCpu").toFixed(2)}x`.padStart(17),
      `${Math.round(rate)} requests/s`.padStart(20),
    );
  }
}

const [first = "3", ms = "1000"] = Deno.args;
if (first in SERVERS) {
  // A port that is free now; the server takes it in the same breath.
  const free = Deno.listen({ port: 0, hostname });
  const { port } = free.addr as Deno.NetAddr;
  free.close();
  await SERVERS[first]!(port);
  setTimeout(() => console.log(port), 200);
} else await compare(Number(first), Number(ms));
