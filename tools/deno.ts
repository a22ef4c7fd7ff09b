/**
 * Runs a deno command with the config that works on this machine.
 *
 * `deno run -A tools/deno.ts test -A tests` becomes `deno test -c <config> -A
 * tests`, so that the tasks in `deno.json` stay the plain commands they are.
 *
 * @module
 */
import { basename, join } from "node:path";
import { OFFLINE, ONLINE, workingConfig } from "./_config.ts";

/** The folder of the project. */
export const ROOT: string = join(import.meta.dirname!, "..");

/** These read the `deno.json` of the folder they run in and take no other. */
const TAKES_NO_CONFIG = ["doc", "publish"];

/** Not worth copying, or not allowed to be. */
const NOT_COPIED = [".git", "node_modules", "coverage"];

/** A deno command line together with the folder to run it in. */
interface Invocation extends AsyncDisposable {
  readonly args: string[];
  readonly cwd: string;
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (NOT_COPIED.includes(name)) continue;
    if (isDirectory) await copyTree(join(from, name), join(to, name));
    else if (isFile) await Deno.copyFile(join(from, name), join(to, name));
  }
}

/** A copy of the project in which the offline config is the `deno.json`. */
async function offlineCopy(root: string, args: string[]): Promise<Invocation> {
  const parent = await Deno.makeTempDir({ prefix: "twister-" });
  const cwd = join(await Deno.realPath(parent), basename(root));
  await copyTree(root, cwd);
  await Deno.rename(join(cwd, OFFLINE), join(cwd, ONLINE));
  return {
    args,
    cwd,
    [Symbol.asyncDispose]: () => Deno.remove(parent, { recursive: true }),
  };
}

async function invocation(root: string, args: string[]): Promise<Invocation> {
  const [subcommand = "help", ...rest] = args;
  const config = await workingConfig();
  if (TAKES_NO_CONFIG.includes(subcommand) && config === OFFLINE) {
    return await offlineCopy(root, args);
  }
  const chosen = TAKES_NO_CONFIG.includes(subcommand)
    ? []
    : ["-c", join(root, config)];
  return {
    args: [subcommand, ...chosen, ...rest],
    cwd: root,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** What a captured command said. */
export interface Captured {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a deno command in `root`; paths in what it says are those of `root`. */
export async function capture(
  root: string,
  args: string[],
): Promise<Captured> {
  await using run = await invocation(root, args);
  const output = await new Deno.Command(Deno.execPath(), {
    args: run.args,
    cwd: run.cwd,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) =>
    new TextDecoder().decode(bytes).replaceAll(run.cwd, root);
  return {
    success: output.success,
    stdout: text(output.stdout),
    stderr: text(output.stderr),
  };
}

/**
 * Passes signals on, so that a Ctrl-C ends the command and not merely us. A
 * terminal signals the whole process group: the command has it already then,
 * and a second one would cut its cleanup short.
 */
function forwardSignals(child: Deno.ChildProcess): void {
  const forward = (signal: Deno.Signal) => () => {
    try {
      child.kill(signal);
    } catch {
      // It has ended by itself.
    }
  };
  const terminal = Deno.stdin.isTerminal();
  Deno.addSignalListener("SIGINT", terminal ? () => {} : forward("SIGINT"));
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", forward("SIGTERM"));
  }
}

/** Runs a deno command in `root` on our own streams; gives its exit code. */
export async function run(root: string, args: string[]): Promise<number> {
  await using invoked = await invocation(root, args);
  const child = new Deno.Command(Deno.execPath(), {
    args: invoked.args,
    cwd: invoked.cwd,
    stdin: "inherit",
  }).spawn();
  forwardSignals(child);
  return (await child.status).code;
}

if (import.meta.main) Deno.exit(await run(ROOT, Deno.args));
