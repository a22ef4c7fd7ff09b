import { ListedChoices } from "../../lib/testing/choices.ts";
import { assertEquals } from "@std/assert";

Deno.test("a list is answered from in order, and by 0 beyond its end", () => {
  const choices = new ListedChoices([2, 0, 1]);
  const answers = [3, 3, 3, 3].map((of) => choices.choose("run", of));
  assertEquals(answers, [2, 0, 1, 0]);
});

Deno.test("an answer that does not fit counts as 0", () => {
  assertEquals(new ListedChoices([5]).choose("run", 3), 0);
});
