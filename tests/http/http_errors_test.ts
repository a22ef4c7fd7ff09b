import { assertEquals } from "@std/assert";
import {
  ExchangeError,
  HTTPConnectError,
  HTTPError,
  HTTPLimitError,
  HTTPRefusedError,
  HTTPStreamClosedError,
  HTTPTimeoutError,
} from "../../lib/http/mod.ts";
import { HTTPError as ofErrors, TwisterError } from "../../lib/errors/mod.ts";

const CLASSES = {
  HTTPConnectError,
  HTTPLimitError,
  HTTPRefusedError,
  HTTPStreamClosedError,
  HTTPTimeoutError,
};

for (const [name, Class] of Object.entries(CLASSES)) {
  Deno.test(`${name} is a 599 that says why`, () => {
    const cause = new Error("why"), error = new Class("text", { cause });
    assertEquals([error.name, error.code], [name, 599]);
    assertEquals([error.message, error.cause], ["HTTP 599: text", cause]);
    assertEquals(error.phase, "response");
    assertEquals(new Class("text", { phase: "queue" }).phase, "queue");
    const all = [ExchangeError, HTTPError, TwisterError, Error];
    assertEquals(all.every((Base) => error instanceof Base), true);
    const others = Object.values(CLASSES).filter((Other) => Other !== Class);
    assertEquals(others.some((Other) => error instanceof Other), false);
  });
}

Deno.test("HTTPError is the same class in http and errors", () => {
  assertEquals(HTTPError, ofErrors);
});
