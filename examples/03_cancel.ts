/**
 * Cancel: an error thrown in at the `yield`, so that `try/finally` unwinds.
 *
 * Cleanup may wait, nothing after the cancelled call runs, and the task is
 * settled only when its cleanup is over.
 */
import { CancelledError, coroutine, sleep, spawn } from "@twister/async";

const copy = coroutine(function* copy(file: string) {
  console.log("open", file);
  try {
    yield* sleep(60_000);
    console.log("never printed");
  } finally {
    yield* sleep(1); // closing takes a moment, and gets it
    console.log("closed", file);
  }
});

const backup = coroutine(function* backup() {
  try {
    yield* copy("notes.txt");
    console.log("never printed either");
  } finally {
    console.log("backup over: the inner cleanup ended first");
  }
});

const task = backup();
task.cancel("the disk is full");
console.log("cancel asked for, nothing has run yet");
try {
  await task;
} catch (error) {
  if (!(error instanceof CancelledError)) throw error;
  console.log(error.name + ":", error.message);
}
console.log("task:", task.state);

// A `catch` may end the cancel: that is the author's decision, and visible.
const stubborn = spawn(function* stubborn() {
  try {
    yield* sleep(60_000);
  } catch {
    return "finished anyway";
  }
});
stubborn.cancel();
console.log(await stubborn, "- cancelRequested:", stubborn.cancelRequested);

// A cleanup that never ends is cut short when its grace is over.
const stuck = spawn(function* stuck() {
  try {
    yield* sleep(60_000);
  } finally {
    yield* sleep(Infinity);
  }
}, { grace: 5 });
stuck.cancel();
await stuck.catch(() => console.log("stuck:", stuck.state));
