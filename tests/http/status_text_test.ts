import { assertEquals } from "@std/assert";
import { STATUS_CODES } from "node:http";
import { statusText } from "../../lib/http/status_text.ts";

/** Named anew since. */
const NEWER: Record<string, string> = {
  413: "Content Too Large",
  418: "I'm a teapot",
  422: "Unprocessable Content",
};

Deno.test("the phrases are those of the registry", () => {
  for (const [code, phrase] of Object.entries(STATUS_CODES)) {
    const mine = statusText(Number(code));
    if (mine === "Unknown") assertEquals(code, "509"); // registered by nobody
    else assertEquals(mine, NEWER[code] ?? phrase, code);
  }
});

Deno.test("a code without a phrase is Unknown", () => {
  assertEquals([statusText(299), statusText(600)], ["Unknown", "Unknown"]);
});
