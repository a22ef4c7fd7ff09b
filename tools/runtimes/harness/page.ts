/**
 * Runs one test file in a page of its own, and tells the page around it.
 *
 * @module
 */
import { runFile } from "./deno.ts";

const file = new URLSearchParams(location.search).get("file") ?? "";
const outcomes = await runFile(new URL(`/${file}`, location.href).href)
  .catch((error) => [{ name: "*", error: String(error?.stack ?? error) }]);
/** The part of a window that Deno's types lack. */
interface Frame {
  readonly parent: { postMessage(message: unknown, origin: string): void };
}

const { parent } = globalThis as unknown as Frame;
parent.postMessage({ file, outcomes }, location.origin);
