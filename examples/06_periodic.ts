/**
 * The loop's own clock: timers, and calls on a fixed grid.
 */
import { Future, IOLoop, PeriodicCallback, sleep } from "@twister/async";

const loop = IOLoop.current();

// Equal deadlines run in the order in which they were set; a handle takes a
// callback back.
const soon = loop.time() + 20;
loop.callAt(soon, () => console.log("first"));
const never = loop.callAt(soon, () => console.log("never"));
loop.callAt(soon, (word: string) => console.log(word), "second");
console.log("taken back:", never.cancel());

// In a block of its own a handle can be a `using`: leaving takes it back.
{
  using _late = loop.callLater(5, () => console.log("too late"));
  console.log("done before the alarm");
}
await sleep(30);

// The grid does not drift: a call that takes longer than the period skips the
// times that pass meanwhile, and never overlaps itself.
const period = 10, began = loop.time();
const starts: number[] = [], third = new Future<void>();
let inside = 0;
const beat = new PeriodicCallback(async () => {
  console.log("beat", starts.push(loop.time() - began), "of", ++inside);
  await sleep(starts.length === 1 ? 25 : 1); // the first one is slow
  inside--;
  if (starts.length === 3) third.setResult();
}, period);
beat.start();
await third.finally(() => beat.stop());
console.log("running:", beat.running);

const [, second = 0] = starts;
console.log("the slow call let times pass:", second >= 4 * period - 1);

// A call that throws is reported, and the next one comes.
let calls = 0;
loop.onError = ({ error }) => console.log("reported:", `${error}`);
const flaky = new PeriodicCallback(() => {
  if (++calls === 1) throw new Error("not today");
  flaky.stop();
  console.log("call", calls);
}, 1);
flaky.start();
await sleep(20);
