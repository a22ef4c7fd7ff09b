import { assert, assertEquals, assertFalse } from "@std/assert";
import { spawn } from "../../lib/coroutine/mod.ts";
import { Future, isFuture } from "../../lib/future/mod.ts";
import { isCell } from "../../lib/future/cell.ts";

Deno.test("isFuture knows a Future, a derived one and a Task", () => {
  class Mine<T> extends Future<T> {}
  assert(isFuture(new Future()));
  assert(isFuture(new Future().then()));
  assert(isFuture(new Mine()));
  assert(isFuture(spawn(function* () {})));
});

Deno.test("isFuture says no to all else", () => {
  const others = [
    undefined,
    null,
    0,
    "Future",
    Symbol(),
    {},
    [],
    () => {},
    Future,
    Promise.resolve(),
    { then() {} },
    { addDoneCallback() {}, then() {} },
    Object.create(null),
  ];
  for (const other of others) assertFalse(isFuture(other));
});

Deno.test("isFuture says no to what refuses to be looked at", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = new Proxy({}, {
    get: () => {
      throw new Error("touched");
    },
  });
  for (const hostile of [proxy, throwing]) assertFalse(isFuture(hostile));
});

/** A whole second copy of the package, as another dependency may bring. */
async function otherCopy() {
  const from = new URL("../../lib/", import.meta.url);
  const dir = await Deno.makeTempDir();
  for (const layer of ["errors", "traceback", "context", "loop", "future"]) {
    await Deno.mkdir(`${dir}/lib/${layer}`, { recursive: true });
    for await (const { name } of Deno.readDir(new URL(layer, from))) {
      await Deno.copyFile(
        new URL(`${layer}/${name}`, from),
        `${dir}/lib/${layer}/${name}`,
      );
    }
  }
  const url = new URL(`file://${dir}/lib/future/mod.ts`);
  try {
    return await import(url.href) as { Future: typeof Future };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("isFuture knows the Future of another loaded copy, which is adopted", async () => {
  const other = await otherCopy();
  assert(other.Future !== Future, "the copies are two");
  const foreign = new other.Future<number>();
  assert(isFuture(foreign));
  assertFalse(isCell(foreign));
  assertFalse(foreign instanceof Future);
  const ours = Future.from(foreign);
  foreign.setResult(42);
  assertEquals(await ours, 42);
});
