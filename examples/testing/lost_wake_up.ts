/**
 * A lost wake-up: what happens between looking and waiting is missed.
 *
 * The consumer looks whether the box is full, then asks for a bell, and waits
 * for it. In between it gives the loop one turn. If the producer puts its thing
 * into the box in just that turn, it rings no bell, and the consumer waits for
 * ever. The `Event` of this package cannot be missed: who waits for one that is
 * set goes on.
 */
import { Future, moment, multi, spawn } from "@twister/async";
import { Event } from "@twister/async/sync";
import { explore } from "@twister/async/testing";

export function* broken(): Generator {
  let full = false, bell: Future<void> | undefined;
  const consumer = spawn(function* consumer() {
    if (full) return;
    yield* moment; // log that it waits, say
    bell = new Future({ name: "bell" });
    yield* bell;
  });
  const producer = spawn(function* producer() {
    for (let i = 0; i < 3; i++) yield* moment;
    full = true;
    bell?.setResult();
  });
  yield* multi([consumer, producer]);
}

export function* fixed(): Generator {
  const full = new Event();
  const consumer = spawn(function* consumer() {
    if (full.isSet) return;
    yield* moment;
    yield* full.wait();
  });
  const producer = spawn(function* producer() {
    for (let i = 0; i < 3; i++) yield* moment;
    full.set();
  });
  yield* multi([consumer, producer]);
}

if (import.meta.main) {
  console.log(`${await explore(broken)}\n`);
  const report = await explore(fixed, { strategy: "exhaustive" });
  console.log(`${report.check()}`);
}
