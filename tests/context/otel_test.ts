import { assertEquals } from "@std/assert";
import { context, createContextKey } from "npm:@opentelemetry/api@1.10.0";
import { AsyncLocalStorageContextManager } from "npm:@opentelemetry/context-async-hooks@3.1.1";
import { gather } from "../../lib/combinators/mod.ts";
import { moment, sleep, spawn } from "../../lib/coroutine/mod.ts";
import { Future } from "../../lib/future/mod.ts";
import { TaskGroup } from "../../lib/scopes/mod.ts";
import { carrying } from "./_als.ts";

const key = createContextKey("span");
const span = () => context.active().getValue(key);
const within = <R>(name: string, fn: () => R): R =>
  context.with(context.active().setValue(key, name), fn);

Deno.test(
  "OpenTelemetry's active context survives yields, timers, groups and done-callbacks",
  carrying(function* (loop) {
    context.setGlobalContextManager(
      new AsyncLocalStorageContextManager().enable(),
    );
    try {
      const seen: unknown[] = [], gate = new Future<void>();
      const work = (name: string) =>
        within(name, () =>
          spawn(function* () {
            yield* moment;
            seen.push([name, "moment", span()]);
            yield* gate;
            seen.push([name, "future", span()]);
            yield Promise.resolve();
            seen.push([name, "promise", span()]);
            loop.callLater(0, () => seen.push([name, "timer", span()]));
            gate.addDoneCallback(() => seen.push([name, "done", span()]));
            yield* TaskGroup.run(function* (group) {
              group.spawn(function* () {
                yield* sleep(1);
                seen.push([name, "child", span()]);
              });
            });
          }));
      const both = gather([work("a"), work("b")]);
      yield* sleep(1);
      within("settler", () => gate.setResult());
      yield* both;
      assertEquals(seen.length, 12);
      for (const [name, what, found] of seen as string[][]) {
        assertEquals([what, found], [what, name]);
      }
      assertEquals(span(), undefined);
    } finally {
      context.disable();
    }
  }),
);
