/**
 * Random programs of coroutines, and what they must do: a naive reference on
 * native async functions and promises.
 *
 * @module
 */

/** Something to wait for. */
export type Wait =
  | { on: "value"; value: number }
  | { on: "error"; error: string }
  | { on: "shared"; index: number }
  | { on: "sleep"; ms: number }
  | { on: "turn" }
  | { on: "call"; body: Step[] }
  | { on: "all"; waits: Wait[] }
  | { on: "task"; index: number };

/** A statement. `way` says in which of several forms ours carries it out. */
export type Step =
  | { do: "wait"; wait: Wait; way: number }
  | { do: "spawn"; body: Step[]; way: number }
  | { do: "try"; body: Step[]; rescue?: Step[]; cleanup?: Step[] }
  | { do: "throw"; error: string }
  | { do: "return"; value: number }
  | { do: "cancel"; task: number; grace: number | undefined };

/** Futures that several may wait for: when they are settled, and how. */
export interface Shared {
  at: number;
  error: string | undefined;
}

/** A whole program. */
export interface Program {
  main: Step[];
  shared: Shared[];
}

/** What each body did and saw, at which times; bodies are told by their path. */
export type Story = Map<string, string[]>;

/** Adds a line to the story of a body. */
export function tell(story: Story, path: string, line: string): void {
  story.set(path, [...story.get(path) ?? [], line]);
}

/** Runs a program on native promises. `rest` lets all microtasks pass. */
export async function reference(
  { main, shared }: Program,
  rest: () => Promise<void>,
): Promise<Story> {
  const story: Story = new Map();
  const alarms: { at: number; ring: () => void }[] = [];
  let now = 0;
  const sleep = (ms: number): Promise<void> =>
    new Promise((ring) => alarms.push({ at: now + ms, ring }));
  const common = shared.map(({ at, error }, i) =>
    sleep(at).then(() => {
      if (error !== undefined) throw new Error(error);
      return i;
    })
  );
  for (const promise of common) promise.catch(() => {});

  async function wait(
    on: Wait,
    path: string,
    tasks: Promise<unknown>[],
  ): Promise<unknown> {
    if (on.on === "value") return on.value;
    if (on.on === "error") throw new Error(on.error);
    if (on.on === "shared") return await common[on.index % common.length];
    if (on.on === "sleep") return await sleep(on.ms);
    if (on.on === "call") return await run(on.body, path);
    if (on.on === "task") return await tasks[on.index % tasks.length];
    if (on.on === "turn") return undefined;
    const ends = await Promise.allSettled(
      on.waits.map((one, i) => wait(one, `${path}[${i}]`, tasks)),
    );
    const failed = ends.find(({ status }) => status === "rejected");
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value);
  }

  async function steps(
    body: Step[],
    path: string,
    tasks: Promise<unknown>[],
  ): Promise<{ value: number } | undefined> {
    for (const [i, step] of body.entries()) {
      const at = `${path}.${i}`;
      const log = (line: string) =>
        tell(story, path, `${i} at ${now}: ${line}`);
      if (step.do === "throw") throw new Error(step.error);
      if (step.do === "return") return step;
      if (step.do === "wait") {
        log(`got ${text(await wait(step.wait, at, tasks))}`);
      }
      if (step.do === "spawn") {
        tasks.push(run(step.body, at));
        tasks.at(-1)!.catch(() => {});
      }
      if (step.do !== "try") continue;
      let ended: { value: number } | undefined;
      try {
        ended = await steps(step.body, `${at}t`, tasks);
      } catch (error) {
        log(`caught ${text(error)}`);
        if (step.rescue === undefined) throw error;
        ended = await steps(step.rescue, `${at}c`, tasks);
      } finally {
        log("finally");
        await steps(step.cleanup ?? [], `${at}f`, tasks);
      }
      if (ended !== undefined) return ended;
    }
  }

  async function run(body: Step[], path: string): Promise<number | undefined> {
    try {
      const end = await steps(body, path, []);
      tell(story, path, `returned ${end?.value} at ${now}`);
      return end?.value;
    } catch (error) {
      tell(story, path, `threw ${text(error)} at ${now}`);
      throw error;
    }
  }

  run(main, "main").catch(() => {});
  for (await rest(); alarms.length > 0; await rest()) {
    now = Math.min(...alarms.map(({ at }) => at));
    const due = alarms.filter(({ at }) => at === now);
    alarms.splice(0, Infinity, ...alarms.filter(({ at }) => at > now));
    for (const { ring } of due) ring();
  }
  return story;
}

/** A value or error in a story. */
export function text(value: unknown): string {
  return value instanceof Error
    ? value.message
    : JSON.stringify(value) ?? "nothing";
}
