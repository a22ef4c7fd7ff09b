import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { capture, ROOT } from "../../tools/deno.ts";
import { fixture } from "./_fixture.ts";

/** Runs `tools/deno.ts` as a program; a config spares it the probe. */
async function program(config: string | undefined, ...args: string[]) {
  const { TWISTER_CONFIG: _, ...environment } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(ROOT, "tools/deno.ts"), ...args],
    clearEnv: true,
    env: {
      ...environment,
      NO_COLOR: "1",
      ...config && { TWISTER_CONFIG: config },
    },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("deno.ts passes on what the command prints", async () => {
  const { code, stdout } = await program("deno.json", "eval", "console.log(1)");
  assertEquals([code, stdout], [0, "1\n"]);
});

Deno.test("deno.ts ends with the code of the command", async () => {
  const { code } = await program("deno.json", "eval", "Deno.exit(7)");
  assertEquals(code, 7);
});

Deno.test("deno.ts says in one line which case it is", async () => {
  const { stderr } = await program(undefined, "eval", "1");
  assertMatch(stderr, /^JSR is (?:in|out of) reach: using [^\n]*\n$/);
});

Deno.test("deno.ts tells its children, so that they do not probe", async () => {
  const script = `console.log(Deno.env.get("TWISTER_CONFIG"))`;
  const { stdout } = await program(undefined, "eval", script);
  assertMatch(stdout, /^deno\.(?:offline\.)?json\n$/);
});

Deno.test("deno.ts resolves jsr imports to stand-ins when offline", async () => {
  const { stdout } = await program(
    "deno.offline.json",
    "eval",
    `console.log(import.meta.resolve("@std/assert"))`,
  );
  assertStringIncludes(stdout, "tools/standins/assert/mod.ts");
});

Deno.test("deno.ts touches no stand-in when online", async () => {
  const { stdout } = await program(
    "deno.json",
    "eval",
    `console.log(import.meta.resolve("@std/assert"))`,
  );
  assertStringIncludes(stdout, "jsr:@std/assert@^1");
});

Deno.test("deno.ts refuses a config of another name", async () => {
  const { code, stderr } = await program("other.json", "eval", "1");
  assertEquals(code, 1);
  assertStringIncludes(stderr, `found "other.json"`);
});

Deno.test("capture names paths of the project, not of a copy", async () => {
  await using package_ = await fixture({ "mod.ts": "export const x = [1];" });
  const { stdout } = await capture(package_.root, ["doc", "--json", "mod.ts"]);
  assertStringIncludes(stdout, `file://${package_.root}/mod.ts`);
});

Deno.test("capture publishes neither the offline config nor tests", async () => {
  const { stderr, stdout } = await capture(ROOT, [
    "publish",
    "--dry-run",
    "--allow-dirty",
    "--no-check",
  ]);
  const packed = stdout + stderr;
  assertStringIncludes(packed, "Simulating publish");
  assertEquals(/offline|standins|tests\//.test(packed), false, packed);
});
