/**
 * Ctrl-C, as a cancel.
 */
import type { CancelScope } from "@twister/async";

/** What a shell takes for "ended by Ctrl-C". */
export const INTERRUPTED = 130;

/**
 * Cancels a scope when the user presses Ctrl-C, so that what runs in it cleans
 * up; pressed again, or when the scope is over, it ends the program at once.
 */
export function cancelOnInterrupt(scope: CancelScope): Disposable {
  const cancel = () => {
    if (!scope.cancel("Ctrl-C")) Deno.exit(INTERRUPTED);
  };
  Deno.addSignalListener("SIGINT", cancel);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGINT", cancel),
  };
}
