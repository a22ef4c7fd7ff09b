/**
 * Ten thousand connections in one process: of TCP, of long polling, of web
 * sockets, of event streams. The clients are another process.
 *
 *     deno run -A examples/c10k.ts 10000
 *
 * It prints, for each kind, how many failed, how long it took until all were
 * there, what one costs in memory, and how long an answer takes: an echo for
 * TCP and web sockets, the way of one event to everybody for the others.
 */
import { mapLimit } from "@twister/async/combinators";
import { sleep, spawn } from "@twister/async/coroutine";
import { Event } from "@twister/async/sync";
import {
  Application,
  EventSourceHandler,
  RequestHandler,
  TCPClient,
  TCPServer,
  WebSocketHandler,
} from "@twister/async/web";

const HOST = "127.0.0.1";
/** How many connections are being made at a time. */
const DIALS = 200;
/** How many wait to be accepted. */
const BACKLOG = 4096;
/** How many are told of the event in one turn, so that others go on too. */
const BATCH = 500;
const ECHOES = 1000;

const now = () => performance.timeOrigin + performance.now();

// ── The server: holds the connections and publishes the event.

const published = new Event();
const streams: Set<EventSourceHandler> = new Set();

class Poll extends RequestHandler {
  override *get() {
    // The client counts it from here on: the handler waits.
    this.write("{");
    yield* this.flush();
    yield* published.wait();
    this.write(`"at":${now()}}`);
  }
}

class Echo extends WebSocketHandler {
  override onMessage(message: string | Uint8Array) {
    return this.writeMessage(message);
  }
}

class Events extends EventSourceHandler {
  override open(): void {
    streams.add(this);
  }

  override onClose(): void {
    streams.delete(this);
  }
}

function* publish(): Generator<unknown, void, unknown> {
  published.set();
  let count = 0;
  for (const stream of [...streams]) {
    stream.emit({ data: `${now()}` });
    if (++count % BATCH === 0) yield* sleep(0);
  }
}

interface Service {
  readonly port: number;
  shutdown(options: { grace: number }): PromiseLike<void>;
}

/** Kinds of connections, with what serves them. */
const KINDS: Record<string, () => Service> = {
  tcp() {
    const server = new TCPServer(function* (stream) {
      for (;;) yield* stream.write(yield* stream.readUntil("\n"));
    });
    const { port } = server.listen(0, { hostname: HOST, backlog: BACKLOG });
    return { port, shutdown: (options) => server.shutdown(options) };
  },
  poll: () => site(["/", Poll]),
  ws: () => site(["/", Echo]),
  sse: () => site(["/", Events]),
};

function site(route: [string, typeof RequestHandler]): Service {
  // A server of its own for each: so no kind runs out of ports.
  return new Application([route])
    .listen(0, { hostname: HOST, backlog: BACKLOG });
}

// ── The clients: a process of their own, which says in lines what it sees.

interface Connection {
  /** One echo, or the wait for the event; gives its milliseconds. */
  answer(): PromiseLike<number>;
  close(): unknown;
}

const CLIENTS: Record<string, (port: number) => PromiseLike<Connection>> = {
  async tcp(port) {
    const stream = await new TCPClient().connect(HOST, port);
    const answer = async () => {
      const start = now();
      await stream.write("echo\n");
      await stream.readUntil("\n");
      return now() - start;
    };
    await answer(); // it is held when it has been answered
    return { answer, close: () => stream.close() };
  },
  async ws(port) {
    const socket = new WebSocket(`ws://${HOST}:${port}/`);
    await new Promise((done, failed) => {
      socket.onopen = done;
      socket.onerror = () => failed(new Error("no web socket"));
    });
    const answer = () => {
      const start = now();
      socket.send("echo");
      return new Promise<number>((done) => {
        socket.onmessage = () => done(now() - start);
      });
    };
    const close = () =>
      new Promise((done) => {
        socket.onclose = done;
        socket.close();
      });
    return { answer, close };
  },
  poll: (port) => waiting(port, (text) => JSON.parse(text).at),
  sse: (port) => waiting(port, (text) => Number(/data: (.*)/.exec(text)?.[1])),
};

