import { assert, assertEquals } from "@std/assert";
import { settle } from "@twister/async/combinators";
import { moment, sleep, spawn } from "@twister/async/coroutine";
import { ClosedError, TimeoutError } from "@twister/async/errors";
import {
  Barrier,
  Channel,
  Condition,
  Event,
  LifoQueue,
  Lock,
  PriorityQueue,
  Queue,
  select,
  Semaphore,
} from "@twister/async/sync";
import { underAllSchedules } from "./_all.ts";

const four = [0, 1, 2, 3];

underAllSchedules(
  "a lock lets one in, and is free in the end",
  function* (world) {
    const lock = new Lock();
    let inside = 0;
    world.invariant(() => assert(inside <= 1));
    world.atEnd(() => {
      const { locked, waiting } = lock.statistics();
      assertEquals([locked, waiting, inside], [false, 0, 0]);
    });
    yield* settle(four.map((n) =>
      spawn(function* () {
        for (let i = 0; i < 2; i++) {
          using _permit = yield* lock.acquire();
          inside++;
          try {
            if (n % 2 === 0) yield* moment;
            else yield* sleep(1);
          } finally {
            inside--;
          }
        }
      })
    ));
  },
);

underAllSchedules(
  "a lock whose waits time out is free in the end",
  function* (world) {
    const lock = new Lock();
    world.atEnd(() => assertEquals(lock.locked, false));
    yield* settle(four.map((n) =>
      spawn(function* () {
        try {
          using _permit = yield* lock.acquire({ timeout: n });
          yield* sleep(1);
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
        }
      })
    ));
  },
);

underAllSchedules(
  "a semaphore has its permits again in the end",
  function* (world) {
    const two = new Semaphore(2);
    let inside = 0;
    world.invariant(() => assert(inside <= 2));
    world.atEnd(() => assertEquals(two.statistics(), { value: 2, waiting: 0 }));
    yield* settle(four.map(() =>
      two.run(function* () {
        inside++;
        try {
          yield* moment;
        } finally {
          inside--;
        }
      })
    ));
  },
);

underAllSchedules(
  "an event that is set and cleared wakes all who waited",
  function* (world) {
    const event = new Event();
    world.atEnd(() => assertEquals(event.statistics().waiting, 0));
    const waiters = four.map(() =>
      spawn(function* () {
        yield* event.wait();
      })
    );
    yield* moment;
    event.set();
    event.clear();
    yield* settle(waiters);
  },
);

underAllSchedules("a condition loses no notify", function* (world) {
  const lock = new Lock(), changed = new Condition(lock);
  let stock = 0, taken = 0;
  world.invariant(() => assert(stock >= 0));
  world.atEnd(() => assertEquals(lock.locked, false));
  const takers = four.map(() =>
    spawn(function* () {
      using _permit = yield* lock.acquire();
      while (stock === 0) yield* changed.wait({ timeout: 10 });
      stock--;
      taken++;
    })
  );
  const makers = four.map(() =>
    spawn(function* () {
      using _permit = yield* lock.acquire();
      stock++;
      changed.notify();
    })
  );
  const ends = yield* settle(makers);
  const made = ends.filter(({ status }) => status === "fulfilled").length;
  yield* sleep(50);
  assert(taken <= made);
  for (const taker of takers) taker.cancel();
  yield* settle(takers);
});

underAllSchedules("a barrier gives each its own place", function* (world) {
  const barrier = new Barrier(2), places: number[] = [];
  world.invariant(() => assert(places.length <= 4));
  const all = four.map(() =>
    spawn(function* () {
      places.push(yield* barrier.wait({ timeout: 5 }));
    })
  );
  const ends = yield* settle(all);
  if (ends.every(({ status }) => status === "fulfilled")) {
    assertEquals(places.toSorted(), [0, 0, 1, 1]);
  }
});

/** Leaves at the end of its patience: all who could serve it may be gone. */
function* patiently(wait: Generator): Generator<unknown, void, never> {
  try {
    yield* wait;
  } catch (error) {
    if (!(error instanceof TimeoutError || error instanceof ClosedError)) {
      throw error;
    }
  }
}

