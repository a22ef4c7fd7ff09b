/**
 * IOStream against a naive one that keeps all that came in one string, under
 * any chunking, any order of reads, cancels and ends.
 */
import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import type { Future } from "../../lib/future/mod.ts";
import { IOStream } from "../../lib/web/iostream.ts";
import { StreamClosedError } from "../../lib/web/iostream_errors.ts";
import { reports, rest } from "../_support.ts";
import { HandTransport, text } from "./_transport.ts";

const LIMIT = 12;

type Op =
  | { do: "come"; data: string }
  | { do: "end" | "cancel" | "close" | "break" }
  | { do: "until"; delimiter: string; maxBytes?: number }
  | { do: "regex"; maxBytes?: number }
  | { do: "bytes"; count: number; partial: boolean }
  | { do: "all" };

/** What a read gave: text, an error, a cancel; or that it still waits. */
type Outcome = string;

/** The naive stream. */
class Naive {
  /** What lies in the transport; `undefined` is the end. */
  #come: (string | undefined)[] = [];
  /** Whether the next of it goes into the buffer. */
  #pulls = false;
  #text = "";
  #over: "no" | "ended" | "broken" = "no";
  #op: Op | undefined;
  #tell: ((outcome: Outcome) => void) | undefined;

  step(op: Op, outcomes: Outcome[]): void {
    if (op.do === "come") this.#come.push(op.data);
    else if (op.do === "end") this.#come.push(undefined);
    else if (op.do === "close" || op.do === "break") {
      this.#stop(op.do === "break" ? "broken" : "ended");
    } else if (op.do === "cancel") {
      this.#tell?.("cancelled");
      this.#tell = undefined;
    } else if (this.#tell !== undefined) outcomes.push("busy");
    else {
      const at = outcomes.push("waits") - 1;
      this.#op = op;
      this.#tell = (outcome) => outcomes[at] = outcome;
    }
    this.#serve();
    while (this.#pulls && this.#come.length > 0) {
      this.#pulls = false;
      const next = this.#come.shift();
      if (next === undefined) this.#stop("ended");
      else this.#text += next;
      this.#serve();
    }
  }

  #stop(over: "ended" | "broken"): void {
    if (this.#over !== "no") return;
    this.#over = over;
    this.#come = [];
    this.#pulls = false;
  }

  #serve(): void {
    if (this.#tell === undefined) return;
    const outcome = this.#outcome(this.#op!);
    if (outcome === undefined) return void (this.#pulls = true);
    this.#tell(outcome);
    this.#tell = undefined;
  }

  #outcome(op: Op): Outcome | undefined {
    const all = this.#text, end = this.#end(op);
    if (end === "fails") {
      this.#stop("broken");
      return "closed";
    }
    if (end !== undefined) {
      this.#text = all.slice(end);
      return `got ${all.slice(0, end)}`;
    }
    if (all.length > LIMIT) {
      this.#stop("broken");
      return "closed";
    }
    if (this.#over === "no") return undefined;
    if (op.do !== "all" || this.#over === "broken") return "closed";
    this.#text = "";
    return `got ${all}`;
  }

  #end(op: Op): number | "fails" | undefined {
    const all = this.#text;
    if (op.do === "bytes") {
      if (op.partial && op.count > 0) {
        return all === "" ? undefined : Math.min(op.count, all.length);
      }
      return all.length >= op.count ? op.count : undefined;
    }
    if (op.do !== "until" && op.do !== "regex") return undefined;
    const { maxBytes = LIMIT } = op;
    const found = op.do === "until"
      ? [all.indexOf(op.delimiter), op.delimiter.length] as const
      : [all.search(/b?\n/), /b?\n/.exec(all)?.[0].length ?? 0] as const;
    const end = found[0] < 0 ? undefined : found[0] + found[1];
    return (end ?? all.length + 1) <= maxBytes ? end : "fails";
  }
}

/** The real one. */
class Real {
  readonly transport = new HandTransport();
  readonly stream = new IOStream(this.transport, { maxBufferSize: LIMIT });
  #last: Future<Uint8Array> | undefined;

  async step(op: Op, outcomes: Outcome[]): Promise<void> {
    const { transport, stream } = this;
    switch (op.do) {
      case "come":
        transport.come(op.data);
        break;
      case "end":
        transport.come(undefined);
        break;
      case "close":
        stream.close();
        break;
      case "break":
        // A break is seen when the transport is read.
        if (transport.asked) transport.break(new Error("reset"));
        else stream.close(new Error("reset"));
        break;
      case "cancel":
        this.#last?.cancel();
        break;
      default:
        this.#start(op, outcomes);
    }
    await rest();
  }

  #start(op: Op, outcomes: Outcome[]): void {
    if (this.stream.reading) {
      outcomes.push("busy");
      return;
    }
    const future = this.#last = this.#call(op);
    const at = outcomes.push("waits") - 1;
    future.then(
      (bytes) => outcomes[at] = `got ${text(bytes)}`,
      (error) =>
        outcomes[at] = future.cancelled
          ? "cancelled"
          : error instanceof StreamClosedError
          ? "closed"
          : `${error}`,
    );
  }

  #call(op: Op): Future<Uint8Array> {
    const { stream } = this;
    switch (op.do) {
      case "until":
        return stream.readUntil(op.delimiter, op);
      case "regex":
        return stream.readUntilRegex(/b?\n/g, op);
      case "bytes":
        return stream.readBytes(op.count, op);
      default:
        return stream.readUntilClose();
    }
  }
}

const maxBytes = { maxBytes: fc.integer({ min: 1, max: LIMIT }) };
const anyOp: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("come" as const),
      data: fc.string({
        unit: fc.constantFrom("a", "b", "\n"),
        minLength: 1,
        maxLength: 6,
      }),
    }),
  },
  fc.record({ do: fc.constantFrom("cancel" as const) }),
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({
        do: fc.constant("until" as const),
        delimiter: fc.constantFrom("\n", "ab", "aab", "\n\n"),
        ...maxBytes,
      }, { requiredKeys: ["do", "delimiter"] }),
      fc.record(
        { do: fc.constant("regex" as const), ...maxBytes },
        { requiredKeys: ["do"] },
      ),
      fc.record({
        do: fc.constant("bytes" as const),
        count: fc.integer({ min: 0, max: LIMIT }),
        partial: fc.boolean(),
      }),
    ),
  },
  fc.record({ do: fc.constant("all" as const) }),
) as fc.Arbitrary<Op>;
const anyEnd: fc.Arbitrary<Op> = fc.record({
  do: fc.constantFrom("end" as const, "close" as const, "break" as const),
});

Deno.test("IOStream reads as one that keeps all that came in a string", async () => {
  using told = reports();
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyOp, { maxLength: 16 }),
      anyEnd,
      fc.array(anyOp, { maxLength: 4 }),
      async (before, end, after) => {
        const expected: Outcome[] = [], found: Outcome[] = [];
        const naive = new Naive(), real = new Real();
        for (const op of [...before, end, ...after]) {
          naive.step(op, expected);
          await real.step(op, found);
        }
        real.stream.close();
        naive.step({ do: "close" }, expected);
        await rest();
        assertEquals(found, expected);
        assertEquals(real.transport.closed, 1);
      },
    ),
    { numRuns: Number(Deno.env.get("TWISTER_RUNS") ?? 300) },
  );
  assertEquals([told.errors, told.unobserved], [[], []]);
});
