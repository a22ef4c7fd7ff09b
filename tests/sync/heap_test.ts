import { assertEquals, assertThrows } from "@std/assert";
import "../_seed.ts";
import fc from "fast-check";
import { Heap } from "../../lib/sync/heap.ts";

interface Item {
  readonly key: number;
  readonly id: number;
}

const steps = fc.array(
  fc.record({ key: fc.option(fc.nat(5), { freq: 3 }), throws: fc.nat(6) }),
  { maxLength: 80 },
);

Deno.test("the least comes first, equal ones in order, and an order that throws changes nothing", () => {
  fc.assert(fc.property(steps, (given) => {
    let untilThrow = Infinity;
    const heap = new Heap<Item>((a, b) => {
      if (--untilThrow < 0) throw new Error("compare");
      return a.key - b.key;
    });
    const naive: Item[] = [];
    const least = () => naive.reduce((a, b) => b.key < a.key ? b : a); // the first of equals
    for (const [id, { key, throws }] of given.entries()) {
      untilThrow = throws > 2 ? Infinity : throws;
      try {
        if (key !== null) {
          heap.push({ key, id });
          naive.push({ key, id });
        } else if (naive.length > 0) {
          const taken = heap.take();
          assertEquals(taken, least());
          naive.splice(naive.findIndex(({ id }) => id === taken.id), 1);
        }
      } catch (error) {
        if ((error as Error).message !== "compare") throw error;
      }
      assertEquals(heap.size, naive.length);
    }
    untilThrow = Infinity;
    while (naive.length > 0) {
      const taken = heap.take();
      assertEquals(taken, least());
      naive.splice(naive.findIndex(({ id }) => id === taken.id), 1);
    }
  }));
});

Deno.test("an order that is no number is told, with what it was", () => {
  for (const bad of [true, undefined, NaN, "1"]) {
    const heap = new Heap<number>(() => bad as never);
    heap.push(1);
    assertThrows(() => heap.push(2), TypeError, "compare(a, b) gave");
    assertEquals([heap.size, heap.take()], [1, 1]);
  }
});