const compare = (a: number, b: number) => a - b;

const KINDS = [
  (maxsize: number) => new Queue<number>({ maxsize }),
  (maxsize: number) => new LifoQueue<number>({ maxsize }),
  (maxsize: number) => new PriorityQueue<number>({ maxsize, compare }),
];

for (const make of KINDS) {
  const name = `a ${make(1).constructor.name} gives each item once`;
  underAllSchedules(name, function* (world) {
    const queue = make(2), got: number[] = [];
    const put: number[] = [];
    world.atEnd(() => {
      while (!queue.empty) got.push(queue.getNowait());
      assertEquals(new Set(got).size, got.length);
      for (const item of put) assert(got.includes(item), `${item} is lost`);
    });
    const consumers = [0, 1].map(() =>
      spawn(function* () {
        for (;;) {
          const item = yield* queue.get();
          got.push(item);
          yield* moment;
        }
      })
    );
    yield* settle([0, 10].map((from) =>
      spawn(() =>
        patiently(function* () {
          for (let item = from; item < from + 4; item++) {
            yield* queue.put(item, { timeout: 20 });
            put.push(item);
          }
        }())
      )
    ));
    yield* sleep(1);
    for (const consumer of consumers) consumer.cancel();
    yield* settle(consumers);
  });
}

underAllSchedules("join waits for every item", function* (world) {
  const queue = new Queue<number>();
  let done = 0;
  for (const n of four) queue.putNowait(n);
  const workers = [0, 1].map(() =>
    spawn(function* () {
      for (;;) {
        yield* queue.get();
        try {
          yield* moment;
        } finally {
          done++;
          queue.taskDone();
        }
      }
    })
  );
  world.invariant(() => assertEquals(queue.statistics().unfinished, 4 - done));
  try {
    yield* queue.join({ timeout: 20 });
    assertEquals(done, 4);
  } catch (error) { // both workers may have been cancelled
    if (!(error instanceof TimeoutError)) throw error;
  }
  for (const worker of workers) worker.cancel();
  yield* settle(workers);
});

for (const capacity of [0, 2]) {
  const name = `a channel of capacity ${capacity} gives each item once`;
  underAllSchedules(name, function* (world) {
    const [sender, receiver] = Channel.open<number>(capacity);
    const got: number[] = [], sent: number[] = [];
    world.atEnd(() => {
      assertEquals(new Set(got).size, got.length);
      for (const item of sent) assert(got.includes(item), `${item} is lost`);
    });
    const senders = [0, 10].map((from) =>
      spawn(() =>
        patiently(function* () {
          using mine = sender.clone();
          for (let item = from; item < from + 3; item++) {
            yield* mine.send(item, { timeout: 20 });
            sent.push(item);
          }
        }())
      )
    );
    sender.close();
    const drain = () =>
      spawn(() =>
        patiently(function* () {
          for (;;) got.push(yield* receiver.receive({ timeout: 50 }));
        }())
      );
    yield* settle([drain(), drain(), ...senders]);
    // What nobody took when both were cancelled still lies there.
    for (;;) {
      try {
        got.push(receiver.receiveNowait());
      } catch {
        return;
      }
    }
  });
}

underAllSchedules(
  "select takes one item and leaves the others",
  function* (world) {
    const queues = [new Queue<number>(), new Queue<number>()];
    const got: number[] = [];
    let put = 0;
    world.atEnd(() => {
      for (const queue of queues) {
        while (!queue.empty) got.push(queue.getNowait());
      }
      assertEquals(new Set(got).size, put);
      assertEquals(got.length, put);
    });
    const takers = [0, 1].map(() =>
      spawn(function* () {
        for (let i = 0; i < 2; i++) {
          const { value } = yield* select(queues);
          got.push(value);
        }
      })
    );
    for (let item = 0; item < 6; item++) {
      queues[item % 2]!.putNowait(put++);
      yield* moment;
    }
    yield* sleep(5);
    for (const taker of takers) taker.cancel();
    yield* settle(takers);
  },
);
