import { assert, assertEquals, assertThrows } from "@std/assert";
import { ClosedError, TimeoutError } from "../../lib/errors/mod.ts";
import { currentTask, sleep } from "../../lib/coroutine/mod.ts";
import { Channel, Queue, select } from "../../lib/sync/mod.ts";
import { caught } from "../coroutine/_kit.ts";
import { type Co, play, stage, watchedSignal } from "../scopes/_kit.ts";
import { end } from "./_kit.ts";

function pair(): [Queue<string>, Queue<string>] {
  return [new Queue<string>(), new Queue<string>()];
}

Deno.test("of several that have an item the first gives one, the others keep theirs", () => {
  const [a, b] = pair();
  a.putNowait("a");
  b.putNowait("b");
  const { index, source, value } = select([b, a]).result();
  assertEquals([index, source === b, value, a.size, b.size], [
    0,
    true,
    "b",
    1,
    0,
  ]);
});

Deno.test("the first that gets an item gives it, and keeps no place with the others", () => {
  const [a, b] = pair(), [sender, receiver] = Channel.open<string>(0);
  const choice = select([a, receiver, b]);
  assertEquals(choice.done, false);
  sender.sendNowait("c");
  b.putNowait("b");
  const { index, source, value } = choice.result();
  assertEquals([index, source === receiver, value], [1, true, "c"]);
  assertEquals([a.statistics().getters, b.size], [0, 1]);
});

Deno.test("given up, by cancel, time or signal, it keeps no place", async () => {
  const on = stage(), [a, b] = pair(), watched = watchedSignal();
  const all = on.within(() => [
    select([a, b]),
    select([a, b], { timeout: 5 }),
    select([a, b], { signal: watched.signal }),
    select([a, b], { timeout: 0 }),
  ]);
  for (const one of all) one.addDoneCallback(end);
  assertEquals(a.statistics().getters, 3);
  on.within(() => all[0]!.cancel());
  watched.abort("why");
  await on.clock.advance(5);
  const names = [
    "CancelledError",
    "TimeoutError",
    "CancelledError",
    "TimeoutError",
  ];
  assertEquals(all.map(end), names);
  assertEquals([a.statistics().getters, b.statistics().getters], [0, 0]);
  assertEquals([watched.listeners, on.clock.alarmAt], [0, undefined]);
  assert(all[1]!.error() instanceof TimeoutError);
});

Deno.test("a task cancelled before its item leaves it; in the turn of it, gets it", async () => {
  const { value } = await play(function* ({ spawn, log }): Co {
    const [a, b] = pair();
    const body = function* (): Co {
      log.push((yield* select([a, b])).value);
      yield* sleep(1);
    };
    const early = spawn(body), late = spawn(body);
    early.cancel();
    yield* sleep(1);
    b.putNowait("b");
    late.cancel();
    a.putNowait("a");
    yield* sleep(1);
    return [log, a.size, b.size];
  });
  assertEquals(value, [["b"], 1, 0]);
});

Deno.test("a task whose cancel is on its way takes nothing", async () => {
  const { value } = await play(function* ({ spawn }): Co {
    const [a, b] = pair();
    a.putNowait("a");
    let given: ReturnType<typeof select<string>> | undefined;
    const body = (wait: boolean) =>
      function* (): Co {
        yield* sleep(1);
        currentTask()!.cancel();
        given = select([a, b]);
        yield* wait ? given : sleep(1);
      };
    spawn(body(true));
    yield* sleep(2);
    const left = a.size;
    spawn(body(false));
    yield* sleep(1);
    return [left, (yield* given!).value, a.size];
  });
  assertEquals(value, [1, "a", 0]);
});

Deno.test("a source that has ended is passed over, and all of them are a ClosedError", async () => {
  const [a, b] = pair(), [sender, receiver] = Channel.open<string>(1);
  a.shutdown();
  const choice = select([a, b, receiver]);
  b.shutdown();
  assertEquals(choice.done, false);
  sender.close();
  assert(await caught(choice) instanceof ClosedError);
  assert(await caught(select([a, b, receiver])) instanceof ClosedError);
  assert(await caught(select([])) instanceof ClosedError);
});

Deno.test("a receiver that is closed meanwhile is passed over", () => {
  const [a] = pair(), [, receiver] = Channel.open<string>(1);
  const choice = select([receiver, a]);
  receiver.close();
  a.putNowait("a");
  assertEquals(choice.result().value, "a");
});

Deno.test("a source that stands twice gives one item", () => {
  const [a] = pair(), choice = select([a, a]);
  a.putNowait("1");
  a.putNowait("2");
  assertEquals([choice.result().index, a.size], [0, 1]);
});

Deno.test("what is no source is told at the call, and nothing is taken", () => {
  const [a] = pair();
  a.putNowait("a");
  const [sender] = Channel.open<string>(1);
  for (const bad of [[a, sender], [a, undefined], a, null, [a, a.get]]) {
    assertThrows(() => select(bad as never), TypeError, "Cannot select");
  }
  assertThrows(() => select([a], { timeout: NaN }), RangeError);
  assertEquals(a.size, 1);
});
