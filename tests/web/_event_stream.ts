/**
 * A naive reader of event streams, line by line as the HTML standard has it.
 */

/** An event as a browser's `EventSource` would dispatch it. */
export interface Dispatched {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** Reads a whole stream; gives the events, and the last retry. */
export function readEvents(
  text: string,
): { events: Dispatched[]; retry: number | undefined } {
  const events: Dispatched[] = [];
  let data = "", type = "", lastEventId = "", retry: number | undefined;
  for (const line of text.split(/\r\n|\r|\n/).slice(0, -1)) {
    if (line === "") {
      if (data !== "") {
        events.push({
          type: type || "message",
          data: data.slice(0, -1),
          lastEventId,
        });
      }
      data = type = "";
      continue;
    }
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data += `${value}\n`;
    else if (field === "event") type = value;
    else if (field === "id" && !value.includes("\0")) lastEventId = value;
    else if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
  }
  return { events, retry };
}
