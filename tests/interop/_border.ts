/**
 * The table of borders: a row for each way from one kind of thing to another,
 * a column for each thing that has to come through, and in each cell the test
 * of it, or why there can be none. `docs/borders.md` is made from it.
 *
 * @module
 */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { reports, rest } from "../_support.ts";
import {
  leaf,
  type Source,
  type SourceKind,
  SOURCES,
  type Target,
  type TargetKind,
  TARGETS,
  user,
} from "./_kinds.ts";

/** What has to come through, by the name of its column. */
export const COLUMNS = {
  value: "value",
  error: "same error",
  stack: "whole stack",
  forward: "cancel →",
  backward: "← cancel",
  duty: "one owner",
  pressure: "pressure",
  context: "context",
} as const;

/** The key of a column. */
export type Column = keyof typeof COLUMNS;

/** The test of a cell, or the reason why there is nothing to be tested. */
export type Cell = (() => void | Promise<void>) | string;

/** One row. */
export interface Border {
  /** From what to what. */
  readonly name: string;
  /** The call, as Markdown. */
  readonly how: string;
  readonly cells: Readonly<Record<Column, Cell>>;
}

/** Both ends of a border, one of each kind. */
function pair(from: SourceKind, to: TargetKind): [Source, Target] {
  const source = from.make();
  return [source, user.run("ada", () => to.cross(source.thing))];
}

/** Counts the rejections that the host would report. */
async function unhandled(fn: () => Promise<void>): Promise<number> {
  let count = 0;
  const note = (event: Event): void => {
    event.preventDefault();
    count++;
  };
  addEventListener("unhandledrejection", note);
  try {
    await fn();
    await rest();
  } finally {
    removeEventListener("unhandledrejection", note);
  }
  return count;
}

const NO_ERROR = "an abort is a value, it cannot fail";
const NO_CANCEL = "its maker cannot cancel it";

function single(from: SourceKind, to: TargetKind): Border["cells"] {
  const probe = from.make();
  const fails = probe.fail !== undefined;
  return {
    async value() {
      const [source, target] = pair(from, to), value = { a: 1 };
      const end = target.end();
      source.settle(value);
      const { kind, value: got } = await end;
      assertEquals(kind, "value");
      assertStrictEquals(got, value);
    },
    error: !fails ? NO_ERROR : async () => {
      const [source, target] = pair(from, to), error = leaf("boom");
      const end = target.end();
      source.fail!(error);
      const { kind, value } = await end;
      assertEquals(kind, "error");
      assertStrictEquals(value, error);
    },
    stack: !fails ? NO_ERROR : async () => {
      const [source, target] = pair(from, to);
      const end = target.end();
      source.fail!(leaf("boom"));
      const { stack } = await end;
      const [top, ...below] = stack.split("\n").slice(1);
      assert(/ at leaf /.test(top!), stack);
      assert(below.some((line) => / at async .*waits/.test(line)), stack);
      assert(!stack.includes("/lib/"), stack);
    },
    forward: probe.cancel === undefined ? NO_CANCEL : async () => {
      using told = reports();
      const [source, target] = pair(from, to);
      const end = target.end();
      source.cancel!("why");
      const { kind, value } = await end;
      await rest();
      assertEquals([kind, value, told.unobserved], ["cancelled", "why", []]);
    },
    backward: backward(from, to),
    duty: !fails ? NO_ERROR : async () => {
      using told = reports();
      const native = await unhandled(async () => {
        const [source] = pair(from, to);
        await rest();
        source.fail!(leaf("boom"));
        await rest();
      });
      assertEquals(
        told.unobserved.length + told.errors.length + native,
        to.owner ? 0 : 1,
      );
    },
    pressure: "one value",
    context: to.noContext ?? (async () => {
      const [source, target] = pair(from, to);
      const end = user.run("ada", () => target.end());
      user.run("bob", () => source.settle(1));
      assertEquals((await end).user, "ada");
    }),
  };
}

function backward(from: SourceKind, to: TargetKind): Cell {
  const source = from.make(), target = to.cross(source.thing);
  if (target.cancel === undefined) return "a callback cannot be taken back";
  void target.end();
  source.settle(0);
  if (source.stopped === undefined) {
    return "it cannot be told: it is left, and its late error reported";
  }
  return async () => {
    using told = reports();
    const [source, target] = pair(from, to);
    const end = target.end();
    await rest();
    target.cancel!("why");
    const { kind, value } = await end;
    await rest();
    assertEquals([kind, value], ["cancelled", "why"]);
    assertEquals([source.stopped!(), told.unobserved], [true, []]);
  };
}

/** A border that only names what the kind is already. */
function isTrivial(from: SourceKind, to: TargetKind): boolean {
  return from.name === to.name && to.name !== "callback" &&
    from.name !== "Promise";
}

/** The borders of single values. */
export const SINGLE: readonly Border[] = SOURCES.flatMap((from) =>
  TARGETS.filter((to) => !isTrivial(from, to)).map((to) => ({
    name: `${from.name} → ${to.name}`,
    how: to.name === "Future" ? from.how ?? to.how : to.how,
    cells: single(from, to),
  }))
);
