/**
 * What the tests use of `Deno`, for runtimes that are not Deno.
 *
 * A list of tests, and a way to run them one by one. What the tests use beyond
 * that is not there: such a test is listed with its reason, it is not faked.
 *
 * @module
 */

/** What became of one test. */
export interface Outcome {
  readonly name: string;
  /** Why it failed; absent where it passed. */
  readonly error?: string;
  /** It says of itself that it is not for this place. */
  readonly ignored?: boolean;
}

interface Listed {
  readonly name: string;
  readonly ignore?: boolean;
  readonly fn: () => unknown;
}

/** A test that takes longer is one that hangs. */
const LIMIT = 60_000;

const listed: Listed[] = [];
/** An error that reached the host; a test that wants one says so by it. */
interface Stray {
  readonly error: unknown;
  readonly event?: Event;
}

/** Those that came while a test ran. */
const strays: Stray[] = [];

function test(name: string | Listed, fn?: () => unknown): void {
  listed.push(typeof name === "string" ? { name, fn: fn! } : name);
}

/** Enough for a message. */
function inspect(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

const shim = {
  test,
  inspect,
  env: { get: () => undefined, has: () => false },
};

type Listen = (event: Event & { reason: unknown }) => void;

/**
 * The host's word on a lost error, as the event that a browser has. A listener
 * says by `preventDefault` that it expected it, in a test that wants one.
 */
function listenAsBrowser(node: NodeHost): void {
  const target = new EventTarget();
  for (const name of ["addEventListener", "removeEventListener"] as const) {
    Object.assign(globalThis, {
      [name]: (type: string, listen: Listen) =>
        target[name](type, listen as EventListener),
    });
  }
  node.on("unhandledRejection", (reason) => {
    const event = new Event("unhandledrejection", { cancelable: true });
    target.dispatchEvent(Object.assign(event, { reason }));
    strays.push({ error: reason, event });
  });
  node.on("uncaughtException", (error) => strays.push({ error }));
}

interface NodeHost {
  on(event: string, listen: (error: unknown) => void): void;
}

function listen(): void {
  const node = (globalThis as { process?: NodeHost }).process;
  if (node !== undefined) return listenAsBrowser(node);
  addEventListener("unhandledrejection", (event) => {
    strays.push({ error: event.reason, event });
  });
  addEventListener("error", ({ error }) => strays.push({ error }));
}

/** Names that some test files take from newer hosts, not from the package. */
function fill(): void {
  Promise.withResolvers ??= function <T>() {
    let resolve!: (value: T | PromiseLike<T>) => void;
    let reject!: (reason: unknown) => void;
    const promise = new Promise<T>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    return { promise, resolve, reject };
  };
}

/**
 * `setImmediate` for a test that looks how the host goes on. The package must
 * not see it, or it would not use what it uses in a browser.
 */
function fillImmediate(): void {
  if (typeof setImmediate === "function") return;
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  Object.assign(globalThis, {
    setImmediate: (fn: (...args: unknown[]) => void, ...args: unknown[]) => {
      waiting.push(() => fn(...args));
      port2.postMessage(0);
    },
  });
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${inspect(error)}`;
  const text = String(error.stack ?? "");
  return text.includes(error.message)
    ? text
    : `${error.name}: ${error.message}\n${text}`;
}

async function runOne({ name, ignore, fn }: Listed): Promise<Outcome> {
  if (ignore) return { name, ignored: true };
  strays.length = 0;
  let timer;
  try {
    await Promise.race([
      (async () => await fn())(),
      new Promise((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`No end within ${LIMIT} ms`)),
          LIMIT,
        );
      }),
    ]);
    // What the host has to say it says within a turn of its own.
    await new Promise((done) => setTimeout(done));
    const stray = strays.find(({ event }) => !event?.defaultPrevented);
    if (stray !== undefined) throw stray.error;
    return { name };
  } catch (error) {
    return { name, error: textOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Loads a test file and runs its tests. */
export async function runFile(url: string): Promise<Outcome[]> {
  Object.assign(globalThis, { Deno: shim });
  listen();
  fill();
  // The loop makes its choice when it is loaded.
  await import(new URL("../../../lib/loop/mod.js", import.meta.url).href);
  fillImmediate();
  await import(url);
  const outcomes: Outcome[] = [];
  for (const one of listed) outcomes.push(await runOne(one));
  return outcomes;
}
