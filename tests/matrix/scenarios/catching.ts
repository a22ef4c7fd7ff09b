/**
 * What `catch` can do about a cancel.
 *
 * @module
 */
import type { Theme } from "../vocabulary.ts";

/** A cancel in the hands of `catch`. */
export const catching: Theme = {
  name: "Catching a cancel",
  scenarios: [
    {
      title: "catch sees the cancel, and may pass it on after a wait",
      needs: ["catch"],
      *main(w) {
        try {
          yield* w.forever();
        } catch (error) {
          w.log(w.isCancel(error) ? "cancelled" : "an error");
          throw error;
        } finally {
          yield* w.sleep(3);
          w.log("cleaned");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["cancelled", "cleaned", "main: cancelled"],
    },
    {
      title: "the reason of the cancel reaches the innermost catch",
      needs: ["reason", "catch"],
      *main(w) {
        yield* w.call(function* (w) {
          try {
            yield* w.forever();
          } catch (error) {
            w.log(`because of ${w.reasonOf(error)}`);
            throw error;
          }
        });
      },
      outside: [[4, (o) => o.cancel("shutdown")]],
      sees: ["because of shutdown", "main: cancelled"],
    },
    {
      title: "a body that catches the cancel and returns has that result",
      needs: ["catch"],
      *main(w) {
        try {
          yield* w.forever();
        } catch {
          return "what there was";
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["main: returned what there was"],
    },
    {
      title: "a body that catches the cancel and goes on can wait again",
      needs: ["catch"],
      *main(w) {
        try {
          yield* w.forever();
        } catch {
          w.log("not now");
        }
        yield* w.sleep(4);
        w.log("went on");
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["not now", "went on", "main: returned"],
    },
    {
      title: "a body that goes on for ever is stopped at the end of its grace",
      needs: ["catch", "grace"],
      *main(w) {
        const task = yield* w.spawn(function* (w) {
          try {
            yield* w.forever();
          } catch {
            w.log("not now");
          }
          try {
            yield* w.forever();
          } finally {
            w.log("now");
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
      sees: ["not now", "now", "it was cancelled", "main: returned"],
    },
    {
      title: "a catch may turn the cancel into an error of its own",
      needs: ["catch"],
      *main(w) {
        try {
          yield* w.call(function* (w) {
            yield* w.forever();
          });
        } catch {
          throw new Error("unfinished");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["main: failed with unfinished"],
    },
    {
      title: "a task that awaits one cancelled by another may go on",
      *main(w) {
        const task = yield* w.spawn(function* (w) {
          yield* w.forever();
        });
        yield* w.spawn(function* (w) {
          yield* w.sleep(4);
          yield* w.stop(task, "not needed");
        });
        try {
          yield* w.join(task);
        } catch {
          w.log("was told");
        }
        yield* w.sleep(3);
        w.log("went on");
      },
      sees: ["was told", "went on", "main: returned"],
    },
  ],
};
