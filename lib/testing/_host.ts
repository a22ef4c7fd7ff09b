/**
 * What the test tools need of the host: its turns, its time, its error output.
 *
 * Virtual time itself needs none of this. Only who asks "does anything still
 * happen?" must let the host have its say.
 */

const immediate: (fn: () => void) => unknown =
  typeof setImmediate === "function" ? setImmediate : (fn) => setTimeout(fn, 0);

/** Lets all microtasks, and one round of the host's timers and I/O, pass. */
export function hostTurn(): Promise<void> {
  return new Promise((done) => void immediate(done));
}

/** Calls a function after real milliseconds; the result takes it back. */
export function afterReal(ms: number, fn: () => void): () => void {
  if (ms === Infinity) return () => {};
  const timer = setTimeout(fn, Math.min(ms, 2 ** 31 - 1));
  return () => clearTimeout(timer);
}

/** Prints what fails a test beside the error that is thrown. */
export function logError(text: string): void {
  console.error(text);
}
