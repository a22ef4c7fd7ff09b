/**
 * Tells the user's stack frames from ours and the host's.
 */

/** A stack text, taken apart. */
export interface Frames {
  /** The error's name and message: all before the first frame. */
  header: string;
  /** The user's frames from the throw down to what drove them. */
  near: string[];
  /** The user's frames beyond: who called us synchronously. */
  far: string[];
}

const FRAME = /^\s+at /;

/**
 * Where this package's sources lie. A bundler moves this file, and then
 * nothing can be told apart by place: no frame is taken for ours.
 */
const OWN = /^(?:file:\/\/)?(.*\/lib\/)traceback\/frames\.[jt]s$/
  .exec(import.meta.url)?.[1];

/** Places inside the host: built-ins, Deno's extensions, Node's internals. */
const HOST = /\(<anonymous>\)$|\(index \d+\)$|[( ](?:node|ext):|\(native\)$/;

/** Our frames that drive others' code: below them stands who called us. */
const DRIVER =
  /^(?:loop\/|coroutine\/(?:runner|task|pump|suspended)\.|deferred\/(?:chain|inline)\.|interop\/run_sync\.)/;

/** Whose a frame is. */
type Kind = "user" | "driver" | "hidden";

function kindOf(line: string): Kind {
  const own = OWN === undefined ? -1 : line.indexOf(OWN);
  if (own >= 0) {
    const file = line.slice(own + OWN!.length);
    return DRIVER.test(file) ? "driver" : "hidden";
  }
  return FRAME.test(line) && !HOST.test(line) ? "user" : "hidden";
}

/**
 * Takes a V8-style stack text apart.
 *
 * @param stack The text.
 * @param message The error's message, which may itself look like frames.
 * @returns Its header and the user's frames.
 */
export function parseFrames(stack: string, message = ""): Frames {
  const from = message === "" ? -1 : stack.indexOf(message);
  const start = from < 0 ? 0 : from + message.length;
  const lines = stack.slice(start).split("\n");
  let first = lines.findIndex((line) => FRAME.test(line));
  if (first < 0) first = lines.length;
  const header = stack.slice(0, start) + lines.slice(0, first).join("\n");
  const near: string[] = [], far: string[] = [];
  let into = near;
  for (const line of lines.slice(first)) {
    const kind = kindOf(line);
    if (kind === "user") into.push(line);
    else if (kind === "driver" && near.length > 0) into = far;
  }
  return { header, near, far };
}

/** The user's frames of a text captured at a hop, down to what drove them. */
export function framesAbove(stack: string): string[] {
  return parseFrames(stack).near;
}

/** The name of the function in a frame line, if it has one. */
export function functionOf(line: string): string | undefined {
  return /^\s+at (?:async )?(?:new )?(?:\S+\.)?(\S+) \(/.exec(line)?.[1];
}

/** The same frame as one that was waited in. */
export function asAsync(line: string): string {
  return line.replace(/^\s+at (?:async )?/, "    at async ");
}
