/**
 * Two payments look at the balance before either has taken from it. Usually
 * they do not meet, for the second customer takes longer to decide.
 *
 * @module
 */
import { moment, spawn } from "@twister/async/coroutine";
import { multi } from "@twister/async/combinators";
import { assert } from "@std/assert";

export function* doubleSpend(): Generator {
  let balance = 100;
  const pay = function* pay(amount: number, thinks: number) {
    for (let i = 0; i < thinks; i++) yield* moment;
    if (balance < amount) return;
    yield* moment; // ask the bank
    balance -= amount;
  };
  yield* multi([
    spawn(pay(80, 1), { name: "first" }),
    spawn(pay(60, 4), { name: "second" }),
  ]);
  assert(balance >= 0, `the balance is ${balance}`);
}
