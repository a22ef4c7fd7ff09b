/**
 * When a cancel comes: before, twice, too late, in the turn of a result.
 *
 * @module
 */
import type { Theme } from "../vocabulary.ts";

/** When a cancel comes. */
export const moment: Theme = {
  name: "The moment of the cancel",
  scenarios: [
    {
      title: "a cancel in the turn of the start still runs the finally",
      *main(w) {
        try {
          w.log("started");
          yield* w.forever();
        } finally {
          yield* w.sleep(3);
          w.log("cleaned");
        }
      },
      outside: [[0, (o) => o.cancel("at once")]],
      sees: ["started", "cleaned", "main: cancelled"],
    },
    {
      title: "what is cancelled before its start does not run",
      *main(w) {
        yield* w.sleep(6);
        yield* w.underSignal(function* (w) {
          w.log("never");
          yield* w.sleep(1);
        });
        w.log("went on");
      },
      outside: [[2, (o) => o.abort("too early")]],
      sees: ["went on", "main: returned"],
    },
    {
      title: "a child that waits for its place in a group never starts",
      *main(w) {
        yield* w.group(function* (_w, group) {
          yield* group.spawn(function* (w) {
            w.log("the first runs");
            yield* w.forever();
          });
          yield* group.spawn(function* (w) {
            w.log("never");
            yield* w.sleep(1);
          });
        }, { limit: 1 });
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["the first runs", "main: cancelled"],
    },
    {
      title: "a second cancel does not disturb the cleanup of the first",
      *main(w) {
        try {
          yield* w.forever();
        } finally {
          w.log("cleans");
          yield* w.sleep(10);
          w.log("cleaned");
        }
      },
      outside: [
        [4, (o) => o.cancel("enough")],
        [8, (o) => o.cancel("I said enough")],
        [10, (o) => o.cancel("will you")],
      ],
      sees: ["cleans", "cleaned", "main: cancelled"],
    },
    {
      title:
        "a first cancel that comes in a finally leaves what is inside of " +
        "it whole",
      *main(w) {
        try {
          w.log("worked");
        } finally {
          try {
            yield* w.sleep(8);
          } finally {
            w.log("closes");
            yield* w.sleep(4);
            w.log("closed");
          }
        }
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["worked", "closes", "closed", "main: cancelled"],
    },
    {
      title: "a cancel after the end changes nothing",
      *main(w) {
        yield* w.sleep(2);
        return "done";
      },
      outside: [[8, (o) => o.cancel("too late")]],
      sees: ["main: returned done"],
    },
    {
      title: "a task that cancels itself ends at its next wait",
      *main(w) {
        try {
          yield* w.sleep(1);
          yield* w.stopSelf("my own wish");
          yield* w.sleep(1);
          w.log("never");
        } finally {
          yield* w.sleep(3);
          w.log("cleaned");
        }
      },
      sees: ["cleaned", "main: cancelled"],
    },
    {
      title: "a task that cancels itself in its cleanup finishes the cleanup",
      *main(w) {
        try {
          yield* w.forever();
        } finally {
          yield* w.sleep(3);
          yield* w.stopSelf("again");
          yield* w.sleep(3);
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["cleaned", "main: cancelled"],
    },
    {
      title: "cleanup that cancels another task does so, and both clean up",
      *main(w) {
        const other = yield* w.spawn(function* (w) {
          try {
            yield* w.forever();
          } finally {
            yield* w.sleep(3);
            w.log("the other cleaned");
          }
        });
        try {
          yield* w.forever();
        } finally {
          yield* w.stop(other, "no more");
          yield* w.sleep(8);
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["the other cleaned", "cleaned", "main: cancelled"],
    },
    {
      title: "a result that is there when the cancel comes is delivered",
      *main(w) {
        w.future("answer");
        const answer = yield* w.wait("answer");
        w.log(`got ${answer}`);
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => {
        o.settle("answer", 42);
        o.cancel("enough");
      }]],
      sees: ["got 42", "main: cancelled"],
    },
    {
      title: "an error that is there when the cancel comes is delivered",
      *main(w) {
        w.future("answer");
        try {
          yield* w.wait("answer");
        } catch (error) {
          w.log(`got ${w.errors(error)}`);
        }
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => {
        o.fail("answer", new Error("no answer"));
        o.cancel("enough");
      }]],
      sees: ["got no answer", "main: cancelled"],
    },
    {
      title: "a task whose work was done when the cancel came keeps its result",
      *main(w) {
        w.future("answer");
        const answer = yield* w.wait("answer");
        return answer;
      },
      outside: [[4, (o) => {
        o.settle("answer", 42);
        o.cancel("enough");
      }]],
      sees: ["main: returned 42"],
    },
  ],
};
