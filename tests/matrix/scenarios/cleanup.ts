/**
 * Cleanup that takes time, wherever it stands.
 *
 * @module
 */
import type { Body, Theme } from "../vocabulary.ts";

/** Cleanup that takes time. */
export const cleanup: Theme = {
  name: "Cleanup that waits",
  scenarios: [
    {
      title: "a finally may wait, and the task ends when it is through",
      *main(w) {
        try {
          w.log("works");
          yield* w.forever();
          w.log("never");
        } finally {
          w.log("cleans");
          yield* w.sleep(4);
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["works", "cleans", "cleaned", "main: cancelled"],
    },
    {
      title: "a finally in a function called by yield* may wait, and the " +
        "caller does not run on",
      *main(w) {
        function* inner(): Generator {
          try {
            yield* w.forever();
          } finally {
            w.log("inner cleans");
            yield* w.sleep(4);
            w.log("inner cleaned");
          }
        }
        yield* inner();
        w.log("ran on");
        yield* w.sleep(1);
        w.log("ran on and on");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["inner cleans", "inner cleaned", "main: cancelled"],
    },
    {
      title: "a finally in a called coroutine may wait, and the caller does " +
        "not run on",
      *main(w) {
        yield* w.call(function* (w) {
          try {
            yield* w.forever();
          } finally {
            w.log("inner cleans");
            yield* w.sleep(4);
            w.log("inner cleaned");
          }
        });
        w.log("ran on");
        yield* w.sleep(1);
        w.log("ran on and on");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["inner cleans", "inner cleaned", "main: cancelled"],
    },
    {
      title: "the inner cleanup ends before the outer begins",
      *main(w) {
        try {
          yield* w.call(function* (w) {
            try {
              yield* w.forever();
            } finally {
              w.log("inner cleans");
              yield* w.sleep(4);
              w.log("inner cleaned");
            }
          });
        } finally {
          w.log("outer cleans");
          yield* w.sleep(4);
          w.log("outer cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: [
        "inner cleans",
        "inner cleaned",
        "outer cleans",
        "outer cleaned",
        "main: cancelled",
      ],
    },
    {
      title: "nested finallys of one function run from the inside out",
      *main(w) {
        try {
          try {
            try {
              yield* w.forever();
            } finally {
              yield* w.sleep(3);
              w.log("first");
            }
            w.log("never");
          } finally {
            yield* w.sleep(3);
            w.log("second");
          }
          w.log("never");
        } finally {
          yield* w.sleep(3);
          w.log("third");
        }
        w.log("never");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["first", "second", "third", "main: cancelled"],
    },
    {
      title: "nested finallys of three functions, called by yield*, each wait",
      *main(w) {
        function* level(n: number): Generator {
          try {
            if (n < 3) yield* level(n + 1);
            else yield* w.forever();
            w.log(`level ${n} ran on`);
          } finally {
            yield* w.sleep(3);
            w.log(`level ${n} cleaned`);
          }
        }
        yield* level(1);
        w.log("ran on");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: [
        "level 3 cleaned",
        "level 2 cleaned",
        "level 1 cleaned",
        "main: cancelled",
      ],
    },
    {
      title: "a loop around what was cancelled takes no further round",
      *main(w) {
        function* round(n: number): Generator {
          try {
            w.log(`round ${n}`);
            yield* w.sleep(20);
          } finally {
            yield* w.sleep(1);
            w.log(`cleaned ${n}`);
          }
        }
        for (let n = 1; n < 4; n++) yield* round(n);
      },
      outside: [[31, (o) => o.cancel("enough")]],
      sees: ["round 1", "cleaned 1", "round 2", "cleaned 2", "main: cancelled"],
    },
    {
      title: "cleanup may call coroutines that wait and have cleanup too",
      *main(w) {
        try {
          yield* w.forever();
        } finally {
          yield* w.call(function* (w) {
            try {
              yield* w.sleep(3);
              w.log("flushed");
            } finally {
              yield* w.sleep(3);
              w.log("closed");
            }
          });
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["flushed", "closed", "cleaned", "main: cancelled"],
    },
    {
      title: "cleanup may do several things at once",
      *main(w) {
        let closed = 0;
        const close = (ms: number): Body =>
          function* (w) {
            yield* w.sleep(ms);
            closed++;
          };
        try {
          yield* w.forever();
        } finally {
          yield* w.together([close(2), close(5)]);
          w.log(`${closed} closed`);
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["2 closed", "main: cancelled"],
    },
    {
      title: "an error that cleanup throws wins over the cancel",
      *main(w) {
        try {
          yield* w.forever();
        } finally {
          yield* w.sleep(3);
          // deno-lint-ignore no-unsafe-finally -- that is the question
          throw new Error("disk full");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["main: failed with disk full"],
    },
    {
      title: "an error that cleanup catches itself does not hide the cancel",
      *main(w) {
        const save = () => {
          throw new Error("disk full");
        };
        try {
          yield* w.forever();
        } finally {
          try {
            yield* w.sleep(3);
            save();
          } catch {
            w.log("could not save");
          }
          yield* w.sleep(3);
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["could not save", "cleaned", "main: cancelled"],
    },
    {
      title:
        "a resource that closes asynchronously is closed before the task " +
        "ends",
      *main(w) {
        yield* w.using(
          function* (w) {
            w.log("closing");
            yield* w.sleep(4);
            w.log("closed");
          },
          function* (w) {
            w.log("open");
            yield* w.forever();
            w.log("never");
          },
        );
        w.log("ran on");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["open", "closing", "closed", "main: cancelled"],
    },
    {
      title: "resources are closed in the reverse order, one after the other",
      *main(w) {
        yield* w.using(
          function* (w) {
            w.log("closing the first");
            yield* w.sleep(3);
            w.log("closed the first");
          },
          function* (w) {
            yield* w.using(
              function* (w) {
                w.log("closing the second");
                yield* w.sleep(3);
                w.log("closed the second");
              },
              function* (w) {
                yield* w.forever();
              },
            );
            w.log("ran on");
          },
        );
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: [
        "closing the second",
        "closed the second",
        "closing the first",
        "closed the first",
        "main: cancelled",
      ],
    },
  ],
};
