/**
 * Crossings by the ten thousand leave nothing behind.
 */
import { assertEquals } from "@std/assert";
import { Future } from "../../lib/future/mod.ts";
import { sleep } from "../../lib/coroutine/mod.ts";
import { Deferred } from "../../lib/deferred/mod.ts";
import {
  asyncCoroutine,
  fromCallback,
  fromSignal,
  toDeferred,
  toFuture,
  toPromise,
} from "../../lib/interop/mod.ts";
import { hasNoWaiter } from "../coroutine/_kit.ts";
import { watchedSignal } from "../scopes/_kit.ts";
import { handLoop, rest } from "../_support.ts";

/** Numbers that are the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let n = seed;;) yield n = (n * 48271) % 2147483647;
}

const CROSSINGS = 100_000;

function ignore(): void {}

Deno.test("100,000 crossings with random cancels leave no listener, timer or waiter", async () => {
  const { loop, clock } = handLoop(), lasting = watchedSignal();
  const { signal } = lasting, shared = new Future<void>(), random = numbers(7);
  const waits = asyncCoroutine(function* () {
    yield* shared;
  });
  const cross = (): void => {
    const cancel = random.next().value % 2 === 0;
    const kind = random.next().value % 7;
    if (kind === 0) {
      const timer = sleep(1000);
      const brief = new AbortController();
      toPromise(timer, brief).catch(ignore);
      brief.abort();
    } else if (kind === 1) {
      const own = new Future<number>();
      toPromise(own, { signal }).catch(ignore);
      if (cancel) own.cancel();
      else own.setResult(1);
    } else if (kind === 2) {
      const aborted = fromSignal(signal);
      aborted.cancel();
    } else if (kind === 3) {
      const deferred = new Deferred<number>(), future = toFuture(deferred);
      if (cancel) future.cancel();
      else deferred.callback(1);
    } else if (kind === 4) {
      const own = new Future<number>(), deferred = toDeferred(own);
      if (cancel) deferred.cancel();
      else own.setResult(1);
    } else if (kind === 5) {
      const future = fromCallback<[number]>((done) => cancel || done(null, 1));
      future.cancel();
    } else {
      const brief = new AbortController();
      waits.with({ signal: brief.signal })().catch(ignore);
      brief.abort();
    }
  };
  for (let i = 0; i < CROSSINGS; i += 1000) {
    loop._within(() => {
      for (let n = 0; n < 1000; n++) cross();
    });
    await rest();
  }
  assertEquals(lasting.added > CROSSINGS / 10, true);
  assertEquals(lasting.listeners, 0);
  assertEquals(clock.alarmAt, undefined);
  assertEquals(hasNoWaiter(shared), true);
});
