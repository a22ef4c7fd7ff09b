/**
 * What the client takes from the host.
 */

/** Whether the host is a browser: `fetch` shows no redirect there. */
export function hidesRedirects(): boolean {
  const { Deno, process } = globalThis as {
    Deno?: unknown;
    process?: { versions?: { node?: string } };
  };
  return Deno === undefined && process?.versions?.node === undefined;
}
