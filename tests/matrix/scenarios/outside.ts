/**
 * Where the library meets the host: signals, promises, reports, size.
 *
 * @module
 */
import type { Theme, Words } from "../vocabulary.ts";

/** The host around it. */
export const outside: Theme = {
  name: "The host around it",
  scenarios: [
    {
      title: "an outer AbortSignal ends the part that it was given to",
      *main(w) {
        yield* w.underSignal(function* (w) {
          try {
            yield* w.forever();
            w.log("never");
          } finally {
            yield* w.sleep(3);
            w.log("cleaned");
          }
        });
        yield* w.sleep(3);
        w.log("went on");
      },
      outside: [[4, (o) => o.abort("the user left")]],
      sees: ["cleaned", "went on", "main: returned"],
    },
    {
      title: "a task that is cancelled with a part of it ends as a whole",
      *main(w) {
        yield* w.underSignal(function* (w) {
          try {
            yield* w.forever();
          } finally {
            yield* w.sleep(3);
            w.log("cleaned");
          }
        });
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => {
        o.abort("the user left");
        o.cancel("enough");
      }]],
      sees: ["cleaned", "main: cancelled"],
    },
    {
      title: "a task that is cancelled in the cleanup of a part ends after it",
      *main(w) {
        yield* w.underSignal(function* (w) {
          try {
            yield* w.forever();
          } finally {
            yield* w.sleep(8);
            w.log("cleaned");
          }
        });
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [
        [4, (o) => o.abort("the user left")],
        [8, (o) => o.cancel("enough")],
      ],
      sees: ["cleaned", "main: cancelled"],
    },
    {
      title: "no listener is left on an outer signal",
      *main(w) {
        for (let n = 0; n < 3; n++) {
          yield* w.underSignal(function* (w) {
            yield* w.sleep(1);
          });
        }
        yield* w.underSignal(function* (w) {
          yield* w.forever();
        });
      },
      outside: [
        [14, (o) => o.cancel("enough")],
        [20, (o) => o.log(`listeners left: ${o.listeners()}`)],
      ],
      sees: ["main: cancelled", "listeners left: 0"],
    },
    {
      title: "an async function that awaits a cancelled task goes on",
      *main(w) {
        yield* w.forever();
      },
      outside: [
        [0, (o) => o.awaitMain()],
        [4, (o) => o.cancel("enough")],
        [14, (o) => o.log("a while later")],
      ],
      sees: ["main: cancelled", "the await went on", "a while later"],
    },
    {
      title: "a task that awaits a cancelled task is told",
      *main(w) {
        const task = yield* w.spawn(function* (w) {
          try {
            yield* w.forever();
          } finally {
            yield* w.sleep(4);
            w.log("it cleaned");
          }
        });
        yield* w.spawn(function* (w) {
          yield* w.sleep(3);
          yield* w.stop(task, "not needed");
        });
        try {
          yield* w.join(task);
        } finally {
          w.log("was told");
        }
      },
      sees: ["it cleaned", "was told", "main: cancelled"],
    },
    {
      title: "tasks that end cancelled, unseen, make no unhandled rejection",
      *main(w) {
        for (let n = 0; n < 3; n++) {
          yield* w.spawn(function* (w) {
            yield* w.sleep(2);
            yield* w.stopSelf("not needed");
            yield* w.sleep(2);
          });
        }
        yield* w.sleep(8);
        w.log("silence");
      },
      sees: ["silence", "main: returned"],
    },
    {
      title: "a chain of a thousand calls unwinds from the inside out",
      *main(w) {
        const left: number[] = [];
        function* level(w: Words, n: number): Generator {
          try {
            if (n === 1000) yield* w.forever();
            else yield* w.call((w) => level(w, n + 1));
          } finally {
            left.push(n);
          }
        }
        try {
          yield* w.call((w) => level(w, 1));
        } finally {
          const inOrder = left.every((n, i) => n === 1000 - i);
          w.log(`${left.length} left, ${inOrder ? "in" : "out of"} order`);
        }
      },
      outside: [[100, (o) => o.cancel("enough")]],
      sees: ["1000 left, in order", "main: cancelled"],
    },
    {
      title: "a thousand children are cancelled, and each cleans up",
      *main(w) {
        let cleaned = 0;
        try {
          yield* w.group(function* (w, group) {
            for (let n = 0; n < 1000; n++) {
              yield* group.spawn(function* (w) {
                try {
                  yield* w.forever();
                } finally {
                  cleaned++;
                }
              });
            }
            yield* w.forever();
          });
        } finally {
          w.log(`${cleaned} cleaned`);
        }
      },
      outside: [
        [100, (o) => o.cancel("enough")],
        [120, (o) => o.log(`timers left: ${o.timers()}`)],
      ],
      sees: ["1000 cleaned", "main: cancelled", "timers left: 0"],
    },
  ],
};
