/**
 * What the tools of this layer take from the host.
 */

/** Prints for people, beside what the program prints itself. */
export function print(text: string): void {
  console.error(text);
}

/** The signals of the host. */
interface Signals {
  add(signal: string, listener: () => void): void;
  remove(signal: string, listener: () => void): void;
}

interface Host {
  readonly Deno?: {
    addSignalListener?(signal: string, listener: () => void): void;
    removeSignalListener?(signal: string, listener: () => void): void;
  };
  readonly process?: {
    on?(event: string, listener: () => void): unknown;
    off?(event: string, listener: () => void): unknown;
    kill?: unknown;
  };
}

/** The signals, if this host has them: Deno's way, or that of Node and Bun. */
export function hostSignals(): Signals | undefined {
  const { Deno, process } = globalThis as Host;
  if (typeof Deno?.addSignalListener === "function") {
    return {
      add: (signal, listener) => Deno.addSignalListener!(signal, listener),
      remove: (signal, listener) =>
        Deno.removeSignalListener!(signal, listener),
    };
  }
  if (typeof process?.kill !== "function" || !process.on || !process.off) {
    return undefined; // a browser, or a bundler's stand-in for `process`
  }
  return {
    add: (signal, listener) => void process.on!(signal, listener),
    remove: (signal, listener) => void process.off!(signal, listener),
  };
}

/**
 * Calls a function again and again in the host's time, and keeps no program
 * alive by that.
 *
 * @returns What ends it.
 */
export function everyNowAndThen(ms: number, fn: () => void): () => void {
  const timer = setInterval(fn, ms) as unknown;
  const { Deno } = globalThis as { Deno?: { unrefTimer?(id: number): void } };
  if (typeof timer === "number") Deno?.unrefTimer?.(timer);
  else (timer as { unref?(): void }).unref?.();
  return () => clearInterval(timer as number);
}
