import { explore, ScheduleError } from "@twister/async/testing";
import { TwisterError } from "@twister/async/errors";
import { assert, assertEquals, assertThrows } from "@std/assert";

Deno.test("a ScheduleError carries the report and the program's own error", async () => {
  const cause = new Error("broken");
  const report = await explore(() => {
    throw cause;
  });
  const error = assertThrows(() => report.check(), ScheduleError);
  assert(error instanceof TwisterError);
  assertEquals([error.name, error.message], ["ScheduleError", `${report}`]);
  assertEquals(error.cause, cause);
});
