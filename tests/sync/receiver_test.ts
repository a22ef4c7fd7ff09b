import { assert, assertEquals, assertThrows } from "@std/assert";
import { ClosedError, QueueEmptyError } from "../../lib/errors/mod.ts";
import { Channel } from "../../lib/sync/mod.ts";
import { caught } from "../coroutine/_kit.ts";

Deno.test("iterating ends when all senders are closed and nothing is left", async () => {
  const [sender, receiver] = Channel.open<number>(0);
  const more = sender.clone(), got: number[] = [];
  const last = more.send(1);
  sender.close();
  const over = (async () => {
    for await (const n of receiver) got.push(n);
  })();
  await last;
  more.close();
  await over;
  assertEquals(got, [1]);
  const error = await caught(receiver.receive()) as Error;
  assert(error instanceof ClosedError);
  assertEquals(
    error.message,
    "Cannot receive from a Channel: all its senders were closed",
  );
  assertThrows(() => receiver.receiveNowait(), ClosedError);
});

Deno.test("those who wait to receive fail when the last sender is closed", async () => {
  const [sender, receiver] = Channel.open<number>(0);
  const waits = receiver.receive();
  sender.close();
  assert(await caught(waits) instanceof ClosedError);
});

Deno.test("a closed end receives no more, and its waits fail; another's go on", async () => {
  const [sender, receiver] = Channel.open<number>(1), other = receiver.clone();
  const waits = [receiver.receive(), other.receive()];
  receiver.close();
  receiver.close();
  sender.sendNowait(1);
  assert(await caught(waits[0]!) instanceof ClosedError);
  assertEquals([waits[1]!.result(), receiver.closed], [1, true]);
  assertThrows(() => receiver.receiveNowait(), ClosedError, "this end was");
  assertThrows(() => receiver.clone(), ClosedError);
});

Deno.test("iterating an end that is closed meanwhile is a ClosedError", async () => {
  const [sender, receiver] = Channel.open<number>(1);
  sender.sendNowait(1);
  const error = await caught((async () => {
    for await (const _ of receiver) receiver.close();
  })());
  assert(error instanceof ClosedError);
});

Deno.test("what is left is dropped with the last receiver", () => {
  const [sender, receiver] = Channel.open<number>(2);
  sender.sendNowait(1);
  {
    using _end = receiver;
  }
  assertThrows(() => sender.sendNowait(2), ClosedError);
});

Deno.test("receiveNowait() of nothing is a QueueEmptyError", () => {
  const [, receiver] = Channel.open<number>(2);
  assertThrows(
    () => receiver.receiveNowait(),
    QueueEmptyError,
    "a Channel now",
  );
});

Deno.test("a receive given up takes nothing", () => {
  const [sender, receiver] = Channel.open<number>(1);
  receiver.receive().cancel();
  sender.sendNowait(1);
  assertEquals(receiver.receiveNowait(), 1);
});
