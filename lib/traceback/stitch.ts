/**
 * Makes `error.stack` tell the whole path, when it is read.
 */

import { describe } from "../errors/describe.ts";
import { suppressed } from "../errors/suppressed.ts";
import { asAsync, framesAbove, functionOf, parseFrames } from "./frames.ts";
import {
  addHop,
  type Capture,
  dropFrames,
  type Hop,
  type Waiting,
} from "./hops.ts";
import { isKey, type Trace, traceFor, traceOf } from "./traces.ts";

/** Lines of a path: an `await` tells the whole chain of those behind it. */
const MOST_LINES = 24;

/** How deep errors within errors are shown. */
const MOST_NESTED = 3;

/**
 * Notes that an error reached a waiter, so that its `stack` says so from now
 * on. The error stays the same object; frozen ones and primitives are left
 * alone, their path is told in reports.
 *
 * @param error What was thrown.
 * @param hops The path it had when its source failed.
 * @param waiting Who waited.
 * @param debug Whether all frames are to be shown.
 * @returns The path including this waiter.
 */
export function stitch(
  error: unknown,
  hops: Hop | undefined,
  waiting: Waiting,
  debug: boolean,
): Hop {
  const hop = addHop(hops, waiting);
  present(error, hop, debug);
  return hop;
}

/** Shows an error by one path: that of the waiter which now looks at it. */
export function present(
  error: unknown,
  hops: Hop | undefined,
  debug: boolean,
): void {
  const trace = traceFor(error);
  trace.hops = hops;
  trace.debug ||= debug;
  if (trace.text === undefined && isKey(error)) install(error, trace);
}

/**
 * The text for a report by the path of its source, which is what the host too
 * prints of the error from now on.
 */
export function textForHost(error: unknown, hops: Hop | undefined): string {
  present(error, hops, false);
  try {
    // Reading it has the error's own frames dropped, if that can be.
    void (error as { stack?: unknown } | null | undefined)?.stack;
  } catch { /* a value that refuses to be read */ }
  return formatPath(error, hops);
}

/** Marks an error that we made: where we did so tells the user nothing. */
export function markOurs<E extends object>(error: E): E {
  traceFor(error).ours = true;
  return error;
}

/**
 * The path that a value thrown by `holder` brings along: its own, if it came
 * through this holder, and none if it is thrown afresh. So an error object
 * that is thrown again and again does not collect the paths of all its throws.
 */
export function hopsThrownBy(
  error: unknown,
  holder: object,
): Hop | undefined {
  const hops = traceOf(error)?.hops;
  return hops?.holder === holder ? hops : undefined;
}

/** The path by which a value came to its latest catcher. */
export function hopsOf(error: unknown): Hop | undefined {
  return traceOf(error)?.hops;
}

/**
 * The whole text for a thrown value with its path: what a report prints. It
 * never fails, and tells the path also of a frozen error or of a primitive,
 * whose `stack` cannot.
 *
 * @param error The thrown value.
 * @returns The text, in the form of a V8 stack.
 *
 * @example A frozen error keeps its path beside it
 * ```ts
 * import { formatTraceback } from "@twister/async/traceback";
 * import { coroutine, moment } from "@twister/async/coroutine";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const frozen = Object.freeze(new Error("frozen"));
 * const leaf = coroutine(function* leaf() {
 *   yield* moment;
 *   throw frozen;
 * });
 * const top = coroutine(function* top() {
 *   yield* leaf();
 * });
 * await top().catch(() => {});
 * assertStringIncludes(formatTraceback(frozen), "at async top");
 * ```
 */
export function formatTraceback(error: unknown): string {
  return formatPath(error, hopsOf(error));
}

/** The same by a path of one's own, such as that of a report's source. */
export function formatPath(error: unknown, hops: Hop | undefined): string {
  try {
    const known = traceOf(error);
    const trace = {
      hops,
      debug: known?.debug ?? false,
      ours: known?.ours ?? false,
    };
    const text = known?.text
      ? known.text()
      : (error as { stack?: unknown } | null | undefined)?.stack;
    if (typeof text === "string") {
      return [render(error, text, trace), ...memberLines(error)].join("\n");
    }
  } catch { /* a value that refuses to be read */ }
  return [`Uncaught ${describe(error)}`, ...pathLines(hops)].join("\n");
}

