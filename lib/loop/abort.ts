/**
 * The host's switches for its signals, for the layers above.
 */

export { newAbortController } from "./_host.ts";