/** A request whose reply has begun, and goes on with the event. */
async function waiting(
  port: number,
  timeOf: (text: string) => number,
): Promise<Connection> {
  const reply = await fetch(`http://${HOST}:${port}/`);
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? "";
  const answer = async () => {
    text += (await reader.read()).value ?? "";
    return now() - timeOf(text);
  };
  return { answer, close: () => reader.cancel() };
}

async function client(kind: string, port: number, count: number) {
  const tell = (what: unknown) => console.log(JSON.stringify(what));
  const all: Connection[] = [], start = now();
  let failures = 0;
  const dial = CLIENTS[kind]!;
  await mapLimit(Array(count).fill(port), DIALS, function* (port) {
    try {
      all.push((yield dial(port)) as Connection);
    } catch {
      failures++;
    }
  });
  const ready = now() - start;
  const isEcho = kind === "tcp" || kind === "ws";
  const answers: Promise<number>[] = [], times: number[] = [];
  if (!isEcho) {
    for (const one of all) answers.push(Promise.resolve(one.answer()));
  }
  tell({ failures, ready });
  await Deno.stdin.read(new Uint8Array(1)); // the server has measured
  if (isEcho) {
    for (let i = 0; i < ECHOES; i++) {
      times.push(await all[i % all.length]!.answer());
    }
  }
  times.push(...await Promise.all(answers));
  tell(percentiles(times));
  await Promise.allSettled(all.map((one) => one.close()));
  Deno.exit();
}

function percentiles(times: number[]): { p50: number; p99: number } {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]!;
  return { p50: at(0.5), p99: at(0.99) };
}

// ── The measurement.

async function measure(kind: string, count: number): Promise<string> {
  const service = KINDS[kind]!();
  const before = Deno.memoryUsage().rss;
  const child = again(["client", kind, `${count}`, `${service.port}`], {
    stdin: "piped",
    stdout: "piped",
  });
  const lines = linesOf(child.stdout);
  const { failures, ready } = JSON.parse((await lines.next()).value);
  const each = (Deno.memoryUsage().rss - before) / (count - failures);
  const stdin = child.stdin.getWriter();
  await stdin.write(new Uint8Array(1));
  if (kind === "poll" || kind === "sse") await spawn(publish());
  const { p50, p99 } = JSON.parse((await lines.next()).value);
  await stdin.close();
  await child.status;
  await service.shutdown({ grace: 0 });
  return [
    kind.padEnd(4),
    `${count} connections`,
    `${failures} failed`,
    `${(ready / 1000).toFixed(2)} s to all`,
    `${(each / 1024).toFixed(1)} KiB each`,
    `p50 ${p50.toFixed(2)} ms`,
    `p99 ${p99.toFixed(2)} ms`,
  ].join("  ");
}

async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, never, undefined> {
  let text = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop()!;
    yield* lines;
  }
  throw new Error("The clients ended early");
}

/** Starts this program anew, with other arguments. */
function again(
  args: string[],
  pipes: Pick<Deno.CommandOptions, "stdin" | "stdout">,
): Deno.ChildProcess {
  const program = ["run", "-A", "-q", "--no-lock", import.meta.filename!];
  const command = { args: [...program, ...args], ...pipes };
  return new Deno.Command(Deno.execPath(), command).spawn();
}

if (import.meta.main) {
  const [task, kind, many, port] = Deno.args, count = Number(many);
  if (task === "client") await client(kind!, Number(port), count);
  else if (task === "measure") console.log(await measure(kind!, count));
  else {
    // A process for each kind: memory that one gave back would hide another's.
    for (const each of Object.keys(KINDS)) {
      await again(["measure", each, task ?? "10000"], {}).status;
    }
  }
}
