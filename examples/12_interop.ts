/**
 * Borders: promises, callbacks, signals and Deferreds, in and out.
 *
 * A value, the very error and a cancel cross each of them.
 */
import { CancelledError, coroutine, Deferred, sleep } from "@twister/async";
import {
  asyncCoroutine,
  fromCallback,
  runSync,
  toCallback,
  toFuture,
  toPromise,
} from "@twister/async/interop";

type Done = (error: unknown, size?: number) => void;

/** As libraries wrote it before promises. */
function measure(page: string, done: Done): void {
  if (page === "gone") done(new Error("gone: 404"));
  else queueMicrotask(() => done(null, page.length));
}
const size = (page: string) =>
  fromCallback<[number]>((done) => measure(page, done));

// An async function for others: native promises, and AbortSignals.
const total = asyncCoroutine(function* total(...pages: string[]) {
  let sum = 0;
  for (const page of pages) sum += yield* size(page);
  return sum;
});
console.log("promise:", await total("home", "news"));
await total("gone").catch((error) => console.log("error:", error.message));

// An abort is a cancel: cleanup runs, then the promise rejects.
const slowly = coroutine(function* slowly() {
  try {
    yield* sleep(60_000);
  } catch (error) {
    if (error instanceof CancelledError) console.log("cleanup:", error.reason);
    throw error;
  }
});
const controller = new AbortController();
const promise = toPromise(slowly(), controller);
controller.abort("not needed");
await promise.catch((reason) => console.log("abort:", reason));

const deferred = new Deferred<number>(), future = toFuture(deferred);
toCallback(future, (error, n) => console.log("callback:", error, n));
deferred.callback(1);
await future;

// The same body without the loop, where all is there already.
function* add(a: Deferred<number>, b: number) {
  return (yield* a) + b;
}
const ready = new Deferred<number>();
ready.callback(20);
console.log("sync:", runSync(add(ready, 1)));
