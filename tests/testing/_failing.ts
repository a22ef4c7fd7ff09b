/**
 * Ways to fail, and to see what is printed of it.
 *
 * @module
 */

/** The lines so far; disposing it lets the console print again. */
export function captureErrors(): Disposable & { readonly lines: string[] } {
  const lines: string[] = [];
  const before = console.error;
  console.error = (...args: unknown[]) => lines.push(args.join(" "));
  return { lines, [Symbol.dispose]: () => void (console.error = before) };
}

/** A coroutine that fails at once. */
// deno-lint-ignore require-yield -- it only throws
export function* failing(error: unknown): Generator<never, never, unknown> {
  throw error;
}
