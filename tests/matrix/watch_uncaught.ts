/**
 * Hears of errors that nobody took.
 *
 * @module
 */

/** Tells of them, and keeps the host from ending, until it is disposed. */
export function watchUncaught(tell: (message: string) => void): Disposable {
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    tell(`unhandled rejection of ${text(event.reason)}`);
  };
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    tell(`uncaught ${text(event.error)}`);
  };
  globalThis.addEventListener("unhandledrejection", onRejection);
  globalThis.addEventListener("error", onError);
  return {
    [Symbol.dispose]() {
      globalThis.removeEventListener("unhandledrejection", onRejection);
      globalThis.removeEventListener("error", onError);
    },
  };
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
