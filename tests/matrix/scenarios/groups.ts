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
          yield* w.together([
            function* (w) {
              try {
                yield* w.sleep(30);
                w.log("never");
              } finally {
                yield* w.sleep(4);
                w.log("the sibling cleaned");
              }
            },
            function* (w) {
              yield* w.sleep(4);
              throw new Error("broken");
            },
          ]);
        } catch (error) {
          w.log(`they failed with ${w.errors(error)}`);
        }
      },
      sees: [
        "the sibling cleaned",
        "they failed with broken",
        "main: returned",
      ],
    },
    {
      title: "two that fail in one turn are both in the error",
      *main(w) {
        w.future("start");
        try {
          yield* w.together([
            function* (w) {
              yield* w.wait("start");
              throw new Error("first");
            },
            function* (w) {
              yield* w.wait("start");
              throw new Error("second");
            },
          ]);
        } catch (error) {
          w.log(`they failed with ${w.errors(error)}`);
        }
      },
      outside: [[4, (o) => o.settle("start", "now")]],
      sees: ["they failed with first and second", "main: returned"],
    },
    {
      title: "an error of the cleanup that a failure caused is not lost",
      *main(w) {
        try {
          yield* w.together([
            function* (w) {
              try {
                yield* w.sleep(30);
              } finally {
                yield* w.sleep(2);
                // deno-lint-ignore no-unsafe-finally -- that is the question
                throw new Error("not saved");
              }
            },
            function* (w) {
              yield* w.sleep(4);
              throw new Error("broken");
            },
          ]);
        } catch (error) {
          w.log(`they failed with ${w.errors(error)}`);
        }
      },
      sees: ["they failed with broken and not saved", "main: returned"],
    },
    {
      title: "an error of one's cleanup is not lost while another still " +
        "cleans up",
      *main(w) {
        try {
          yield* w.together([
            function* (w) {
              try {
                yield* w.sleep(30);
              } finally {
                yield* w.sleep(3);
                // deno-lint-ignore no-unsafe-finally -- that is the question
                throw new Error("not saved");
              }
            },
            function* (w) {
              try {
                yield* w.forever();
              } finally {
                yield* w.sleep(7);
                w.log("the other cleaned");
              }
            },
          ]);
        } finally {
          w.log("over");
        }
      },
      outside: [[4, (o) => o.cancel("enough")]],
      sees: ["the other cleaned", "over", "main: failed with not saved"],
    },
    {
      title: "a child that fails while the group's body cleans up is not lost",
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
      title: "a child that fails by itself and cleans up is waited for by a " +
        "cancelled group",
      *main(w) {
        try {
          yield* w.group(function* (w, group) {
            yield* group.spawn(function* (w) {
              try {
                yield* w.sleep(2);
                throw new Error("broken");
              } finally {
                yield* w.shield(function* (w) {
                  yield* w.sleep(8);
                  w.log("it cleaned");
                });
              }
            });
            yield* w.forever();
          });
        } finally {
          w.log("over");
        }
      },
      outside: [[6, (o) => o.cancel("enough")]],
      sees: ["it cleaned", "over", "main: failed with broken"],
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
      title: "what fails in a group in a group ends the siblings outside too",
      *main(w) {
        try {
          yield* w.together([
            function* (w) {
              try {
                yield* w.sleep(30);
              } finally {
                yield* w.sleep(6);
                w.log("the outer sibling cleaned");
              }
            },
            function* (w) {
              yield* w.together([
                function* (w) {
                  yield* w.sleep(4);
                  throw new Error("broken");
                },
                function* (w) {
                  try {
                    yield* w.sleep(30);
                  } finally {
                    yield* w.sleep(2);
                    w.log("the inner sibling cleaned");
                  }
                },
              ]);
            },
          ]);
        } catch {
          w.log("they failed");
        }
      },
      sees: [
        "the inner sibling cleaned",
        "the outer sibling cleaned",
        "they failed",
        "main: returned",
      ],
    },
  ],
};
