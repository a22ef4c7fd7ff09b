/**
 * Counts the listeners of a signal.
 *
 * @module
 */

/** A controller, and how many listen to its signal. */
export interface SignalWatch {
  readonly controller: AbortController;
  listeners(): number;
}

/** Makes a controller whose signal is watched. */
export function watchSignal(): SignalWatch {
  const controller = new AbortController();
  const { signal } = controller;
  const listening = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener(...args: Parameters<typeof addEventListener>) {
      listening.add(args[1]);
      addEventListener.apply(signal, args);
    },
    removeEventListener(...args: Parameters<typeof removeEventListener>) {
      listening.delete(args[1]);
      removeEventListener.apply(signal, args);
    },
  });
  return { controller, listeners: () => listening.size };
}
