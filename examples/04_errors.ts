/**
 * Errors: one stack for the whole path, and none of them lost.
 */
import { coroutine, Future, IOLoop, sleep } from "@twister/async";

/** The lines of a stack without their folders. */
function stack(error: unknown): string {
  return String((error as Error).stack).replace(/file:\S*\//g, "");
}

const read = coroutine(function* read(name: string) {
  yield* sleep(1);
  throw new Error(`no ${name} here`);
});
const parse = coroutine(function* parse(name: string) {
  return yield* read(name);
});
const load = coroutine(function* load() {
  try {
    return yield* parse("config.json");
  } catch (cause) {
    throw new Error("cannot load", { cause });
  }
});

try {
  await load();
} catch (error) {
  console.log(stack(error));
  console.log("caused by", stack((error as Error).cause));
}

// An error that nobody looks at is reported once. The default report fails
// the program, as an unhandled rejection does; a hook may do otherwise.
const loop = IOLoop.current(), told = new Future<void>();
loop.onUnobserved = ({ name, error }) => {
  console.log("unobserved:", name, "-", (error as Error).message);
  told.setResult();
};
loop.onObservedLate = ({ name }) => console.log("seen after all:", name);

const lost = read("secret");
await told;
console.log("its error:", (lost.error() as Error).message);

// A callback that throws is reported too, and the others still run.
loop.onError = ({ name, error }) => console.log("reported:", name, `${error}`);
const bell = new Future<string>({ name: "bell" });
bell.addDoneCallback(function broken() {
  throw new Error("out of tune");
});
bell.addDoneCallback((future) => console.log("heard", future.result()));
bell.setResult("ding");
await sleep(1);
