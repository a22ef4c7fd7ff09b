/**
 * What the tests of the web layer share: servers on the loopback, raw requests,
 * and a log that is kept.
 */
import {
  Application,
  type ListenOptions,
  type RouteInput,
  type Server,
  type Settings,
} from "../../lib/web/mod.ts";

/** What a log was told. */
export interface Line {
  readonly level: string;
  readonly message: string;
  readonly error: unknown;
}

/** An application whose log is kept. */
export function logged(
  routes: readonly RouteInput[],
  settings: Settings = {},
): { app: Application; log: Line[] } {
  const log: Line[] = [];
  const app = new Application(routes, {
    log: (level, message, error) => log.push({ level, message, error }),
    ...settings,
  });
  return { app, log };
}

/** A server for one test. */
export async function serving(
  app: Application,
  fn: (base: string, server: Server) => Promise<void>,
  options: ListenOptions = {},
): Promise<void> {
  const server = app.listen(0, { hostname: "127.0.0.1", ...options });
  await server.ready;
  try {
    await fn(`http://127.0.0.1:${server.port}`, server);
  } finally {
    await server.shutdown({ grace: 500 });
  }
}

const encoder = new TextEncoder();

/** Sends bytes as they are, and reads until the server closes or is quiet. */
export async function raw(
  port: number,
  bytes: string | Uint8Array,
  until: (text: string) => boolean = isWhole,
): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let text = "";
  try {
    const data = typeof bytes === "string" ? encoder.encode(bytes) : bytes;
    for (let at = 0; at < data.length;) {
      at += await connection.write(data.subarray(at));
    }
    const buffer = new Uint8Array(65536);
    for (;;) {
      const n = await connection.read(buffer);
      if (n === null) return text;
      text += new TextDecoder("latin1").decode(buffer.subarray(0, n));
      if (until(text)) return text;
    }
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionReset) return text;
    if (error instanceof Deno.errors.BrokenPipe) return text;
    throw error;
  }
}

/** Whether a reply with a Content-Length is all there. */
export function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? "0";
  return text.length >= end + 4 + Number(length);
}

/** The status of a raw reply. */
export function statusOf(text: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
}

/** Waits, turn by turn of the host, for something that comes from outside. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("It did not come about");
    await new Promise((done) => setTimeout(done, 2));
  }
}
