import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkGlobals } from "../../tools/check_globals.ts";
import { fixture } from "./_fixture.ts";

/** Problems of a core with one file. */
async function problems(
  text: string,
  path = "lib/loop/file.ts",
): Promise<readonly string[]> {
  await using core = await fixture({ [path]: text });
  return checkGlobals(core.root).problems;
}

const USES = [
  "setTimeout(() => {}, 1)",
  "Deno.cwd()",
  "process.cwd()",
  "performance.now()",
  `console.log("x")`,
  "queueMicrotask(() => {})",
  "Date.now()",
  "new Date()",
  "Date()",
  `fetch("x")`,
  "new AbortController()",
  `import("node:fs")`,
  "Buffer.alloc(1)",
  "globalThis.setTimeout",
  `globalThis["setTimeout"]`,
  "(globalThis as { setTimeout?: unknown }).setTimeout",
  "{ setTimeout }",
  "[performance]",
  "{ clock: performance }",
  "class extends EventTarget {}",
  "typeof process",
  "x instanceof AbortSignal",
];

for (const use of USES) {
  Deno.test(`globals are found in: ${use}`, async () => {
    const found = await problems(
      `export const x: unknown = 1;\nexport const y: unknown = ${
        use.startsWith("{") ? `(${use})` : use
      };`,
    );
    assertEquals(found.length, 1, found.join("\n"));
    assertStringIncludes(found[0] ?? "", "lib/loop/file.ts:2 uses ");
  });
}

Deno.test("globals include a static node: import", async () => {
  const [found = ""] = await problems(`import { EOL } from "node:os";\nEOL;`);
  assertStringIncludes(found, "lib/loop/file.ts:1 uses node:os of the host");
});

Deno.test("globals include those declared by hand", async () => {
  const found = await problems(
    `declare const Deno: { cwd(): string };\nexport const x = Deno.cwd();`,
  );
  assertStringIncludes(found.join("\n"), "uses Deno.cwd");
});

const FREE = [
  "let x: AbortSignal | undefined; export { x };",
  "export interface Timer extends EventTarget { id: typeof setTimeout }",
  "export class Event { static made = new Event(); }",
  "export const now = (performance: { now(): number }) => performance.now();",
  "export const at = (o: { fetch: 1 }) => o.fetch;",
  "export const of = ({ close }: { close: 1 }) => ({ name: close });",
  "export const o = { setTimeout: 1, fetch() {} };",
  "export const e: boolean = new Error() instanceof Error && [undefined, NaN]",
  "export const d = (x: unknown) => x instanceof Date && new Date(0);",
  "export const s: symbol = Symbol.for('x'); new Map([[1, new WeakRef({})]]);",
  "export function f(): number { return arguments.length; }",
  "export enum State { closed, open } ; a: for (;;) { break a; }",
  `import type { x } from "node:os"; export type { x };`,
  "export class A { fetch = 1; get status() { return this.fetch; } }",
];

for (const text of FREE) {
  Deno.test(`globals are not found in: ${text}`, async () => {
    assertEquals(await problems(text), []);
  });
}

for (const name of ["_host.ts", "_deno.ts", "_node.ts"]) {
  Deno.test(`globals are permitted in ${name}`, async () => {
    assertEquals(await problems("Deno.cwd();", `lib/loop/${name}`), []);
  });
}

Deno.test("globals are permitted in a host layer", async () => {
  assertEquals(await problems(`fetch("x");`, "lib/http/client.ts"), []);
});
