/**
 * Which of the two configs works on this machine.
 *
 * `deno.json` names the real JSR packages. Where JSR cannot be reached,
 * `deno.offline.json` says the same and adds `links` to the stand-ins under
 * `tools/standins/`. Neither commits a lock file: one written with the
 * stand-ins cannot hold the real packages, one written with the real packages
 * is refused without them, hence `"lock": false` in both.
 *
 * @module
 */
import { join } from "node:path";

/** What users and connected machines get. */
export const ONLINE = "deno.json";
/** The same with links to the stand-ins. */
export const OFFLINE = "deno.offline.json";

/** Set by hand it forces a config; set by us it spares children the probe. */
const VARIABLE = "TWISTER_CONFIG";

/** A registry that drops packets instead of refusing must not hold us up. */
const PROBE_MS = 10_000;

/**
 * Asks deno itself to fetch what the imports name, in the way that it will do
 * it later: a request of our own would know neither its cache nor its
 * settings, and would have to name a host.
 */
async function inReach(specifiers: string[]): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_MS);
  const probe = new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--no-config", "--no-lock", ...specifiers],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal,
  });
  const { success } = await probe.output();
  return success && !signal.aborted;
}

/** The `jsr:` packages that this project imports. */
function jsrImports(): string[] {
  const path = join(import.meta.dirname!, "..", ONLINE);
  const { imports } = JSON.parse(Deno.readTextFileSync(path));
  return Object.values<string>(imports).filter((to) => to.startsWith("jsr:"));
}

/** The name of the config that works here; probes and says so only once. */
export async function workingConfig(): Promise<string> {
  const given = Deno.env.get(VARIABLE);
  if (given === ONLINE || given === OFFLINE) return given;
  if (given !== undefined) {
    throw new RangeError(
      `Cannot use the config that ${VARIABLE} names: expected ${ONLINE} or ` +
        `${OFFLINE}, found "${given}"; unset it to let the probe decide`,
    );
  }
  const reached = await inReach(jsrImports());
  const config = reached ? ONLINE : OFFLINE;
  console.error(
    reached
      ? `JSR is in reach: using the real packages (${config})`
      : `JSR is out of reach: using local stand-ins (${config})`,
  );
  Deno.env.set(VARIABLE, config);
  return config;
}
