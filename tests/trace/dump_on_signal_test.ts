import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "node:path";
import { workingConfig } from "../../tools/_config.ts";
import { ROOT } from "../../tools/deno.ts";
import { dumpOnSignal } from "../../lib/trace/mod.ts";
import { handLoop } from "../_support.ts";

Deno.test("a signal prints the dump and the deadlock to the error stream, until it is disposed", async () => {
  const config = join(ROOT, await workingConfig());
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "-c", config, "tests/trace/_signalled.ts"],
    env: { NO_COLOR: "1" },
    cwd: ROOT,
  }).output();
  const text = new TextDecoder().decode(stderr);
  assertEquals(code, 7, text);
  assertEquals(text.match(/^1 task: /gm)?.length, 1, text);
  assertMatch(
    text,
    /^- main: waits for acquire\(\) of Lock mine, held by main$/m,
  );
  assertMatch(text, /^Deadlock: 1 task waits in a circle/m);
});

Deno.test("where only Node's signals are, those are used and given back", () => {
  const listeners = new Map<string, () => void>();
  const node = {
    kill: () => {},
    on: (signal: string, fn: () => void) => void listeners.set(signal, fn),
    off: (signal: string, fn: () => void) => {
      if (listeners.get(signal) === fn) listeners.delete(signal);
    },
  };
  const printed: string[] = [];
  const { error } = console;
  console.error = (text: string) => void printed.push(text);
  try {
    onHost(node, () => {
      const dumps = dumpOnSignal("SIGUSR2", { loop: handLoop().loop });
      listeners.get("SIGUSR2")!();
      dumps[Symbol.dispose]();
      dumps[Symbol.dispose]();
    });
  } finally {
    console.error = error;
  }
  assertEquals([listeners.size, printed.length], [0, 1]);
  assertMatch(printed[0]!, /^0 tasks\n/);
});

Deno.test("a signal that the host does not know is refused by name", () => {
  assertThrows(
    () => dumpOnSignal("SIGNOTHING"),
    TypeError,
    'Cannot dump on "SIGNOTHING": this host refuses it',
  );
});

Deno.test("a host without signals is told what to do instead", () => {
  onHost(undefined, () => {
    assertThrows(
      () => dumpOnSignal(),
      TypeError,
      "this host has no signals. Call dumpTasks()",
    );
  });
});

/** Runs a function as on a host without Deno's signals. */
function onHost(process: unknown, fn: () => void): void {
  const host = globalThis as { process?: unknown };
  const { addSignalListener } = Deno, { process: before } = host;
  Object.assign(Deno, { addSignalListener: undefined });
  host.process = process;
  try {
    fn();
  } finally {
    Object.assign(Deno, { addSignalListener });
    host.process = before;
  }
}
