/**
 * Each scenario, played by this package in every way in which a body can wait.
 */
import { assertEquals } from "@std/assert";
import { FLAVOURS, playTwister } from "./adapters/twister.ts";
import { THEMES } from "./scenarios.ts";

for (const { name, scenarios } of THEMES) {
  for (const scenario of scenarios) {
    Deno.test(`${name}: ${scenario.title}`, async () => {
      for (const flavour of FLAVOURS) {
        const saw = await playTwister(scenario, flavour);
        assertEquals(saw, [...scenario.sees], flavour.name);
      }
    });
  }
}

Deno.test("the matrix has at least 40 scenarios, each with its own title", () => {
  const titles = THEMES.flatMap((theme) => theme.scenarios)
    .map(({ title }) => title);
  assertEquals(new Set(titles).size, titles.length);
  assertEquals(titles.length >= 40, true);
});
