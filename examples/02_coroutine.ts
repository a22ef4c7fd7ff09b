/**
 * A coroutine: plain control flow that waits with `yield*`.
 *
 * A call starts at once and gives a Task, which is a Future of what the
 * function returns. Loops, `try` and `return` mean what they always mean.
 */
import { coroutine, type Future, moment, sleep, spawn } from "@twister/async";

/** Stands for work that takes its time. */
function price(of: string): Future<number> {
  return sleep(of.length).then(() => 10 * of.length);
}

const total = coroutine(function* total(basket: string[]) {
  let sum = 0;
  for (const item of basket) {
    const cost = yield* price(item); // a number, and TypeScript knows it
    console.log(item, "costs", cost);
    sum += cost;
  }
  return sum;
});

const task = total(["tea", "bread"]);
console.log(task.name, "is", task.state);
console.log("total:", await task);

// An array waits for all of its members, which run side by side.
const both = spawn(function* () {
  const [one, two]: number[] = yield [total(["jam"]), total(["salt"])];
  return one! + two!;
});
console.log("both:", await both);

// Two tasks take turns wherever they give one up.
const turns = coroutine(function* (name: string) {
  for (let i = 1; i <= 2; i++) {
    console.log(name, i);
    yield* moment;
  }
});
await Promise.all([turns("ping"), turns("pong")]);
