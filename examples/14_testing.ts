/**
 * Tests without waiting: a day passes at once, and a hang names its line.
 *
 * In a test file the same bodies stand in `coTest("…", function* () { … })`.
 */
import { coroutine, Future, IOLoop, retry, sleep, spawn } from "@twister/async";
import {
  memoryStreamPair,
  runVirtual,
  Sequencer,
} from "@twister/async/testing";

const hours = () => `${Math.round(IOLoop.current().time() / 3_600_000)} h`;

await runVirtual(function* () {
  yield* sleep(24 * 3_600_000);
  console.log("slept for", hours());

  let tries = 0;
  const flaky = coroutine(function* flaky() {
    yield* sleep(3_600_000);
    if (++tries < 4) throw new Error("not yet");
    return `worked at try ${tries}, after`;
  });
  console.log(yield* retry(flaky, { attempts: 5, delay: 60_000 }), hours());
});

await runVirtual(function* () {
  const [client, server] = memoryStreamPair({ delay: 80, chunk: 4 });
  spawn(function* echo() {
    for (let part; (part = yield* server.read()) !== undefined;) {
      yield* server.write(part);
    }
    server.closeWrite();
  });
  yield* client.write(new TextEncoder().encode("hello there"));
  client.closeWrite();
  for (let part; (part = yield* client.read()) !== undefined;) {
    const text = new TextDecoder().decode(part);
    console.log(`${IOLoop.current().time()} ms:`, text);
  }
});

await runVirtual(function* () {
  const sequencer = new Sequencer();
  const say = coroutine(function* (point: number, text: string) {
    yield* sequencer.at(point);
    console.log(text);
  });
  const last = say(2, "last, always");
  yield* say(0, "first");
  yield* say(1, "second");
  yield* last;
});

const told = await runVirtual(function* main() {
  yield* new Future<void>({ name: "a reply that never comes" });
}).catch((error: Error) => error.message);
console.log(told);
