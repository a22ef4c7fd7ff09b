/**
 * The texts of errors, compared with those in `golden/`. A frame there stands
 * with the line of the program that it points to, so a text shows where an
 * error has been, and stays true when a program moves. With `UPDATE_GOLDEN=1`
 * in the environment the texts are written anew; then read them.
 */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { formatTraceback } from "../../lib/traceback/mod.ts";
import { goldenText } from "./_golden.ts";
import * as programs from "./_programs.ts";

const source = Deno.readTextFileSync(
  new URL("_programs.ts", import.meta.url),
).split("\n");

/** Those whose `stack` cannot tell the path: a report does. */
const REPORTED = ["frozen", "primitive", "plainObject"];

const titles: Record<keyof typeof programs, string> = {
  yieldStar: "yield* has the exact place of each hop",
  yieldStarOfGenerators: "a delegation shows its generators at their places",
  yieldStarEightLevels: "a throw under eight generators shows all of them",
  eightLevelsAtTheStart: "so does one before the first wait",
  eightLevelsAfterAPromise: "so does one after a promise",
  waitEightLevels: "a failed wait under eight generators shows all of them",
  plainYield: "a plain yield has the name of each hop",
  plainYieldOfGenerators:
    "a yielded generator is a hop, by name where it is known",
  plainYieldOfArray:
    "a yielded array has the path of the error that is thrown, and the others below it",
  awaitNested: "await has the exact place of each async function",
  awaitTask: "await of a task goes on from the task's own path",
  awaitPromiseOfTask: "promise() keeps the path as await of the task does",
  awaitReady: "await of what failed before has its place",
  promiseAll: "Promise.all keeps the path to its await",
  methods: "methods have their names",
  loopRun: "loop.run keeps the path to its await",
  doneCallback: "a done-callback that throws shows the user's frames",
  doneCallbackThatLooks: "a done-callback is a hop of the error it looks at",
  loopCallback: "a callback that throws shows the user's frames",
  timer: "a timer that throws shows the user's frames",
  thenHandler: "a then-handler that throws shows its frames, then who waits",
  unobserved: "an error that nobody looked at is reported with its path",
  unobservedWithoutHop:
    "one that passed no hop is reported with the user's frames",
  beforeFirstYield:
    "a throw before the first yield has the same path as a later one",
  fiveHops: "five hops of all kinds stand in their order",
  rethrown: "an error caught and thrown again by the same frame does not grow",
  thrownThousandTimes: "an error object thrown a thousand times does not grow",
  fiveTasks: "of several waiters each sees its own path when it catches",
  cause: "an error and its cause have each their own path",
  frozen: "a frozen error passes untouched, and a report tells the path",
  primitive: "a thrown text passes untouched, and a report tells the path",
  plainObject: "a thrown object passes untouched, and a report tells the path",
  otherRealm: "an error of another realm has the path",
  thousandLevels: "a thousand levels are sixteen hops and a count",
  thousandLevelsByPlainYield:
    "a thousand plain yields are sixteen hops and a count",
  multiLine: "a message that looks like frames stays the message",
  emptyMessage: "an error without a message has its class and the path",
  overwritten: "a stack that the user had overwritten is followed by the path",
  overwrittenOnTheWay: "a stack that the user overwrites on the way stays so",
  badYield: "BadYieldError is shown at the user's yield",
  waitForItself: "DeadlockError is shown at the user's yield",
  cancelledByYieldStar: "CancelledError is shown at the place of the yield*",
  cancelledByPlainYield: "CancelledError is shown at the plain yield, by name",
  cancelledAtMoment: "CancelledError is shown at the place of the moment",
  cancelledAndAwaited:
    "CancelledError has the path to those who wait for the task",
  nativeAsync: "a yielded async function shows its frames",
  nativeByName: "a function may have the name of an engine's frame",
  nativeThatAwaitsTasks:
    "a task under a yielded async function is on the path with it",
  debugPlainYieldOfTask:
    "with loop.debug a plain yield of a task has its exact place",
  debugPlainYieldOfFuture:
    "with loop.debug a plain yield of a future has its exact place",
};

for (const [name, title] of Object.entries(titles)) {
  Deno.test(`${title} (${name})`, async () => {
    const debug = name.startsWith("debug");
    const { raw, golden } = await goldenText(
      programs[name as keyof typeof programs],
      source,
      REPORTED.includes(name)
        ? formatTraceback
        : (value) => typeof value === "string" ? value : (value as Error).stack,
      debug,
    );
    const file = new URL(
      `golden/${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}.txt`,
      import.meta.url,
    );
    if (Deno.env.has("UPDATE_GOLDEN")) Deno.writeTextFileSync(file, golden);
    assertEquals(golden, Deno.readTextFileSync(file));
    if (debug) return;
    assert(
      !/\/lib\/|\b(?:ext|node):/.test(raw),
      `not the user's frames:\n${raw}`,
    );
    assert(raw.split("\n").length < 40 * raw.split("---").length, raw);
  });
}

Deno.test("every program has its title and its golden text", () => {
  const files = [...Deno.readDirSync(new URL("golden/", import.meta.url))];
  assertEquals(
    Object.keys(titles).toSorted(),
    Object.keys(programs).toSorted(),
  );
  assertEquals(files.length, Object.keys(programs).length);
});

Deno.test("a thousand awaits stay short", async () => {
  async function deep(n: number): Promise<void> {
    await null;
    if (n === 0) await Future.reject(new Error("deep"));
    await deep(n - 1);
  }
  const error = await deep(1000).catch((error) => error) as Error;
  const lines = error.stack!.split("\n");
  assertMatch(lines[1]!, /at (?:async )?deep /);
  assertLess(lines.length, 40);
});
