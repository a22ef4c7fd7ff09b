/**
 * Scopes: a part of a coroutine that can be cancelled or timed by itself.
 *
 * Whatever is waited for inside is stopped, and what follows the scope goes on.
 */
import {
  CancelScope,
  coroutine,
  currentScope,
  moveOnAfter,
  shield,
  sleep,
  spawn,
  throwIfCancelled,
  TimeoutError,
} from "@twister/async";

const search = coroutine(function* search(engine: string, ms: number) {
  try {
    yield* sleep(ms);
    return `found by ${engine}`;
  } finally {
    console.log(engine, "closed");
  }
});

await spawn(function* main() {
  // What cannot be had in time is done without.
  const slow = yield* moveOnAfter(5, () => search("slow", 60_000));
  console.log(slow ?? "nothing", "|", yield* search("fast", 1));

  // A time that is a must: the scope throws when it has passed.
  const strict = new CancelScope({ timeout: 5, name: "the deadline" });
  try {
    yield* strict.run(() => search("strict", 60_000));
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log(error.name, "by", strict.name, error.scope === strict);
  }

  // Cancelled from outside, for instance by a key; the task itself goes on.
  const scope = new CancelScope({ name: "the search" });
  const key = spawn(function* key() {
    yield* sleep(1);
    scope.cancel("Escape");
  });
  yield* scope.run(function* () {
    console.log("inside:", currentScope() === scope);
    const saved = spawn(() => search("history", 3));
    yield* shield(saved); // its waiter stays to the end, and is cancelled then
    console.log("saved, cancelled:", scope.cancelled);
    throwIfCancelled();
    console.log("never printed");
  });
  yield* key;
  console.log("after:", scope.cancelled, currentScope());
});
