import { assert, assertThrows } from "@std/assert";
import { asAsync, asAttempts } from "./adapters/_rewrite.ts";
import { SCENARIOS } from "./play_all.ts";
import type { Scenario } from "./vocabulary.ts";

const { main } = {
  *main(w) {
    try {
      yield* w.call(function* (w) {
        yield* w.sleep(1);
      });
      return 1;
    } catch (error) {
      w.log(String(error));
    } finally {
      yield* w.sleep(2);
    }
  },
} satisfies Pick<Scenario, "main">;

/** The text of a function, whose spaces are the compiler's choice. */
function textOf(main: Scenario["main"]): string {
  return main.toString().replace(/\s+/g, " ").replace(/ ?([(){};,]) ?/g, "$1");
}

Deno.test("asAsync() awaits, and takes the signal from cleanup", () => {
  const text = textOf(asAsync(main));
  assert(text.startsWith("async main(w)"));
  assert(text.includes("await w.call(async function(w)"));
  assert(text.includes("finally{const $w = w;{const w = $w.calm();await"));
  assert(!text.includes("yield"));
});

Deno.test("asAttempts() makes a call of each try statement", () => {
  const text = textOf(asAttempts(main));
  assert(text.includes("return yield* w.attempt(function*(){"));
  assert(text.includes("},function*(error){w.log"));
  assert(text.includes("},function*(){yield* w.sleep(2);});"));
  assert(!/\b(?:try|catch|finally)\b/.test(text));
});

Deno.test("asAttempts() refuses a jump out of a try statement", () => {
  const jump = ({
    *main(w) {
      for (;;) {
        try {
          yield* w.sleep(1);
          break;
        } catch {
          w.log("never");
        }
      }
    },
  } satisfies Pick<Scenario, "main">).main;
  assertThrows(() => asAttempts(jump), SyntaxError);
});

Deno.test("every scenario can be rewritten", () => {
  for (const { main } of SCENARIOS) {
    asAsync(main);
    asAttempts(main);
  }
});
