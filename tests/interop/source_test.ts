import { assertEquals } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import {
  type AsyncSource,
  each,
  eventStream,
  fromAsyncIterable,
  fromMessagePort,
  fromReadableStream,
  stream,
  toAsyncIterable,
} from "../../lib/interop/mod.ts";
import { turns } from "../_support.ts";
import { streamOf } from "./_streams_kit.ts";

async function* natively() {
  yield 1;
  yield 2;
}

/** A source of a kind, with two items. */
function kind(name: string): AsyncSource<unknown> {
  if (name === "an async generator") return fromAsyncIterable(natively());
  if (name === "a ReadableStream") {
    return fromReadableStream(streamOf(1, 2));
  }
  if (name === "an iterable") return toAsyncIterable([1, 2]);
  if (name === "a coroutine") {
    return stream<number>(function* (emit) {
      yield* emit(1);
      yield* emit(2);
    });
  }
  if (name === "a port") {
    const { port1, port2 } = new MessageChannel();
    const messages = fromMessagePort(port1);
    port2.postMessage(1);
    port2.postMessage(2);
    port1.addEventListener("message", () => port2.close(), { once: true });
    return messages;
  }
  const target = new EventTarget(), events = eventStream(target, "tick");
  for (let i = 0; i < 2; i++) target.dispatchEvent(new Event("tick"));
  return events;
}

const NAMES = [
  "an async generator",
  "a ReadableStream",
  "a coroutine",
  "an iterable",
  "events",
  "a port",
];

for (const name of NAMES) {
  Deno.test(`a source of ${name} is pulled, left by \`for await\` and closed for good`, async () => {
    const source = kind(name);
    const first = await spawn(function* () {
      return yield* source.next();
    });
    assertEquals(first.done, false);
    for await (const item of source) {
      assertEquals(item === undefined, false);
      break;
    }
    assertEquals(await source.next(), { done: true, value: undefined });
    assertEquals(source.close(), source.close());
    await source[Symbol.asyncDispose]();
    await spawn(function* () {
      assertEquals(yield* each(source, () => {}), true);
    });
    await turns(1);
  });
}
