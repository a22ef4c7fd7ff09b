/**
 * The same bodies with the loop and without it.
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { asyncCoroutine, runSync } from "../../lib/interop/mod.ts";
import { BODIES } from "./_bodies.ts";
import type { Co } from "../coroutine/_kit.ts";

const DRIVERS: Readonly<Record<string, (body: () => Co) => unknown>> = {
  spawn: (body) => spawn(body),
  "spawn of a generator": (body) => spawn(body()),
  runSync: (body) => runSync(body),
  "runSync of a generator": (body) => runSync(body()),
  asyncCoroutine: (body) => asyncCoroutine(body)(),
};

for (const { name, body, gives, throws } of BODIES) {
  for (const [driver, run] of Object.entries(DRIVERS)) {
    Deno.test(`under ${driver} one body ${name}`, async () => {
      let ended: unknown, thrown: unknown;
      try {
        ended = await run(body);
      } catch (error) {
        thrown = error;
      }
      assertEquals(ended, gives);
      assertStrictEquals(thrown, throws);
    });
  }
}
