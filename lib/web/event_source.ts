import { describe } from "../errors/describe.ts";

/** An event for an `EventSource` of a browser. */
export interface ServerSentEvent {
  /** What it says: a text, or a plain record, which is sent as JSON. */
  data?: string | Readonly<Record<string, unknown>>;
  /** Its kind: `message`. */
  event?: string;
  /** What the client gives as `Last-Event-ID` when it comes again. */
  id?: string;
  /** Milliseconds until the client comes again after a loss. */
  retry?: number;
}

/** Each of these ends a line for the reader. */
const LINE_END = /\r\n|[\r\n]/;

/**
 * Writes an event as the format wants it. What stands in the data stays data:
 * a line of it that looks like a field is none.
 *
 * @param event The event.
 * @returns Its text, with the empty line behind it.
 * @throws {TypeError} If `event` or `id` has a line break, or `id` a NUL, which
 * the format cannot hold; if the data is no text and no plain record.
 * @throws {RangeError} If `retry` is no whole number from 0 on.
 *
 * @example
 * ```ts
 * import { encodeEvent } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   encodeEvent({ event: "tick", id: "7", data: "one\ntwo" }),
 *   "event: tick\nid: 7\ndata: one\ndata: two\n\n",
 * );
 * ```
 */
export function encodeEvent(event: ServerSentEvent): string {
  const { data, retry } = event;
  let text = line("event", event.event) + line("id", event.id);
  if (retry !== undefined) {
    if (!(Number.isInteger(retry) && retry >= 0)) {
      throw new RangeError(
        `Cannot send retry ${describe(retry)}: expected milliseconds as a ` +
          "whole number from 0 on",
      );
    }
    text += `retry: ${retry}\n`;
  }
  if (data !== undefined) {
    for (const part of textOf(data).split(LINE_END)) text += `data: ${part}\n`;
  }
  return `${text}\n`;
}

/**
 * Writes a comment, which clients pass over: it keeps a connection alive.
 *
 * @param comment A text; each line becomes one.
 * @returns Its text.
 */
export function encodeComment(comment = ""): string {
  return comment.split(LINE_END).map((part) => `:${part}\n`).join("") + "\n";
}

function line(field: "event" | "id", value: string | undefined): string {
  if (value === undefined) return "";
  const bad = field === "id" ? /[\r\n\0]/ : /[\r\n]/;
  if (typeof value === "string" && !bad.test(value)) {
    return `${field}: ${value}\n`;
  }
  throw new TypeError(
    `Cannot send the ${field} ${describe(value)}: expected a text of one line`,
  );
}

function textOf(data: unknown): string {
  if (typeof data === "string") return data;
  const kind = data !== null && typeof data === "object" &&
    Object.getPrototypeOf(data);
  if (kind === Object.prototype || kind === null) return JSON.stringify(data);
  throw new TypeError(
    `Cannot send ${describe(data)} as data of an event: expected a text or a ` +
      "plain record",
  );
}
