/**
 * Tasks that belong together.
 *
 * @module
 */
import type { Body, Theme } from "../vocabulary.ts";

/** Groups. */
export const groups: Theme = {
  name: "Groups",
  scenarios: [
    {
      title: "the first failure cancels the others, and their cleanup is " +
        "waited for",
      *main(w) {
        try {
          yield* w.group(function* (_w, group) {
            yield* group.spawn(function* (w) {
              try {
                yield* w.sleep(30);
                w.log("never");
              } finally {
                yield* w.sleep(4);
                w.log("the sibling cleaned");
              }
            });
            yield* group.spawn(function* (w) {
              yield* w.sleep(4);
              throw new Error("broken");
            });
          });
        } catch (error) {
          w.log(`the group failed with ${w.errors(error)}`);
        }
      },
      sees: [
        "the sibling cleaned",
        "the group failed with broken",
        "main: returned",
      ],
    },
    {
      title: "two that fail in one turn are both in the error",
      *main(w) {
        w.future("start");
        try {
          yield* w.group(function* (_w, group) {
            yield* group.spawn(function* (w) {
              yield* w.wait("start");
              throw new Error("first");
            });
            yield* group.spawn(function* (w) {
              yield* w.wait("start");
              throw new Error("second");
            });
          });
        } catch (error) {
          w.log(`the group failed with ${w.errors(error)}`);
        }
      },
      outside: [[4, (o) => o.settle("start", "now")]],
      sees: ["the group failed with first and second", "main: returned"],
    },
    {
      title: "an error of a cancelled child's cleanup is not lost",
      *main(w) {
        try {
          yield* w.group(function* (_w, group) {
            yield* group.spawn(function* (w) {
              try {
                yield* w.sleep(30);
              } finally {
                yield* w.sleep(2);
                // deno-lint-ignore no-unsafe-finally -- that is the question
                throw new Error("not saved");
              }
            });
            yield* group.spawn(function* (w) {
              yield* w.sleep(4);
              throw new Error("broken");
            });
          });
        } catch (error) {
          w.log(`the group failed with ${w.errors(error)}`);
        }
      },
      sees: [
        "the group failed with broken and not saved",
        "main: returned",
      ],
    },
    {
      title: "a child that fails while the body cleans up is not lost",
      *main(w) {
        try {
          yield* w.group(function* (w, group) {
            yield* group.spawn(function* (w) {
              try {
                yield* w.sleep(30);
              } finally {
                yield* w.sleep(3);
                // deno-lint-ignore no-unsafe-finally -- that is the question
                throw new Error("not saved");
              }
            });
            try {
              yield* w.forever();
            } finally {
              yield* w.sleep(7);
              w.log("the body cleaned");
            }
          });
        } finally {
          w.log("over");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["the body cleaned", "over", "main: failed with not saved"],
    },
    {
      title: "a cancel reaches every child and ends when the last has cleaned",
      *main(w) {
        let cleaned = 0;
        const child = (ms: number): Body =>
          function* (w) {
            try {
              yield* w.forever();
            } finally {
              yield* w.sleep(ms);
              cleaned++;
            }
          };
        try {
          yield* w.group(function* (w, group) {
            yield* group.spawn(child(7));
            yield* group.spawn(child(3));
            yield* w.call(child(1));
          });
        } finally {
          w.log(`${cleaned} have cleaned`);
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["3 have cleaned", "main: cancelled"],
    },
    {
      title: "a child that a child spawns late is waited for too",
      *main(w) {
        yield* w.group(function* (_w, group) {
          yield* group.spawn(function* (w) {
            yield* w.sleep(4);
            yield* group.spawn(function* (w) {
              yield* w.sleep(6);
              w.log("the late one ended");
            });
            w.log("the first ended");
          });
        });
        w.log("the group ended");
      },
      sees: [
        "the first ended",
        "the late one ended",
        "the group ended",
        "main: returned",
      ],
    },
    {
      title: "a child may cancel its whole group",
      *main(w) {
        yield* w.group(function* (w, group) {
          yield* group.spawn(function* (w) {
            yield* w.sleep(4);
            yield* group.cancel("found it");
          });
          yield* group.spawn(function* (w) {
            try {
              yield* w.forever();
            } finally {
              yield* w.sleep(3);
              w.log("the other child cleaned");
            }
          });
          yield* w.forever();
          w.log("never");
        });
        w.log("went on");
      },
      sees: ["the other child cleaned", "went on", "main: returned"],
    },
    {
      title: "one child that is cancelled does not disturb the others",
      *main(w) {
        yield* w.group(function* (w, group) {
          const one = yield* group.spawn(function* (w) {
            try {
              yield* w.forever();
            } finally {
              w.log("one left");
            }
          });
          yield* group.spawn(function* (w) {
            yield* w.sleep(10);
            w.log("the other ended");
          });
          yield* w.sleep(4);
          yield* w.stop(one, "not needed");
        });
        w.log("the group ended");
      },
      sees: [
        "one left",
        "the other ended",
        "the group ended",
        "main: returned",
      ],
    },
    {
      title:
        "a group in a group hands its failure out, and the outer siblings " +
        "are cancelled",
      *main(w) {
        try {
          yield* w.group(function* (_w, outer) {
            yield* outer.spawn(function* (w) {
              try {
                yield* w.sleep(30);
              } finally {
                yield* w.sleep(2);
                w.log("the outer sibling cleaned");
              }
            });
            yield* outer.spawn(function* (w) {
              yield* w.group(function* (_w, inner) {
                yield* inner.spawn(function* (w) {
                  yield* w.sleep(4);
                  throw new Error("broken");
                });
                yield* inner.spawn(function* (w) {
                  try {
                    yield* w.sleep(30);
                  } finally {
                    yield* w.sleep(2);
                    w.log("the inner sibling cleaned");
                  }
                });
              });
            });
          });
        } catch {
          w.log("the group failed");
        }
      },
      sees: [
        "the inner sibling cleaned",
        "the outer sibling cleaned",
        "the group failed",
        "main: returned",
      ],
    },
  ],
};
