import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { HostClock, later, soon } from "../../lib/loop/_host.ts";

Deno.test("HostClock rings at the time it was set for, or a little later", async () => {
  const clock = new HostClock(), time = clock.now() + 1;
  await new Promise<void>((ring) => clock.alarm(time, ring));
  assertGreaterOrEqual(clock.now(), time - 0.1);
});

Deno.test("HostClock holds one alarm: a new one replaces it, none clears it", async () => {
  const clock = new HostClock();
  let rang = 0;
  clock.alarm(clock.now(), () => rang++);
  clock.alarm(undefined, () => {});
  clock.alarm(clock.now(), () => rang++);
  await new Promise<void>((ring) => clock.alarm(clock.now(), ring));
  assertEquals(rang, 0);
});

Deno.test("HostClock does not take a far time for now, as host timers do", async () => {
  const clock = new HostClock();
  let rang = false;
  clock.alarm(clock.now() + 2 ** 40, () => rang = true);
  await new Promise<void>((done) => later(() => later(done)));
  clock.alarm(undefined, () => {});
  assertEquals(rang, false);
});

Deno.test("soon comes before later, and microtasks come between", async () => {
  const log: string[] = [];
  await new Promise<void>((done) => {
    later(() => {
      log.push("later");
      done();
    });
    soon(() => {
      log.push("soon");
      soon(() => log.push("sooner than later"));
    });
  });
  assertEquals(log, ["soon", "sooner than later", "later"]);
});

Deno.test("later lets the host's timers go first in the long run", async () => {
  let host = false, hops = 0;
  setTimeout(() => host = true, 0);
  while (!host && hops < 100_000) {
    hops++;
    await new Promise<void>((done) => later(done));
  }
  assert(host, `not after ${hops} hops`);
});
