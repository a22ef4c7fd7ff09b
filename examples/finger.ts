/**
 * The finger service of Twisted's tutorial, on Deno's TCP: ask for a user, get
 * a line. A second port takes a user's new line. The users stand in a file that
 * is read again every half minute.
 *
 *     deno run -A examples/finger.ts users.txt
 *     echo moshez | nc localhost 1079
 *     printf 'moshez\nAt lunch\n' | nc localhost 1078
 *
 * All of it is Deferreds: each connection is one chain, and stopping the
 * service is cancelling what it waits for.
 */
import {
  Deferred,
  DeferredList,
  ensureDeferred,
  inlineCallbacks,
  LoopingCall,
  succeed,
} from "@twister/async/deferred";
import { CancelledError } from "@twister/async/errors";

/** A Deferred of a promise, with what stops the work behind it. */
function stoppable<T>(promise: Promise<T>, stop: () => void): Deferred<T> {
  const deferred = new Deferred<T>(stop);
  promise.then(
    (value) => deferred.called || deferred.callback(value),
    // What a stopped operation says of it is no news.
    (error) => deferred.called || deferred.errback(error),
  );
  return deferred;
}

/** Who is known, with a line about each. */
export class Users {
  readonly #lines: Map<string, string> = new Map();

  get(user: string): Deferred<string> {
    return succeed(this.#lines.get(user) ?? "No such user");
  }

  set(user: string, line: string): void {
    this.#lines.set(user, line);
  }

  /** Reads lines such as `moshez: Happy and well`. */
  read(path: string): Deferred<void> {
    return ensureDeferred(Deno.readTextFile(path)).addCallback((text) => {
      for (const [, user, line] of text.matchAll(/^(\w+): (.*)$/gm)) {
        this.set(user!, line!);
      }
    });
  }
}

/** A connection, taken line by line. */
class Lines {
  readonly #conn: Deno.Conn;
  readonly #decoder = new TextDecoder();
  #text = "";
  #open = true;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  next(): Deferred<string> {
    const end = this.#text.indexOf("\n");
    if (end >= 0) {
      const line = this.#text.slice(0, end).trim();
      this.#text = this.#text.slice(end + 1);
      return succeed(line);
    }
    const buffer = new Uint8Array(512);
    return stoppable(this.#conn.read(buffer), () => this.close())
      .addCallback((count) => {
        if (count === null) throw new Error("Hung up within a line");
        const bytes = buffer.subarray(0, count);
        this.#text += this.#decoder.decode(bytes, { stream: true });
        return this.next();
      });
  }

  send(line: string): Deferred<number> {
    const bytes = new TextEncoder().encode(`${line}\r\n`);
    return stoppable(this.#conn.write(bytes), () => this.close());
  }

  close(): void {
    if (this.#open) this.#conn.close();
    this.#open = false;
  }
}

/** What is said on one connection. */
type Talk = (lines: Lines) => Deferred<unknown>;

/** Answers one who asks. */
function asks(users: Users): Talk {
  return (lines) =>
    lines.next()
      .addCallback((user) =>
        users.get(user).addErrback(() => "Internal error in server")
      )
      .addCallback((line) => lines.send(line));
}

/** Takes a user, then the line about him. */
function tells(users: Users): Talk {
  return inlineCallbacks(function* tells(lines: Lines) {
    const user = yield* lines.next();
    users.set(user, yield* lines.next());
  });
}

/** Meets all who come, until it is cancelled. */
const serve = inlineCallbacks(
  function* serve(listener: Deno.Listener, meet: (conn: Deno.Conn) => void) {
    for (;;) {
      const coming = listener.accept();
      meet(yield* stoppable(coming, () => listener.close()));
    }
  },
);

/** A port and those who talk there. */
class Port {
  readonly port: number;
  readonly #talking: Set<Deferred<unknown>> = new Set();
  readonly #listening: Deferred<never>;

  constructor(port: number, talk: Talk, patience: number) {
    const listener = Deno.listen({ port });
    this.port = listener.addr.port;
    this.#listening = serve(listener, (conn) => {
      const lines = new Lines(conn);
      const talking = talk(lines).addTimeout(patience);
      this.#talking.add(talking);
      talking.addBoth((result) => {
        this.#talking.delete(talking);
        lines.close();
        return result;
      }).addErrback((failure) => {
        if (!failure.check(CancelledError)) console.error(`${failure.value}`);
      });
    });
  }

  /** Stops listening, and hangs up on all who talk. */
  stop(): Deferred<unknown> {
    const all = [this.#listening, ...this.#talking];
    for (const one of all) one.cancel("the service stops");
    return new DeferredList(all, { consumeErrors: true });
  }
}

/** Where the service listens, and how long it waits for a line. */
export interface FingerOptions {
  readonly asks?: number;
  readonly tells?: number;
  readonly patience?: number;
}

/** A service under way. */
export interface Finger {
  /** The port for those who ask. */
  readonly asks: number;
  /** The port for those who tell. */
  readonly tells: number;
  /** Stops it; fires when all is closed. */
  stop(): Deferred<unknown>;
}

/** Starts the whole service. */
export function finger(users: Users, options: FingerOptions = {}): Finger {
  const { asks: ask = 1079, tells: tell = 1078, patience = 10_000 } = options;
  const ports = [
    new Port(ask, asks(users), patience),
    new Port(tell, tells(users), patience),
  ] as const;
  return {
    asks: ports[0].port,
    tells: ports[1].port,
    stop: () => new DeferredList(ports.map((port) => port.stop())),
  };
}

if (import.meta.main) {
  const [path = "users.txt", ...ports] = Deno.args, users = new Users();
  const [asks = 1079, tells = 1078] = ports.map(Number);
  const service = finger(users, { asks, tells });
  const reading = new LoopingCall(() => users.read(path));
  reading.start(30_000).addErrback(({ value }) => {
    console.error(`Cannot read ${path}: ${value}`);
    return service.stop();
  });
  console.log(`Ask on ${service.asks}, tell on ${service.tells}`);
  Deno.addSignalListener("SIGINT", () => {
    reading.stop();
    service.stop().addCallback(() => Deno.exit());
  });
}
