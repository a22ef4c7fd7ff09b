import { assertEquals } from "@std/assert";
import type { StackContext } from "../../lib/context/mod.ts";
import { Context, restack, running } from "../../lib/context/running.ts";
import { Aside, asideOf } from "../../lib/loop/aside.ts";
import { IOLoop } from "../../lib/loop/mod.ts";
import { logging } from "../context/_managers.ts";

Deno.test("work that needs only its variables has nothing aside", () => {
  assertEquals(asideOf(new IOLoop()._root), undefined);
  const { home } = running.by._context;
  assertEquals(asideOf(new Context(home, {}, 1)), undefined);
});

Deno.test("work in stack contexts runs at once where nothing is carried", () => {
  const log: unknown[] = [];
  const aside = logging("a", log).run(() => asideOf(running.by._context)!);
  log.length = 0;
  aside.run({ _run() {}, _label: () => "" }, () => log.push("work"));
  assertEquals(log, ["+a", "work", "-a"]);
});

Deno.test("work that starts in a step enters only what the step has not", () => {
  const log: unknown[] = [], entry = { _run() {}, _label: () => "" };
  const stack = (context: StackContext) =>
    context.run(() => running.by._context.stack!);
  const a = stack(logging("a", log));
  const before = running.by._context;
  running.by._context = restack(before, a);
  const b = stack(logging("b", log));
  running.by._context = before;
  log.length = 0;
  const outer = new Aside(a, undefined), inner = new Aside(b, undefined);
  inner.startIn(outer, entry, () => log.push("work"));
  inner.startIn(undefined, entry, () => log.push("work"));
  assertEquals(log, ["+b", "work", "-b", "+a", "+b", "work", "-b", "-a"]);
});
