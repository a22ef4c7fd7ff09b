/** The talk that this project comes from, as programs in slide order. */
import { primed, trampoline } from "@twister/async";

// A subroutine: one way in, one input.
const subroutine = (name: string) => console.log("Hello", name);
subroutine("World");

// A generator: many ways in, no input.
function* generator(): Generator<string> {
  yield "Hello";
  yield "World";
}
const words = generator();
console.log(words.next().value, words.next().value);

// A coroutine: many ways in, many inputs. One has to start it before it can
// receive anything …
function* adder(): Generator<number, void, [number, number]> {
  const [x, y] = yield 0;
  yield x + y;
}
const cold = adder();
cold.next();
console.log("started by hand:", cold.next([1, 2]).value);
// … which `primed` does for it.
console.log("primed:", primed(adder)().next([1, 2]).value);

// A trampoline: the caller yields its subroutine instead of calling it.
function* add(x: number, y: number): Generator<number> {
  yield x + y;
}
function* main(): Generator<unknown, void, number> {
  console.log("trampoline:", yield add(2, 2));
}
trampoline(main());

// A loop hands on what comes out of a generator and nothing that goes in;
// `yield*` hands on both, values and errors.
type Echo = Generator<string, void, number | void>;
function* inner(): Echo {
  try {
    console.log("got", yield "okay");
  } catch (error) {
    console.log("caught", (error as Error).message);
  }
}
function* looping(): Echo {
  for (const value of inner()) yield value;
}
function* delegating(): Echo {
  yield* inner();
}
for (const outer of [looping(), delegating()]) {
  console.log(outer.next().value);
  outer.next(42);
}
const outer = delegating();
outer.next();
outer.throw(new Error("booh"));
