import { explore, replay, type World } from "@twister/async/testing";
import { moment, type Task } from "@twister/async/coroutine";
import { settle } from "@twister/async/combinators";
import { spawn } from "@twister/async/coroutine";
import { assert, assertEquals, assertRejects } from "@std/assert";

function* leaky(world: World) {
  let open = 0;
  world.atEnd(() => assertEquals(open, 0));
  const worker = function* worker() {
    open++;
    yield* moment;
    open--;
  };
  yield* settle([spawn(worker), spawn(worker)]);
}

Deno.test("a seed replays cancels, of the tasks that could be cancelled", async () => {
  const cancelAt = ({ name }: Task<unknown>) => name === "worker";
  const report = await explore(leaky, { cancelAt, seed: 3 });
  const again = await replay(leaky, report.seed!, { cancelAt });
  assertEquals(again.kind, "end");
  assertEquals(again.trace, report.trace);
  assertEquals(again.choices, report.choices);
});

Deno.test("a seed replays what chance gave", async () => {
  const drawn: number[] = [];
  const program = (world: World) => {
    drawn.push(world.random());
    assert(drawn.at(-1)! < 0.9);
  };
  const report = await explore(program);
  const found = drawn.at(-1)!;
  await replay(program, report.seed!);
  assert(found >= 0.9);
  assertEquals(drawn.at(-1), found);
});

Deno.test("the replay of a mended program does not fail", async () => {
  let broken = true;
  const program = () => assert(!broken);
  const { seed } = await explore(program);
  broken = false;
  assertEquals((await replay(program, seed!)).failed, false);
});

Deno.test("a line that is no seed is refused", async () => {
  for (const seed of ["", "x", "1-", "1-2", "1-9999999=1", 1 as never]) {
    await assertRejects(() => replay(leaky, seed), TypeError, "Cannot replay");
  }
});
