import { assert, assertEquals, assertThrows } from "@std/assert";
import { ClosedError, TimeoutError } from "../../lib/errors/mod.ts";
import { currentTask, sleep } from "../../lib/coroutine/mod.ts";
import { Channel } from "../../lib/sync/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { type Co, play } from "../scopes/_kit.ts";

Deno.test("a closed end sends no more, and its waits fail; another's go on", async () => {
  const [sender, receiver] = Channel.open<number>(0);
  const other = sender.clone();
  const sends = [sender.send(1), other.send(2)];
  sender.close();
  sender.close();
  assert(await caught(sends[0]!) instanceof ClosedError);
  assertEquals([sender.closed, receiver.receiveNowait()], [true, 2]);
  assert(await caught(sender.send(3)) instanceof ClosedError);
  assertThrows(() => sender.sendNowait(3), ClosedError, "this end was closed");
  assertThrows(() => sender.clone(), ClosedError);
});

Deno.test("with all receivers closed, sends fail, also those that wait", async () => {
  const [sender, receiver] = Channel.open<number>(0);
  const more = receiver.clone(), waits = sender.send(1);
  receiver.close();
  assertEquals(waits.done, false);
  more.close();
  assert(await caught(waits) instanceof ClosedError);
  assert(await caught(sender.send(2)) instanceof ClosedError);
  assertThrows(() => sender.sendNowait(2), ClosedError, "all its receivers");
});

Deno.test("a send given up delivers nothing", async () => {
  const [sender, receiver] = Channel.open<number>(0);
  const sends = [sender.send(1), sender.send(2)];
  sends[0]!.cancel();
  assertEquals(receiver.receiveNowait(), 2);
  assert(await caught(sender.send(3, { timeout: 0 })) instanceof TimeoutError);
});

Deno.test("a task whose cancel is on its way sends nothing", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const [sender, receiver] = Channel.open<number>(5);
    spawn(function* (): Co {
      yield* sleep(1);
      currentTask()!.cancel();
      yield* sender.send(1);
    });
    yield* sleep(2);
    const got = receiver.receive(), { state } = got;
    got.cancel();
    return state;
  });
  assertEquals(value, "pending");
});

Deno.test("using an end closes it", () => {
  const [sender, receiver] = Channel.open<number>(1);
  {
    using end = sender;
    end.sendNowait(1);
  }
  assertEquals([sender.closed, receiver.receiveNowait()], [true, 1]);
});
