/**
 * A deadlock: two tasks take two locks in opposite order.
 *
 * Each transfer takes the lock of the account it takes money from, then that of
 * the other. Two transfers in opposite directions, each with its first lock,
 * wait for each other. The mended one takes the locks in one order, whichever
 * way the money goes.
 */
import { moment, multi, spawn } from "@twister/async";
import { Lock } from "@twister/async/sync";
import { explore } from "@twister/async/testing";

class Account {
  readonly lock: Lock;
  constructor(readonly name: string, public money: number) {
    this.lock = new Lock({ name });
  }
}

type Order = (a: Account, b: Account) => [Account, Account];

function* transfers(order: Order) {
  const red = new Account("red", 10), blue = new Account("blue", 10);
  const transfer = function* (from: Account, to: Account, late: number) {
    for (let i = 0; i < late; i++) yield* moment;
    const [first, second] = order(from, to);
    using _first = yield* first.lock.acquire();
    yield* moment; // look the account up
    using _second = yield* second.lock.acquire();
    from.money -= 5;
    to.money += 5;
  };
  yield* multi([
    spawn(transfer(red, blue, 0), { name: "red to blue" }),
    spawn(transfer(blue, red, 3), { name: "blue to red" }),
  ]);
}

export function* broken(): Generator {
  yield* transfers((from, to) => [from, to]);
}

export function* fixed(): Generator {
  yield* transfers((a, b) => a.name < b.name ? [a, b] : [b, a]);
}

if (import.meta.main) {
  console.log(`${await explore(broken)}\n`);
  const report = await explore(fixed, { strategy: "exhaustive" });
  console.log(`${report.check()}`);
}
