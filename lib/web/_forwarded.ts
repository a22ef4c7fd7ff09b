/**
 * What a proxy says of the client, believed from proxies that are known only.
 */

/** The headers that matter. */
interface Headers {
  get(name: string): string | null;
}

/** What a connection says by itself. */
export interface Seen {
  readonly address: string;
  readonly protocol: string;
}

/**
 * The client's address and protocol.
 *
 * @param seen Those of the connection.
 * @param headers The request's.
 * @param trusted The addresses of the proxies in front.
 */
export function forwarded(
  seen: Seen,
  headers: Headers,
  trusted: readonly string[] | undefined,
): Seen {
  if (trusted === undefined || !trusted.includes(seen.address)) return seen;
  // From the right: what stands further left, the client may have written.
  const hops = (headers.get("x-forwarded-for") ?? "").split(",")
    .map((hop) => hop.trim()).reverse();
  const hop = hops.find((each) => !trusted.includes(each)) ??
    headers.get("x-real-ip") ?? "";
  const address = /^[0-9A-Fa-f:.]{2,45}$/.test(hop) ? hop : seen.address;
  const said = headers.get("x-forwarded-proto")?.split(",").at(-1)?.trim();
  const protocol = said === "http" || said === "https" ? said : seen.protocol;
  return { address, protocol };
}
