/**
 * An echo server on the small operating system, with two clients.
 *
 *     deno run -A examples/course/echo_server.ts
 */
import {
  getTid,
  killTask,
  newTask,
  readWait,
  System,
  waitTask,
  writeWait,
} from "./small_os.ts";

// deno-lint-ignore no-explicit-any -- what a call gives depends on the call
type Program<R = void> = Generator<unknown, R, any>;

const encoder = new TextEncoder(), decoder = new TextDecoder();

/** A subroutine: the caller yields it and gets what it returns. */
function* receive(conn: Deno.Conn): Program<string | undefined> {
  const bytes = new Uint8Array(1024);
  const count = yield readWait(conn.read(bytes));
  return count === null ? undefined : decoder.decode(bytes.subarray(0, count));
}

function* send(conn: Deno.Conn, text: string): Program {
  for (let bytes = encoder.encode(text); bytes.length > 0;) {
    bytes = bytes.subarray(yield writeWait(conn.write(bytes)));
  }
}

function* handle(conn: Deno.Conn): Program {
  try {
    for (let text; (text = yield receive(conn)) !== undefined;) {
      yield send(conn, text.toUpperCase());
    }
  } finally {
    conn.close();
  }
}

function* server(listener: Deno.Listener): Program {
  try {
    for (;;) yield newTask(handle(yield readWait(listener.accept())));
  } finally {
    listener.close();
    console.log("the server is closed");
  }
}

function* client(port: number, ...words: string[]): Program {
  const tid = yield getTid();
  const conn = yield readWait(Deno.connect({ port, hostname: "127.0.0.1" }));
  try {
    for (const word of words) {
      yield send(conn, word);
      console.log(`task ${tid}: ${word} -> ${yield receive(conn)}`);
    }
  } finally {
    conn.close();
  }
}

function* main(): Program {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  const serving = yield newTask(server(listener));
  console.log(`task ${yield getTid()} started the server, task ${serving}`);
  for (const words of [["hello", "world"], ["good", "bye"]]) {
    const tid = yield newTask(client(port, ...words));
    yield waitTask(tid);
    console.log(`task ${tid} is over`);
  }
  console.log(`killed: ${yield killTask(serving)}, ${yield killTask(serving)}`);
}

const system = new System();
system.start(main());
await system.over;
console.log("all tasks are over");
