/**
 * Beside async functions: each side waits for the other.
 *
 * So a program can be moved one function at a time, in any order.
 */
import { coroutine, currentTask, Future, sleep, spawn } from "@twister/async";

// A coroutine waits for promises. A plain `yield` takes whatever can be waited
// for; `yield* Future.from(promise)` also knows the type.
const isEmpty = coroutine(function* isEmpty(file: string) {
  const url = new URL(file, import.meta.url);
  const info = yield* Future.from(Deno.stat(url));
  return info.size === 0;
});

// An async function awaits a task.
async function describe(file: string): Promise<string> {
  return `${file} is ${await isEmpty(file) ? "" : "not "}empty`;
}
console.log(await describe("05_interop_await.ts"));

// Where nothing but a promise will do, `promise()` gives one.
const native = isEmpty("05_interop_await.ts").promise();
console.log("native:", native instanceof Promise, await native);

// Native errors come in at the `yield`, and `catch` sees the very object.
const opener = spawn(function* () {
  try {
    yield isEmpty("no such file");
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
});
console.log("NotFound:", await opener);

/** Stands for `fetch` and whatever else of the platform takes a signal. */
function download(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      console.log("the platform was told");
      reject(signal.reason);
    });
  });
}

// Cancelling a task aborts its signal, and unwinds the body besides.
const page = spawn(function* page() {
  try {
    yield download(currentTask()!.signal);
  } finally {
    yield* sleep(1);
    console.log("and the task cleaned up");
  }
});
page.cancel("no longer needed");
await page.catch((error) => console.log(error.message));
