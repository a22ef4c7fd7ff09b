/**
 * A double spend: two look at the balance before either has taken from it.
 *
 * What was checked before a `yield` need not hold after it. Here the bank is
 * asked between the check and the booking. The mended one takes the money first
 * and gives it back if the bank refuses: nothing happens between its check and
 * its booking, for there is no `yield`.
 */
import { moment, multi, spawn } from "@twister/async";
import { explore, type World } from "@twister/async/testing";
import { assert } from "@std/assert";

export function* broken(world: World): Generator {
  let balance = 100;
  world.invariant(() => assert(balance >= 0, `the balance is ${balance}`));
  const pay = function* pay(amount: number, thinks: number) {
    for (let i = 0; i < thinks; i++) yield* moment;
    if (balance < amount) return false;
    yield* moment; // ask the bank
    balance -= amount;
    return true;
  };
  yield* multi([
    spawn(pay(80, 1), { name: "shoes" }),
    spawn(pay(60, 3), { name: "books" }),
  ]);
}

export function* fixed(world: World): Generator {
  let balance = 100;
  world.invariant(() => assert(balance >= 0, `the balance is ${balance}`));
  const pay = function* pay(amount: number, thinks: number) {
    for (let i = 0; i < thinks; i++) yield* moment;
    if (balance < amount) return false;
    balance -= amount;
    yield* moment; // ask the bank
    if (!world.fault("the bank refuses")) return true;
    balance += amount;
    return false;
  };
  yield* multi([
    spawn(pay(80, 1), { name: "shoes" }),
    spawn(pay(60, 3), { name: "books" }),
  ]);
}

if (import.meta.main) {
  console.log(`${await explore(broken)}\n`);
  const report = await explore(fixed, { strategy: "exhaustive" });
  console.log(`${report.check()}`);
}
