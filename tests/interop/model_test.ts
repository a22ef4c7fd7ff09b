/**
 * Every kind of source with every kind of target, ended and given up in any
 * order, against a naive table: the first thing that happened decides, and no
 * error is lost or told twice.
 */
import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { reports, rest, turns } from "../_support.ts";
import {
  type End,
  type SourceKind,
  SOURCES,
  type TargetKind,
  TARGETS,
} from "./_kinds.ts";

const STEPS = [
  "settle",
  "fail",
  "cancel source",
  "cancel target",
  "turn",
] as const;

type Step = typeof STEPS[number];

/** How the wait ends, and how many errors are reported. */
interface Outcome {
  readonly kind: End["kind"];
  readonly reported: number;
}

/** What has to come of it. */
function naive(
  all: readonly Step[],
  from: SourceKind,
  to: TargetKind,
): Outcome {
  const { fail, cancel, stopped } = from.make();
  const canLeave = to.name !== "callback";
  let kind: End["kind"] | undefined, asked = false, ended = false, reported = 0;
  for (const step of all) {
    if (step === "settle" && !ended) {
      ended = true;
      kind ??= "value";
    } else if (step === "fail" && fail !== undefined && !ended) {
      // Only a source that could not be told fails after all.
      if (kind !== undefined) reported++;
      ended = true;
      kind ??= "error";
    } else if (step === "cancel source" && cancel && !ended) {
      ended = true;
      kind ??= "cancelled";
    } else if (step === "cancel target" && canLeave) {
      asked = true;
      if (stopped !== undefined) ended = true;
      if (stopped !== undefined || to.slow === undefined) kind ??= "cancelled";
    }
    if (asked && (step === "turn" || from.slow)) kind ??= "cancelled";
  }
  return { kind: kind ?? "value", reported };
}

/** What comes of it. */
async function real(
  all: readonly Step[],
  from: SourceKind,
  to: TargetKind,
): Promise<Outcome> {
  using told = reports();
  const source = from.make(), target = to.cross(source.thing);
  const end = target.end();
  let ended = false;
  const once = (act: (() => void) | undefined): void => {
    if (act === undefined || ended) return;
    ended = true;
    act();
  };
  for (const step of all) {
    if (step === "turn") await turns(1);
    else if (step === "settle") once(() => source.settle(1));
    else if (step === "fail") {
      once(source.fail && (() => source.fail!(new Error("boom"))));
    } else if (step === "cancel source") {
      once(source.cancel && (() => source.cancel!("why")));
    } else {
      target.cancel?.("why");
      if (target.cancel && source.stopped) ended = true;
    }
    if (from.slow) await rest();
  }
  once(() => source.settle(1));
  const { kind } = await end;
  await rest();
  const reported = told.unobserved.length + told.errors.length;
  return { kind, reported };
}

for (const from of SOURCES) {
  for (const to of TARGETS) {
    Deno.test(`${from.name} → ${to.name}: the first end decides, and no error is lost`, () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...STEPS), { maxLength: 6 }),
          async (all) =>
            assertEquals(await real(all, from, to), naive(all, from, to)),
        ),
        { numRuns: from.slow ? 15 : 30 },
      ));
  }
}
