import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import type { Frame } from "../../lib/context/frame.ts";
import { framesOf, inUse, runIn } from "../../lib/context/frames.ts";
import { suppressed } from "../../lib/errors/mod.ts";

const frame = (up?: Frame, active = true): Frame => ({ up, active });

Deno.test("framesOf lists outermost first, without those out of use", () => {
  const a = frame(), b = frame(a, false), c = frame(b);
  assertEquals(framesOf(c), [a, c]);
  assertEquals(framesOf(undefined), []);
});

Deno.test("framesOf stops at the one that is entered already", () => {
  const a = frame(), b = frame(a), c = frame(b);
  assertEquals(framesOf(c, a), [b, c]);
});

Deno.test("inUse drops what is out of use at the near end", () => {
  const a = frame(), b = frame(frame(a, false), false);
  assertStrictEquals(inUse(b), a);
  assertEquals(inUse(frame(undefined, false)), undefined);
});

Deno.test("runIn gives what the work returns, also without frames", () => {
  assertEquals(runIn([], () => 3), 3);
  assertEquals(runIn([frame()], () => 3), 3);
});

Deno.test("runIn leaves only what it entered", () => {
  const log: string[] = [], error = new Error("no entry");
  const entered: Frame = {
    ...frame(),
    enter: () => {
      log.push("+");
      return () => log.push("-");
    },
  };
  const refusing: Frame = {
    ...frame(),
    enter: () => {
      throw error;
    },
    handle: () => true,
  };
  const work = () => log.push("work");
  assertStrictEquals(
    assertThrows(() => runIn([entered, refusing], work)),
    error,
  );
  assertEquals(log, ["+", "-"]);
});

Deno.test("runIn tells who must go on that it is refused, and asks no handler", () => {
  const told: unknown[] = [];
  const handler: Frame = { ...frame(), handle: () => told.push("asked") > 0 };
  const refusing: Frame = {
    ...frame(),
    enter: () => {
      throw "no entry";
    },
  };
  runIn([handler, refusing], () => {}, (error) => told.push(error));
  assertEquals(told, ["no entry"]);
});

Deno.test("runIn keeps the error of the work beside that of an exit", () => {
  const inner = new Error("work"), outer = new Error("exit");
  const bad: Frame = {
    ...frame(),
    enter: () => () => {
      throw outer;
    },
  };
  const work = () => {
    throw inner;
  };
  assertStrictEquals(assertThrows(() => runIn([bad], work)), outer);
  assertEquals(suppressed(outer), [inner]);
});