/** Replaces the error's own `stack` by one that is built when read. */
function install(error: object, trace: Trace): void {
  try {
    const own = Object.getOwnPropertyDescriptor(error, "stack");
    if (own === undefined) return;
    const text = once(() => "value" in own ? own.value : own.get?.call(error));
    trace.text = text;
    if (own.configurable !== true) return;
    const takeOver = once(() => {
      text();
      // A host that holds frames of its own prints an uncaught error by those;
      // one that holds none reads the text.
      dropFrames(error);
      define();
    });
    const enumerable = own.enumerable === true;
    const define = () =>
      Object.defineProperty(error, "stack", {
        configurable: true,
        enumerable,
        get() {
          takeOver();
          const stack = text();
          return typeof stack === "string"
            ? render(error, stack, trace)
            : stack;
        },
        set(value: unknown) {
          Object.defineProperty(error, "stack", {
            configurable: true,
            enumerable,
            writable: true,
            value,
          });
        },
      });
    define();
  } catch { /* frozen, or a proxy that refuses: it passes untouched */ }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function render(
  error: unknown,
  text: string,
  trace: Pick<Trace, "hops" | "debug" | "ours">,
): string {
  const path = [...pathLines(trace.hops), ...suppressedLines(error)];
  if (trace.debug) return [text, ...path].join("\n");
  const message = (error as { message?: unknown }).message;
  const { header, near, far } = parseFrames(
    text,
    typeof message === "string" ? message : "",
  );
  if (trace.ours && path.length > 0) return [header, ...path].join("\n");
  // Who called us synchronously is told only while nobody waited: a waiter
  // that is one of the callers would stand there twice.
  const own = trace.hops === undefined ? [...near, ...far] : near;
  return [header, ...own, ...path].join("\n");
}

/** The errors that stand in this one's shadow, each with its own path. */
function suppressedLines(error: unknown): string[] {
  return nested("suppressed", suppressed(error));
}

/** The errors of a group, which the host prints itself below a `stack`. */
function memberLines(error: unknown): string[] {
  const { errors } = error as { errors?: unknown };
  return Array.isArray(errors) ? nested("member", errors) : [];
}

let depth = 0;

/** Other errors' texts, indented; errors that name each other end somewhere. */
function nested(title: string, errors: readonly unknown[]): string[] {
  if (errors.length === 0 || depth >= MOST_NESTED) return [];
  depth++;
  try {
    return errors.flatMap((one) =>
      `[${title}] ${formatTraceback(one)}`.split("\n").map((l) => `    ${l}`)
    );
  } finally {
    depth--;
  }
}

/** The path as lines, innermost first. */
function pathLines(hops: Hop | undefined): string[] {
  const lines: string[] = [];
  for (let at = hops; at !== undefined; at = at.before) {
    lines.unshift(...hopLines(at));
  }
  const more = hops?.more ?? 0;
  if (lines.length > MOST_LINES) {
    const left = lines.length - MOST_LINES;
    lines.splice(MOST_LINES, left, `    ... and ${left} more lines`);
  }
  if (more > 0) lines.push(`    ... and ${more} more hops`);
  return lines;
}

function hopLines(hop: Hop): string[] {
  const frames = framesOf(hop.capture);
  if (frames.length > 0) return frames.map(asAsync);
  if (hop.name === "") return [];
  const nameless = hop.name === "<anonymous>";
  const place = framesOf(hop.place).find((line) =>
    functionOf(line) === hop.name
  );
  return [
    place
      ? asAsync(place)
      : `    at async ${nameless ? hop.name : `${hop.name} (<anonymous>)`}`,
  ];
}

function framesOf(capture: Capture | undefined): string[] {
  const stack = capture?.stack;
  return typeof stack === "string" ? framesAbove(stack) : [];
}
