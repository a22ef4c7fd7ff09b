/**
 * Locks and queues: workers that share things, and lose nothing when they are
 * stopped.
 */
import {
  Channel,
  Event,
  Lock,
  multi,
  Queue,
  select,
  Semaphore,
  sleep,
  spawn,
  type TimeoutError,
} from "@twister/async";

await spawn(function* main() {
  const lock = new Lock({ name: "printer" });
  const print = (page: string) =>
    spawn(function* () {
      using _permit = yield* lock.acquire();
      yield* sleep(1);
      console.log("printed", page);
    });
  yield* multi([print("a"), print("b")]);

  {
    using _permit = yield* lock.acquire();
    const late = lock.acquire({ timeout: 2 });
    console.log(yield* late.catch((error: TimeoutError) => error.message));
  }

  const two = new Semaphore(2), visit = () => two.run(() => sleep(1));
  const visits = multi([visit(), visit(), visit(), visit()]);
  console.log("visitors:", two.statistics());
  yield* visits;

  const jobs = new Queue<number>({ maxsize: 2 }), stop = new Queue<string>();
  spawn(function* producer() {
    for (let n = 1; n <= 3; n++) yield* jobs.put(n);
    yield* jobs.join();
    yield* stop.put("all done");
  });
  for (;;) {
    const { index, value } = yield* select<number | string>([jobs, stop]);
    console.log(index === 0 ? "job" : "stop:", value);
    if (index === 1) break;
    jobs.taskDone();
  }
});

const [sender, receiver] = Channel.open<string>(0), ready = new Event();
spawn(function* () {
  using end = sender;
  yield* ready.wait();
  for (const word of ["async", "functions", "too"]) yield* end.send(word);
});
ready.set();
for await (const word of receiver) console.log("received", word);
