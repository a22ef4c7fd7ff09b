import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../tools/deno.ts";
import { run } from "./_child.ts";

const README = await Deno.readTextFile(join(ROOT, "README.md"));

/** Leaves out the host's own frames, which change from version to version. */
function ofUsers(text: string): string {
  return text.split("\n").filter((line) => !line.includes("(ext:")).join("\n");
}

Deno.test("README shows the stacks that stack_before_after.ts prints", async () => {
  const { code, stdout } = await run("examples/stack_before_after.ts");
  assertEquals(code, 0);
  assertStringIncludes(ofUsers(README), "```text\n" + ofUsers(stdout) + "```");
});

Deno.test("README shows the host's own frames in the first stack only", async () => {
  const { stdout } = await run("examples/stack_before_after.ts");
  const [before, after] = stdout.split("With coroutines:");
  assert(before?.includes("(ext:"));
  assert(!after?.includes("(ext:"));
});

Deno.test("README shows the deadlock that dining_philosophers.ts prints", async () => {
  const { stdout } = await run("examples/dining_philosophers.ts");
  const [hang = ""] = stdout.split("forks in order");
  const told = hang.replace(/file:\S*?\/examples\//g, "examples/").trimEnd();
  assertStringIncludes(told, "Deadlock: 5 tasks");
  assertStringIncludes(README, "```text\n" + told + "\n```");
});

Deno.test("README names only tasks that deno.json has", async () => {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  const named = [...README.matchAll(/deno task (\w+)/g)].map(([, name]) =>
    name
  );
  assertEquals(named.filter((name) => !(name! in tasks)), []);
});

Deno.test("README names only entry points that deno.json has", async () => {
  const { name, exports } = JSON.parse(
    await Deno.readTextFile(join(ROOT, "deno.json")),
  );
  const named = [...README.matchAll(/@twister\/async(\/\w+)/g)]
    .map(([, path]) => `.${path}`);
  assertEquals(name, "@twister/async");
  assertEquals(named.filter((path) => !(path in exports)), []);
});
