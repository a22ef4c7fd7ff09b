/**
 * A chat over web sockets, written twice: with callbacks, and as a coroutine
 * that reads. Both are in one room.
 *
 *     deno run -A examples/chat.ts 8888
 *     open http://localhost:8888/callback/ada http://localhost:8888/coroutine/bob
 */
import {
  Application,
  RequestHandler,
  type Server,
  WebSocketHandler,
} from "@twister/async/web";

type Message = string | Uint8Array;

/** Those who talk with each other. */
class Room {
  readonly #all: Map<WebSocketHandler, string> = new Map();

  join(who: WebSocketHandler, name: string): void {
    this.#all.set(who, name);
    this.say(`${name} came`);
  }

  leave(who: WebSocketHandler): void {
    const name = this.#all.get(who);
    if (!this.#all.delete(who)) return;
    this.say(`${name} left`);
  }

  /** To everyone; one that does not read must not hold the others up. */
  say(text: string): void {
    for (const who of this.#all.keys()) who.writeMessage(text);
  }
}

const room = new Room();

/** What both styles share: one that reads too slowly is closed. */
class Chatter extends WebSocketHandler {
  override socketOptions(): { slowConsumer: "close"; maxMessageSize: number } {
    return { slowConsumer: "close", maxMessageSize: 4096 };
  }
}

/** In callbacks: what is to be remembered stands in fields. */
class CallbackChat extends Chatter {
  #name = "";

  override open(name: string): void {
    this.#name = name;
    room.join(this, name);
  }

  override onMessage(text: Message): void {
    room.say(`${this.#name}: ${text}`);
  }

  override onClose(): void {
    room.leave(this);
  }
}

/** As a coroutine: the talk reads from top to bottom. */
class CoroutineChat extends Chatter {
  override *open(name: string): Generator<unknown, void, unknown> {
    room.join(this, name);
    try {
      for (;;) {
        const text = yield* this.readMessage();
        if (text === undefined) break;
        room.say(`${name}: ${text}`);
      }
    } finally {
      room.leave(this);
    }
  }
}

const PAGE = `<!doctype html><meta charset="utf-8"><title>Chat</title>
<form><input autofocus autocomplete="off"></form><ul></ul>
<script>
  const socket = new WebSocket(location.href.replace(/^http/, "ws") + "/socket");
  const add = (text) => {
    document.querySelector("ul").prepend(
      Object.assign(document.createElement("li"), { textContent: text }),
    );
  };
  socket.onmessage = ({ data }) => add(data);
  socket.onclose = () => add("(closed)");
  document.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    const input = document.querySelector("input");
    socket.send(input.value);
    input.value = "";
  };
</script>`;

class Page extends RequestHandler {
  override get(): void {
    this.write(PAGE);
  }
}

/** Serves the chat. */
export function chat(port: number, hostname = "127.0.0.1"): Server {
  return new Application([
    ["/:style/:name", Page],
    ["/callback/:name/socket", CallbackChat],
    ["/coroutine/:name/socket", CoroutineChat],
  ]).listen(port, { hostname });
}

if (import.meta.main) {
  const server = chat(Number(Deno.args[0] ?? 8888));
  console.log(`Chat on http://localhost:${server.port}/callback/ada`);
  Deno.addSignalListener("SIGINT", () => {
    server.shutdown({ grace: 0 }).then(() => Deno.exit());
  });
}
