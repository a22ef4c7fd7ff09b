import { assertEquals, assertThrows } from "@std/assert";
import {
  CancelledError,
  ClosedError,
  QueueFullError,
} from "../../lib/errors/mod.ts";
import { spawn } from "../../lib/coroutine/mod.ts";
import { fromMessagePort } from "../../lib/interop/message_port.ts";
import { caught, CountingTarget, drain } from "./_streams_kit.ts";

/** A port that the test speaks for. */
class HandPort extends CountingTarget {
  readonly log: unknown[] = [];
  start(): void {
    this.log.push("start");
  }
  close(): void {
    this.log.push("close");
  }
  postMessage(message: unknown, transfer: unknown): void {
    this.log.push([message, transfer]);
  }
  hear(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

function held(options = {}) {
  const port = new HandPort();
  const source = fromMessagePort<unknown>(port as never, options);
  return { port, source };
}

Deno.test("messages of a real port come in order, also those sent before", async () => {
  const { port1, port2 } = new MessageChannel();
  port2.postMessage("before");
  const source = fromMessagePort<string>(port1);
  port2.postMessage("after");
  assertEquals((await source.next()).value, "before");
  assertEquals((await source.next()).value, "after");
  await source.close();
  port2.close();
});

Deno.test("the port is started, and closed with the source; no listener stays", async () => {
  const { port, source } = held();
  assertEquals([port.log, port.listeners], [["start"], 3]);
  port.hear(1);
  for await (const message of source) {
    assertEquals(message, 1);
    break;
  }
  assertEquals([port.log, port.listeners], [["start", "close"], 0]);
});

Deno.test("the cancel of who waits leaves the port open", async () => {
  const { port, source } = held();
  const task = spawn(drain(source));
  task.cancel();
  await caught(task);
  assertEquals(port.log, ["start"]);
  port.hear(1);
  assertEquals((await source.next()).value, 1);
  await source.close();
});

Deno.test("send() hands on what is transferred, and throws once the port is closed", async () => {
  const { port, source } = held(), bytes = new ArrayBuffer(1);
  source.send("hello");
  source.send(bytes, [bytes]);
  assertEquals(port.log.slice(1), [["hello", []], [bytes, [bytes]]]);
  await source.close();
  assertThrows(() => source.send("late"), ClosedError, 'Cannot send "late"');
});

Deno.test("the other end's close is the end, behind what lies unread", async () => {
  const { port, source } = held();
  port.hear(1);
  port.tell(undefined, "close");
  assertEquals(await spawn(drain(source)), [1]);
  assertEquals(port.log, ["start", "close"]);
});

Deno.test("a message that cannot be read fails it and closes the port", async () => {
  const { port, source } = held();
  const event = new MessageEvent("messageerror");
  port.dispatchEvent(event);
  const error = await caught(source.next()) as Error;
  assertEquals([error.cause, port.log.at(-1)], [event, "close"]);
});

Deno.test("beyond the limit the policy holds", async () => {
  const { port, source } = held({ limit: 1 });
  port.hear(1);
  port.hear(2);
  assertEquals((await source.next()).value, 1);
  assertEquals(await caught(source.next()) instanceof QueueFullError, true);
  const other = held({ limit: 1, overflow: "drop-oldest" });
  other.port.hear(1);
  other.port.hear(2);
  assertEquals((await other.source.next()).value, 2);
  assertEquals(other.source.dropped, 1);
  await other.source.close();
});

Deno.test("an abort closes the port; a signal that is aborted already does not start it", async () => {
  const controller = new AbortController();
  const { port, source } = held({ signal: controller.signal });
  controller.abort("enough");
  const error = await caught(source.next()) as CancelledError;
  assertEquals([error.reason, port.log], ["enough", ["start", "close"]]);
  const before = held({ signal: controller.signal });
  assertEquals(before.port.log, ["close"]);
  assertEquals(
    await caught(before.source.next()) instanceof CancelledError,
    true,
  );
});

Deno.test("what is no port is refused", () => {
  assertThrows(
    () => fromMessagePort(new EventTarget() as never),
    TypeError,
    "expected a MessagePort",
  );
  assertThrows(() => fromMessagePort(null as never), TypeError, "from null");
});
