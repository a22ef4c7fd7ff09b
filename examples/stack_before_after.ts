/**
 * One error, one way to `main`, two stacks: what async functions show of it,
 * and what coroutines show.
 *
 * The host keeps the callers of an async function that throws by itself. An
 * error that comes from outside, by a timer or a socket, has none to keep.
 */
import { coroutine, Future } from "@twister/async";

/** Stands for a socket: after a while the host calls back with an error. */
function answer(): Promise<string> {
  return new Promise((_resolve, reject) => {
    setTimeout(function onAnswer() {
      reject(new Error("no answer"));
    }, 1);
  });
}

/** Prints a stack without what differs between machines and versions. */
function print(title: string, { stack }: Error): void {
  const root = new URL("../", import.meta.url).href;
  const short = stack!.replaceAll(root, "").replace(/(ext:[^:]+)[:\d]+/g, "$1");
  console.log(`${title}\n\n${short}`);
}

{
  const fetchUser = async () => await answer();
  const showProfile = async () => await fetchUser();
  const main = async () => await showProfile();
  await main().catch((error) => print("With async functions:", error));
}

{
  const fetchUser = coroutine(function* fetchUser() {
    return yield* Future.from(answer());
  });
  const showProfile = coroutine(function* showProfile() {
    return yield* fetchUser();
  });
  const main = coroutine(function* main() {
    return yield* showProfile();
  });
  await main().catch((error) => print("\nWith coroutines:", error));
}
