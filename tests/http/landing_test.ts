import { assertEquals } from "@std/assert";
import { IOLoop } from "../../lib/loop/mod.ts";
import { landing } from "../../lib/http/landing.ts";
import { reports, rest } from "../_support.ts";
import { failure } from "./_kit.ts";

const loop = IOLoop.current();
const wrap = (error: unknown) => new Error("wrapped", { cause: error });

Deno.test("what lands is the value, or the error made into ours", async () => {
  assertEquals(
    await landing(loop, () => Promise.resolve(1), { failure: wrap }),
    1,
  );
  const broken = landing(loop, () => Promise.reject(2), { failure: wrap });
  const error = await failure(broken);
  assertEquals([error.message, error.cause], ["wrapped", 2]);
});

Deno.test("a start that throws is a failure", async () => {
  const thrown = landing(loop, () => {
    throw 3;
  }, { failure: wrap });
  assertEquals((await failure(thrown)).cause, 3);
});

Deno.test("what comes after a cancel is nobody's", async () => {
  using told = reports();
  const { promise, resolve } = Promise.withResolvers<number>();
  const late: number[] = [];
  const left = landing(loop, () => promise, {
    failure: wrap,
    late: (value) => late.push(value),
  });
  left.cancel();
  resolve(4);
  await rest();
  assertEquals([left.cancelled, late], [true, [4]]);
  const { promise: other, reject } = Promise.withResolvers<number>();
  landing(loop, () => other, { failure: wrap }).cancel();
  reject(5);
  await rest();
  assertEquals([told.unobserved.length, told.errors.length], [0, 0]);
});

Deno.test("no deadlock is judged while something is on its way", async () => {
  const before = loop._rest.foreign;
  const open = () => loop._rest.foreign - before;
  const { promise, resolve } = Promise.withResolvers<number>();
  const options = { failure: wrap };
  const one = landing(loop, () => promise, options);
  const two = landing(loop, () => promise, options);
  assertEquals(open(), 2);
  two.cancel();
  assertEquals(open(), 1);
  resolve(1);
  await one;
  await rest();
  assertEquals(open(), 0);
});
