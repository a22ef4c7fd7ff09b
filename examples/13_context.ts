/**
 * Context: variables, managers, error handlers and the host's own
 * AsyncLocalStorage, which follow the work instead of the call.
 */
import { IOLoop, moment, sleep, spawn } from "@twister/async";
import {
  ContextVar,
  detached,
  ExceptionStackContext,
  StackContext,
  wrap,
} from "@twister/async/context";
import { AsyncLocalStorage } from "node:async_hooks";

const loop = IOLoop.current();
const user = new ContextVar("user", { default: "nobody" });

await spawn(function* main() {
  yield* user.run("ada", function* () {
    yield* moment;
    console.log("after a wait:", user.get());
    loop.addCallback(() => console.log("in a callback:", user.get()));
    yield* moment;
    console.log("detached:", detached(() => user.get()));
  });
  const greet = user.run("bob", () => wrap(() => `hello ${user.get()}`));
  console.log("wrapped:", greet(), "- here:", user.get());
});

const bracketed = new StackContext(() => {
  console.log("<");
  return { [Symbol.dispose]: () => console.log(">") };
});
await bracketed.run(() =>
  spawn(function* () {
    console.log("  first step");
    yield* moment;
    console.log("  second step");
  })
);

new ExceptionStackContext((error) => {
  console.log("handled:", error);
  return true;
}).run(() => {
  loop.addCallback(() => {
    throw "what a callback threw";
  });
});
await sleep(1);

const request = new AsyncLocalStorage<number>();
await new IOLoop({ asyncLocals: true }).run(function* () {
  const serve = function* () {
    yield* sleep(1);
    console.log("request", request.getStore());
  };
  for (const n of [1, 2]) yield* request.run(n, () => spawn(serve));
});
