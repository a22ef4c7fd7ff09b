import { assertEquals } from "@std/assert";
import { sleep } from "../../lib/coroutine/sleep.ts";
import { spawn } from "../../lib/coroutine/spawn.ts";
import { HTTPError } from "../../lib/errors/http_error.ts";
import { Future } from "../../lib/future/future.ts";
import { IOLoop } from "../../lib/loop/io_loop.ts";
import { asynchronous, RequestHandler } from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

Deno.test("errors of all that the method hands over reach its own handler", async () => {
  const loop = IOLoop.current();
  const ways: Record<string, (fail: () => void) => void> = {
    "at once": (fail) => fail(),
    "in a callback": (fail) => void loop.addCallback(fail),
    "in a timer": (fail) => void loop.callLater(0, fail),
    "in a callback of a callback": (fail) =>
      void loop.addCallback(() => void loop.addCallback(fail)),
    "in a done-callback": (fail) => sleep(0).addDoneCallback(fail),
  };
  class Fails extends RequestHandler {
    @asynchronous
    override get(way: string): void {
      ways[way]!(() => {
        throw new HTTPError(418);
      });
    }
  }
  const { app, log } = logged([["/:way", Fails]]);
  for (const way of Object.keys(ways)) {
    assertEquals((await app.request(`/${way}`)).status, 418, way);
  }
  assertEquals(log.length, Object.keys(ways).length);
});

Deno.test("an error after the end is logged, and changes nothing", async () => {
  class Late extends RequestHandler {
    @asynchronous
    override get(): void {
      this.finish("whole");
      IOLoop.current().addCallback(() => {
        throw new Error("late");
      });
    }
  }
  const { app, log } = logged([["/", Late]]);
  assertEquals(await (await app.request("/")).text(), "whole");
  await sleep(0);
  assertEquals(log.map(({ error }) => (error as Error).message), ["late"]);
});

Deno.test("one that fails twice is answered once and logged twice", async () => {
  class Twice extends RequestHandler {
    @asynchronous
    override get(): void {
      for (const name of ["one", "two"]) {
        IOLoop.current().addCallback(() => {
          throw new Error(name);
        });
      }
    }
  }
  const { app, log } = logged([["/", Twice]]);
  assertEquals((await app.request("/")).status, 500);
  assertEquals(log.length, 2);
});

Deno.test("another handler is not touched by the error of one", async () => {
  const go = new Future<void>();
  class Both extends RequestHandler {
    @asynchronous
    override get(kind: string): void {
      if (kind === "bad") {
        IOLoop.current().addCallback(() => {
          throw new Error("bad");
        });
      } else go.addDoneCallback(() => this.finish("good"));
    }
  }
  const { app } = logged([["/:kind", Both]]);
  const good = app.request("/good");
  assertEquals((await app.request("/bad")).status, 500);
  go.setResult();
  assertEquals(await (await good).text(), "good");
});

Deno.test("the task of a method goes on while it is finished by hand", async () => {
  let after = false;
  class Hand extends RequestHandler {
    @asynchronous
    override get(): unknown {
      const finish = () => this.finish("early");
      return spawn(function* () {
        finish();
        yield* sleep(0);
        after = true;
      });
    }
  }
  const { app } = logged([["/", Hand]]);
  assertEquals(await (await app.request("/")).text(), "early");
  await sleep(2);
  assertEquals(after, true);
});
