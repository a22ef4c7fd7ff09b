/**
 * Task groups: tasks that cannot outlive the block that started them.
 *
 * When the block is left, all have ended. The first failure stops the others,
 * and no error is lost.
 */
import { sleep, spawn, TaskGroup, TaskGroupError } from "@twister/async";

function* worker(name: string, ms: number, fails = false) {
  try {
    yield* sleep(ms);
    if (fails) throw new Error(`${name} broke`);
    console.log(name, "done");
    return name.length;
  } finally {
    console.log(name, "closed");
  }
}

await spawn(function* main() {
  const sum = yield* TaskGroup.run(function* (group) {
    const first = group.spawn(worker, "red", 2);
    const second = group.spawn(worker, "green", 1);
    return (yield* first) + (yield* second);
  });
  console.log("sum:", sum);

  // One at a time, in order.
  const limited = { limit: 1, keepResults: true };
  const ended = yield* TaskGroup.run(function* (group) {
    for (const name of ["a", "bb", "ccc"]) group.spawn(worker, name, 1);
    return group;
  }, limited);
  console.log("results:", ended.results);

  try {
    yield* TaskGroup.run(function* (group) {
      group.spawn(worker, "patient", 60_000);
      group.spawn(worker, "weak", 1, true);
    }, { name: "the pair" });
  } catch (error) {
    if (!(error instanceof TaskGroupError)) throw error;
    console.log(error.message);
  }

  // A service says when it can be used, and is stopped with the group.
  yield* TaskGroup.run(function* (group) {
    const port = yield* group.start(
      function* serve(ready: (n: number) => void) {
        yield* sleep(1);
        ready(8000);
        yield* worker("service", 60_000);
      },
    );
    console.log("listening on", port);
    group.cancel("enough");
  });
});
