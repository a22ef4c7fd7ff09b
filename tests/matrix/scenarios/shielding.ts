/**
 * Parts that a cancel must not interrupt, and the end of patience.
 *
 * @module
 */
import type { Theme } from "../vocabulary.ts";

/** Shields and the grace. */
export const shielding: Theme = {
  name: "Shield and grace",
  scenarios: [
    {
      title: "a shielded part runs to its end, and the cancel comes after it",
      *main(w) {
        try {
          yield* w.shield(function* (w) {
            yield* w.sleep(8);
            w.log("saved");
          });
          yield* w.sleep(1);
          w.log("never");
        } finally {
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["saved", "cleaned", "main: cancelled"],
    },
    {
      title: "what a shielded part gives is delivered before the cancel",
      *main(w) {
        const saved = yield* w.shield(function* (w) {
          yield* w.sleep(8);
          return "a record";
        });
        w.log(`got ${saved}`);
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["got a record", "main: cancelled"],
    },
    {
      title: "a shielded cleanup is whole even if the first cancel comes in it",
      *main(w) {
        try {
          w.log("worked");
        } finally {
          yield* w.shield(function* (w) {
            yield* w.sleep(8);
            w.log("cleaned");
          });
        }
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["worked", "cleaned", "main: cancelled"],
    },
    {
      title: "an error out of a shield is delivered before the cancel",
      *main(w) {
        try {
          yield* w.shield(function* (w) {
            yield* w.sleep(8);
            throw new Error("not saved");
          });
        } catch (error) {
          w.log(`got ${w.errors(error)}`);
        }
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["got not saved", "main: cancelled"],
    },
    {
      title: "a shield in a part that is cancelled already runs to its end",
      *main(w) {
        yield* w.underSignal(function* (w) {
          try {
            yield* w.forever();
          } finally {
            yield* w.shield(function* (w) {
              yield* w.sleep(4);
              w.log("saved");
            });
          }
          w.log("never");
        });
        yield* w.sleep(1);
        w.log("went on");
      },
      outside: [[4, (o) => o.abort("enough")]],
      sees: ["saved", "went on", "main: returned"],
    },
    {
      title: "a deadline inside of a shield works in it",
      *main(w) {
        yield* w.shield(function* (w) {
          try {
            yield* w.within(8, function* (w) {
              yield* w.forever();
            });
          } catch (error) {
            w.log(w.isTimeout(error) ? "timed out" : "another error");
          }
          yield* w.sleep(2);
          w.log("finished");
        });
        yield* w.sleep(1);
        w.log("never");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["timed out", "finished", "main: cancelled"],
    },
    {
      title: "cleanup past its grace is interrupted",
      needs: ["grace"],
      *main(w) {
        const task = yield* w.spawn(function* (w) {
          try {
            yield* w.forever();
          } finally {
            w.log("cleans");
            try {
              yield* w.forever();
              w.log("never");
            } finally {
              w.log("interrupted");
            }
          }
        }, { grace: 6 });
        yield* w.sleep(4);
        yield* w.stop(task, "enough");
        try {
          yield* w.join(task);
        } catch {
          w.log("it was cancelled");
        }
      },
      sees: ["cleans", "interrupted", "it was cancelled", "main: returned"],
    },
    {
      title: "a shield in the cleanup outlasts the grace",
      needs: ["grace"],
      *main(w) {
        const task = yield* w.spawn(function* (w) {
          try {
            yield* w.forever();
          } finally {
            yield* w.shield(function* (w) {
              yield* w.sleep(12);
              w.log("saved");
            });
            yield* w.sleep(1);
            w.log("never");
          }
        }, { grace: 4 });
        yield* w.sleep(4);
        yield* w.stop(task, "enough");
        try {
          yield* w.join(task);
        } catch {
          w.log("it was cancelled");
        }
      },
      sees: ["saved", "it was cancelled", "main: returned"],
    },
  ],
};
