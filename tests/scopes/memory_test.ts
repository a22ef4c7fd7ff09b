import { assertEquals, assertLess } from "@std/assert";
import { KINDS } from "./_memory.ts";

// `TWISTER_RUNS=1000000` is the full promise: less than a megabyte then.
const COUNT = Math.max(50_000, Number(Deno.env.get("TWISTER_RUNS") ?? 0));

/** What a heap moves by anyway, and half a byte for each: a leak has more. */
const LIMIT = 400_000 + 0.5 * COUNT;

const PROGRAM = new URL("./_memory.ts", import.meta.url).href;

for (const kind of Object.keys(KINDS)) {
  Deno.test(`${COUNT} waits for what never ends leave nothing behind: ${kind}`, async () => {
    assertLess(await growth(kind), LIMIT);
  });
}

async function growth(kind: string): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--no-config",
      "--v8-flags=--expose-gc",
      PROGRAM,
      kind,
      String(COUNT),
    ],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  assertEquals(code, 0, text(stderr));
  return Number(text(stdout));
}
