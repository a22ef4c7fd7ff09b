import { explore, type World } from "@twister/async/testing";
import { assert, assertEquals, assertThrows } from "@std/assert";

/** Runs a plain function in all schedules. */
function everywhere(program: (world: World) => unknown, prune = false) {
  return explore(program, { strategy: "exhaustive", prune });
}

Deno.test("choose() tries every answer, fault() both", async () => {
  const seen: string[] = [];
  const report = await everywhere((world) => {
    seen.push(`${world.choose(3)}${world.fault("disk full")}`);
  });
  report.check();
  const all = ["0false", "0true", "1false", "1true", "2false", "2true"];
  assertEquals([...new Set(seen)].sort(), all);
});

Deno.test("choose(1) is no decision; other numbers are named", async () => {
  const report = await everywhere((world) => {
    assertEquals(world.choose(1), 0);
    for (const wrong of [0, 1.5, NaN, "2" as never]) {
      assertThrows(
        () => world.choose(wrong),
        RangeError,
        "Cannot choose one of",
      );
    }
  });
  assertEquals(report.check().runs, 1);
});

Deno.test("random() gives numbers from 0 up to 1, others for another seed", async () => {
  const drawn = new Set<number>();
  const report = await explore((world: World) => {
    const number = world.random();
    assert(number >= 0 && number < 1);
    drawn.add(number);
  }, { runs: 20 });
  report.check();
  assertEquals(drawn.size, 20);
});

Deno.test("what was said by atEnd() holds for a failed program too", async () => {
  const report = await everywhere((world) => {
    world.atEnd(() => assert(false, "not tidy"));
  });
  assertEquals(report.kind, "end");
});

Deno.test("invariant() and atEnd() refuse what is no function", async () => {
  (await everywhere((world) => {
    assertThrows(() => world.invariant(1 as never), TypeError, "a function");
    assertThrows(() => world.atEnd(1 as never), TypeError, "a function");
  })).check();
});

Deno.test("share() gives the object itself, or what behaves like it", async () => {
  class Counter {
    #count = 0;
    step = 1;
    add() {
      return this.#count += this.step;
    }
  }
  for (const prune of [false, true]) {
    (await everywhere((world) => {
      const own = new Counter(), shared = world.share(own);
      shared.step = 2;
      assertEquals([shared.add(), own.add()], [2, 4]);
      assertEquals("step" in shared, true);
      assertEquals(Object.keys(shared), ["step"]);
      assert(shared instanceof Counter);
      assertEquals(delete (shared as { step?: number }).step, true);
      assertEquals("step" in own, false);
    }, prune)).check();
  }
});
