/**
 * Deadlines, one inside of another.
 *
 * @module
 */
import type { Theme } from "../vocabulary.ts";

/** Deadlines. */
export const deadlines: Theme = {
  name: "Deadlines",
  scenarios: [
    {
      title: "a deadline lets the cleanup end, then says that it passed",
      *main(w) {
        try {
          yield* w.within(4, function* (w) {
            try {
              yield* w.forever();
            } finally {
              w.log("cleans");
              yield* w.sleep(4);
              w.log("cleaned");
            }
          });
        } catch (error) {
          w.log(w.isTimeout(error) ? "timed out" : "another error");
        }
        yield* w.sleep(3);
        w.log("went on");
      },
      sees: ["cleans", "cleaned", "timed out", "went on", "main: returned"],
    },
    {
      title: "of two deadlines the nearer inner one ends the inner part only",
      *main(w) {
        yield* w.within(40, function* (w) {
          try {
            yield* w.within(4, function* (w) {
              yield* w.forever();
            });
          } catch (error) {
            w.log(w.isTimeout(error) ? "inner timed out" : "another error");
          }
          yield* w.sleep(3);
          w.log("outer went on");
        });
      },
      sees: ["inner timed out", "outer went on", "main: returned"],
    },
    {
      title: "of two deadlines the nearer outer one is the one that is named",
      *main(w) {
        try {
          yield* w.within(4, function* (w) {
            try {
              yield* w.within(30, function* (w) {
                yield* w.forever();
              });
            } catch (error) {
              if (!w.isTimeout(error)) throw error;
              w.log("inner timed out");
            }
            w.log("never");
          });
        } catch (error) {
          w.log(w.isTimeout(error) ? "outer timed out" : "another error");
        }
      },
      sees: ["outer timed out", "main: returned"],
    },
    {
      title: "an outer deadline that passes in the cleanup of the inner one " +
        "does not disturb it",
      *main(w) {
        try {
          yield* w.within(8, function* (w) {
            try {
              yield* w.within(4, function* (w) {
                try {
                  yield* w.forever();
                } finally {
                  w.log("cleans");
                  yield* w.sleep(8);
                  w.log("cleaned");
                }
              });
            } catch (error) {
              if (!w.isTimeout(error)) throw error;
            }
            yield* w.sleep(1);
            w.log("never");
          });
        } catch (error) {
          w.log(w.isTimeout(error) ? "outer timed out" : "another error");
        }
      },
      sees: ["cleans", "cleaned", "outer timed out", "main: returned"],
    },
    {
      title: "a deadline in the cleanup bounds it",
      *main(w) {
        try {
          yield* w.forever();
        } finally {
          try {
            yield* w.within(4, function* (w) {
              yield* w.forever();
            });
          } catch (error) {
            w.log(w.isTimeout(error) ? "gave up" : "another error");
          }
          yield* w.sleep(2);
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["gave up", "cleaned", "main: cancelled"],
    },
    {
      title: "of two equal deadlines the outer one is the one that is named",
      needs: ["deadline"],
      *main(w) {
        try {
          yield* w.within(5, function* (w) {
            try {
              yield* w.within(5, function* (w) {
                yield* w.forever();
              });
            } catch (error) {
              if (!w.isTimeout(error)) throw error;
              w.log("inner timed out");
            }
            w.log("never");
          });
        } catch (error) {
          w.log(w.isTimeout(error) ? "outer timed out" : "another error");
        }
      },
      sees: ["outer timed out", "main: returned"],
    },
    {
      title: "a deadline may be moved on while the part runs",
      needs: ["deadline"],
      *main(w) {
        yield* w.within(6, function* (w, limit) {
          yield* w.sleep(3);
          limit.move(20);
          yield* w.sleep(10);
          w.log("in time");
        });
      },
      sees: ["in time", "main: returned"],
    },
    {
      title: "a deadline may be moved nearer while the part runs",
      needs: ["deadline"],
      *main(w) {
        try {
          yield* w.within(60_000, function* (w, limit) {
            limit.move(3);
            yield* w.sleep(20);
            w.log("never");
          });
        } catch (error) {
          w.log(w.isTimeout(error) ? "timed out" : "another error");
        }
      },
      sees: ["timed out", "main: returned"],
    },
    {
      title: "an error that the part throws itself is not taken for a timeout",
      *main(w) {
        const own = new Error("timed out at the server");
        try {
          yield* w.within(30, function* (w) {
            yield* w.sleep(3);
            throw own;
          });
        } catch (error) {
          w.log(w.isTimeout(error) ? "a timeout" : "no timeout");
          w.log(error === own ? "the very error" : "another error");
        }
      },
      sees: ["no timeout", "the very error", "main: returned"],
    },
    {
      title: "a cancel from outside is not taken for a timeout",
      *main(w) {
        try {
          yield* w.within(40, function* (w) {
            yield* w.forever();
          });
        } catch (error) {
          if (w.isTimeout(error)) w.log("a timeout");
          throw error;
        } finally {
          w.log("over");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["over", "main: cancelled"],
    },
    {
      title: "a part that is late but waits no more keeps its result",
      *main(w) {
        const answer = yield* w.within(4, function* (w) {
          yield* w.sleep(1);
          w.block(8);
          return 42;
        });
        w.log(`got ${answer}`);
      },
      sees: ["got 42", "main: returned"],
    },
    {
      title: "a deadline that was kept leaves no timer",
      *main(w) {
        yield* w.within(60_000, function* (w) {
          yield* w.sleep(2);
        });
        w.log("in time");
      },
      outside: [[12, (o) => o.log(`timers left: ${o.timers()}`)]],
      sees: ["in time", "main: returned", "timers left: 0"],
    },
  ],
};
