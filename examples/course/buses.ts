/**
 * Events of an XML parser pushed through coroutines, after David Beazley's
 * course: where are the buses of route 22 that go north? The file is parsed in
 * pieces as it is read and is never in memory as a whole.
 *
 *     deno run -A examples/course/buses.ts
 */
import { SaxesParser } from "npm:saxes@6.0.0";
import {
  filter,
  flatten,
  map,
  pipe,
  printer,
  type Stage,
} from "@twister/async/lazy";

type Event = readonly ["start" | "text" | "end", string];

interface Bus {
  readonly id: string;
  readonly route: string;
  readonly direction: string;
  readonly latitude: string;
  readonly longitude: string;
}

/** A filter: pieces of XML come in, the events in each go out. */
function parse(next: Stage<Event[]>) {
  const parser = new SaxesParser();
  let events: Event[] = [];
  parser.on("opentag", ({ name }) => events.push(["start", name]));
  parser.on("text", (text) => events.push(["text", text]));
  parser.on("closetag", ({ name }) => events.push(["end", name]));
  const flush = () => {
    const ready = events;
    events = [];
    return next.send(ready);
  };
  return {
    send(text: string) {
      parser.write(text);
      return flush();
    },
    close() {
      parser.close();
      return flush();
    },
  };
}

/**
 * A filter: events come in, buses go out. That it is inside of a bus, or of one
 * of its fields, is kept by where it stands in its code.
 */
function* buses(next: Stage<Bus>): Generator<void, void, Event> {
  for (;;) {
    let [event, value] = yield;
    if (event !== "start" || value !== "bus") continue;
    const bus: Record<string, string> = {};
    for (let text = "";;) {
      [event, value] = yield;
      if (event === "start") text = "";
      else if (event === "text") text += value;
      else if (value === "bus") break;
      else bus[value] = text;
    }
    next.send(bus as unknown as Bus);
  }
}

const file = await Deno.open(new URL("buses.xml", import.meta.url));
await pipe(
  file.readable.pipeThrough(new TextDecoderStream()),
  // Small pieces, so that tags and texts are cut in the middle.
  map((text: string) => text.match(/[^]{1,16}/g) ?? []),
  flatten<string>(),
  parse,
  flatten<Event>(),
  buses,
  filter((bus: Bus) => bus.route === "22"),
  filter((bus: Bus) => bus.direction === "North Bound"),
  map((bus: Bus) => `bus ${bus.id} at ${bus.latitude}, ${bus.longitude}`),
  printer(console.log),
);
