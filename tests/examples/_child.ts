/**
 * Runs the examples as a user does: as a program of its own.
 */
import { join } from "node:path";
import { workingConfig } from "../../tools/_config.ts";
import { ROOT } from "../../tools/deno.ts";

/** What a program said, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program of this project. */
export async function start(
  program: string,
  ...args: string[]
): Promise<Deno.ChildProcess> {
  const config = join(ROOT, await workingConfig());
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "-c", config, program, ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
}

/** Waits for the end of a program. */
export async function outcome(child: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a program to its end. */
export async function run(
  program: string,
  ...args: string[]
): Promise<Outcome> {
  return await outcome(await start(program, ...args));
}

/** Takes away what differs between machines: where the project lies. */
export function portable(text: string): string {
  return text.replaceAll(new URL("../../", import.meta.url).href, "");
}
