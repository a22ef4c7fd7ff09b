/**
 * What a cancelled task was waiting for.
 *
 * @module
 */
import type { Body, Theme } from "../vocabulary.ts";

/** What was waited for. */
export const waiting: Theme = {
  name: "What was waited for",
  scenarios: [
    {
      title: "a cancelled sleep frees its timer at once",
      *main(w) {
        yield* w.forever();
      },
      outside: [
        [4, (o) => o.cancel("enough")],
        [10, (o) => o.log(`timers left: ${o.timers()}`)],
      ],
      sees: ["main: cancelled", "timers left: 0"],
    },
    {
      title: "of two who wait for one result, one is cancelled and the other " +
        "gets it",
      *main(w) {
        w.future("answer");
        const other = yield* w.spawn(function* (w) {
          w.log(`the other got ${yield* w.wait("answer")}`);
        });
        const one = yield* w.spawn(function* (w) {
          try {
            yield* w.wait("answer");
            w.log("never");
          } finally {
            w.log("one left");
          }
        });
        yield* w.sleep(3);
        yield* w.stop(one, "enough");
        yield* w.sleep(3);
        w.settle("answer", 42);
        yield* w.join(other);
      },
      sees: ["one left", "the other got 42", "main: returned"],
    },
    {
      title:
        "of two who wait for one task, one is cancelled and the task goes " +
        "on",
      *main(w) {
        const work = yield* w.spawn(function* (w) {
          yield* w.sleep(10);
          return 42;
        });
        const other = yield* w.spawn(function* (w) {
          w.log(`the other got ${yield* w.join(work)}`);
        });
        const one = yield* w.spawn(function* (w) {
          try {
            yield* w.join(work);
            w.log("never");
          } finally {
            w.log("one left");
          }
        });
        yield* w.sleep(3);
        yield* w.stop(one, "enough");
        yield* w.join(other);
      },
      sees: ["one left", "the other got 42", "main: returned"],
    },
    {
      title: "a producer is told, once, that the only waiter left",
      *main(w) {
        w.producer("page", () => w.log("fetch aborted"));
        try {
          yield* w.wait("page");
        } finally {
          yield* w.sleep(2);
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["fetch aborted", "cleaned", "main: cancelled"],
    },
    {
      title: "a producer that several wait for is told when the last has left",
      *main(w) {
        w.producer("page", () => w.log("fetch aborted"));
        const one = yield* w.spawn(function* (w) {
          yield* w.wait("page");
        });
        const other = yield* w.spawn(function* (w) {
          yield* w.wait("page");
        });
        yield* w.sleep(2);
        yield* w.stop(one, "enough");
        yield* w.sleep(4);
        w.log("one left");
        yield* w.stop(other, "enough");
        yield* w.sleep(4);
        w.log("the other left");
      },
      sees: [
        "one left",
        "fetch aborted",
        "the other left",
        "main: returned",
      ],
    },
    {
      title: "who waits in a queue and is cancelled gives up the place",
      *main(w) {
        const places: string[] = [];
        const place = (name: string) => {
          places.push(name);
          w.producer(name, () => {
            places.splice(places.indexOf(name), 1);
          });
        };
        const put = (item: string) => w.settle(places.shift()!, item);
        place("first");
        place("second");
        const first = yield* w.spawn(function* (w) {
          w.log(`the first got ${yield* w.wait("first")}`);
        });
        const second = yield* w.spawn(function* (w) {
          w.log(`the second got ${yield* w.wait("second")}`);
        });
        yield* w.sleep(3);
        yield* w.stop(first, "enough");
        yield* w.sleep(3);
        put("an item");
        yield* w.join(second);
        w.log(`${places.length} are waiting`);
      },
      sees: ["the second got an item", "0 are waiting", "main: returned"],
    },
    {
      title: "what was given the signal of the task is aborted",
      *main(w) {
        const signal = yield* w.signal();
        signal.addEventListener("abort", () => w.log("request aborted"));
        yield* w.forever();
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["request aborted", "main: cancelled"],
    },
    {
      title: "who waits for several waits for the cleanup of each",
      *main(w) {
        let cleaned = 0;
        const member = (ms: number): Body =>
          function* (w) {
            try {
              yield* w.forever();
            } finally {
              yield* w.sleep(ms);
              cleaned++;
            }
          };
        try {
          yield* w.all([member(3), member(7)]);
          w.log("never");
        } finally {
          w.log(`${cleaned} have cleaned`);
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["2 have cleaned", "main: cancelled"],
    },
  ],
};
