import { assert, assertEquals, assertThrows } from "@std/assert";
import { ClosedError, QueueFullError } from "../../lib/errors/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { Channel } from "../../lib/sync/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { type Co, play } from "../scopes/_kit.ts";
import { ends } from "./_kit.ts";

Deno.test("with a capacity of zero each send waits for its receive", () => {
  const [sender, receiver] = Channel.open<number>(0);
  const sends = [sender.send(1), sender.send(2)];
  assertEquals(ends(sends), ["pending", "pending"]);
  assertEquals(receiver.receive().result(), 1);
  assertEquals(ends(sends), [undefined, "pending"]);
  assertEquals(receiver.receiveNowait(), 2);
  const waits = receiver.receive();
  sender.sendNowait(3);
  assertEquals(waits.result(), 3);
  assertThrows(() => sender.sendNowait(4), QueueFullError, "a Channel now");
});

Deno.test("so many values as its capacity says may be under way", () => {
  const [sender, receiver] = Channel.open<number>(2);
  const sends = [1, 2, 3].map((n) => sender.send(n));
  assertEquals(ends(sends), [undefined, undefined, "pending"]);
  assertEquals(receiver.receiveNowait(), 1);
  assertEquals(ends(sends), [undefined, undefined, undefined]);
  assertEquals([receiver.receiveNowait(), receiver.receiveNowait()], [2, 3]);
});

Deno.test("an infinite capacity lets no send wait", () => {
  const [sender, receiver] = Channel.open<number>(Infinity);
  for (let n = 0; n < 1000; n++) assert(sender.send(n).done);
  for (let n = 0; n < 1000; n++) assertEquals(receiver.receiveNowait(), n);
});

Deno.test("a value goes to one receiver, and order is kept", async () => {
  const { value } = await play(function* ({ spawn, log }): Co {
    const [sender, receiver] = Channel.open<number>(1);
    const tasks = [receiver, receiver.clone()].map((end) =>
      spawn(async function () {
        for await (const n of end) log.push(n);
      } as never)
    );
    for (let n = 1; n <= 5; n++) {
      yield* sender.send(n);
      yield* sleep(1);
    }
    sender.close();
    yield tasks;
    return log;
  });
  assertEquals(value, [1, 2, 3, 4, 5]);
});

Deno.test("a capacity that is negative or no number is told at once", () => {
  for (const bad of [-1, NaN]) {
    assertThrows(() => Channel.open(bad), RangeError, String(bad));
  }
  assertThrows(() => Channel.open(undefined as never), TypeError);
  assertThrows(() => Channel.open(1, { name: 1 as never }), TypeError, "name");
});

Deno.test("the name stands in messages", async () => {
  const [sender, receiver] = Channel.open<number>(0, { name: "jobs" });
  receiver.close();
  const error = await caught(sender.send(1)) as Error;
  assert(error instanceof ClosedError);
  assertEquals(
    error.message,
    "Cannot send into Channel jobs: all its receivers were closed",
  );
});

Deno.test("both ends tell what the channel looks like", async () => {
  const [sender, receiver] = Channel.open<number>(1);
  using _other = sender.clone();
  await sender.send(1);
  const waits = sender.send(2);
  const statistics = {
    size: 1,
    capacity: 1,
    senders: 2,
    receivers: 1,
    sending: 1,
    receiving: 0,
  };
  assertEquals(sender.statistics(), statistics);
  assertEquals(receiver.statistics(), statistics);
  assertEquals([await receiver.receive(), await receiver.receive()], [1, 2]);
  await waits;
  const gets = receiver.receive();
  assertEquals(receiver.statistics(), {
    ...statistics,
    size: 0,
    sending: 0,
    receiving: 1,
  });
  gets.cancel();
  receiver.close();
  assertEquals(sender.statistics().receivers, 0);
});
