import { assertEquals, assertThrows } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { encodeComment, encodeEvent } from "../../lib/web/event_source.ts";
import { readEvents } from "./_event_stream.ts";

Deno.test("encodeEvent writes each field on its line, data last", () => {
  assertEquals(
    encodeEvent({ data: "a", event: "tick", id: "1", retry: 5 }),
    "event: tick\nid: 1\nretry: 5\ndata: a\n\n",
  );
});

Deno.test("encodeEvent writes a record as JSON, and empty data as data", () => {
  assertEquals(encodeEvent({ data: { a: 1 } }), 'data: {"a":1}\n\n');
  assertEquals(encodeEvent({ data: "" }), "data: \n\n");
  assertEquals(encodeEvent({ retry: 0 }), "retry: 0\n\n");
});

Deno.test("injection: what looks like a field or an end stays data", () => {
  const data = "a\n\nevent: evil\rid: 7\r\ndata: b";
  const { events } = readEvents(encodeEvent({ data }));
  assertEquals(events, [{
    type: "message",
    data: "a\n\nevent: evil\nid: 7\ndata: b",
    lastEventId: "",
  }]);
});

Deno.test("injection: a line break in event or id is refused, and NUL in id", () => {
  for (const bad of ["a\nb", "a\rdata: x", "\r\n", 1 as never, null as never]) {
    assertThrows(() => encodeEvent({ event: bad }), TypeError, "of one line");
    assertThrows(() => encodeEvent({ id: bad }), TypeError, "of one line");
  }
  assertThrows(() => encodeEvent({ id: "a\0" }), TypeError, "send the id");
});

Deno.test("encodeEvent refuses what is no data or no time", () => {
  for (const bad of [1, [1], new Date(), null]) {
    assertThrows(
      () => encodeEvent({ data: bad as never }),
      TypeError,
      "as data of an event",
    );
  }
  for (const bad of [-1, 1.5, NaN, "1" as never]) {
    assertThrows(() => encodeEvent({ retry: bad }), RangeError, "send retry");
  }
});

Deno.test("a comment is passed over, whatever it says", () => {
  const text = encodeComment("a\ndata: evil\r\rb") + encodeEvent({ data: "x" });
  assertEquals(readEvents(text).events.map(({ data }) => data), ["x"]);
  assertEquals(encodeComment(), ":\n\n");
});

Deno.test("events come through a naive reader as they were sent, however hostile", () => {
  const unit = fc.constantFrom(
    "\n",
    "\r",
    ":",
    " ",
    "data: ",
    "id:",
    "event:",
    "\0",
    "\ufeff",
    "\u2028",
    "é",
    "x",
  );
  const any = fc.string({ unit, maxLength: 12 });
  const oneLine = any.map((text) => text.replace(/[\r\n\0]/g, ""));
  const anyEvent = fc.record(
    { data: any, event: oneLine, id: oneLine, retry: fc.nat() },
    { requiredKeys: ["data"] },
  );
  fc.assert(fc.property(fc.array(anyEvent), (sent) => {
    const stream = sent.map(encodeEvent).join(encodeComment("\n"));
    let lastEventId = "", retry: number | undefined;
    const expected = sent.map((event) => {
      lastEventId = event.id ?? lastEventId;
      retry = event.retry ?? retry;
      // The format knows one line end; all others become it.
      const data = event.data.replace(/\r\n|\r/g, "\n");
      return { type: event.event || "message", data, lastEventId };
    });
    assertEquals(readEvents(stream), { events: expected, retry });
  }));
});
