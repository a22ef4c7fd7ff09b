import { assertEquals } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { type AnyWait, WaitList } from "../../lib/sync/wait_list.ts";
import { end } from "./_kit.ts";

function listOf(name?: string): WaitList {
  return new WaitList({ kind: "Lock", name }, "acquire()");
}

Deno.test("who comes and goes in any order, the line is what an array says", () => {
  const step = fc.oneof(fc.constant("come"), fc.constant("serve"), fc.nat(9));
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const list = listOf();
    let naive: AnyWait[] = [];
    for (const step of steps) {
      if (step === "come") naive.push(list.join());
      else {
        const at = step === "serve" ? 0 : Number(step), wait = naive[at];
        if (step === "serve") list.first?._served(1);
        else wait?.cancel();
        naive = naive.filter((one) => one !== wait);
      }
      assertEquals([...list].every((wait, i) => wait === naive[i]), true);
      assertEquals(list.size, naive.length);
      assertEquals(list.first === naive[0], true);
    }
  }));
});

Deno.test("all may be served or failed at once, but not those who come meanwhile", () => {
  const list = listOf(), all = [list.join(), list.join()];
  list.serveAll(1);
  assertEquals([all.map(end), list.size], [[1, 1], 0]);
  const failed = [list.join(), list.join()];
  for (const one of failed) one.addDoneCallback(end);
  list.failAll(() => new RangeError());
  assertEquals([failed.map(end), list.size], [["RangeError", "RangeError"], 0]);
});

Deno.test("a wait is called by the call and the primitive, also when it is over", () => {
  const plain = listOf().join(), named = listOf("db").join();
  assertEquals(plain.name, "acquire() of Lock");
  named.cancel();
  assertEquals(named.name, "acquire() of Lock db");
});
