/**
 * A Future: a result that is not there yet.
 *
 * Whoever makes one settles it, once; whoever holds one waits, or leaves a
 * callback. Callbacks come in a later turn of the loop, never inside a call.
 */
import { Future } from "@twister/async";

const answer = new Future<number>({ name: "answer" });
console.log(String(answer));

answer.addDoneCallback(function first(future) {
  console.log("first callback:", future.result());
});
answer.addDoneCallback(function second() {
  console.log("second callback: in the order they were added");
});
console.log(String(answer));

answer.setResult(42);
console.log("setResult returned, and no callback has run");
console.log(String(answer));

console.log("await gives", await answer);

// Once is once. Where two may race to settle, `try…` says who came first.
try {
  answer.setResult(43);
} catch (error) {
  console.log((error as Error).name + ":", (error as Error).message);
}
console.log("trySetResult:", answer.trySetResult(43));

// A Future is a thenable: `then` gives another Future.
const doubled = answer.then((n) => 2 * n);
console.log("then gives", await doubled);
