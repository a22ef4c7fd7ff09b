/**
 * The host and path of a request, cut from the address that the host glued.
 *
 * `Deno.serve` puts `http://`, the Host header and the target together and looks
 * at none of them. So `Host: a/admin?` would make `/admin` of any path. Whoever
 * can tell is the Host header; it is read only where the address has a second
 * slash, for without one there can be no slash in the host.
 */

/** The parts of an address. */
export interface Target {
  /** The host, with its port if it has one. */
  readonly host: string;
  /** Path and query, as they were sent. */
  readonly uri: string;
}

/** What RFC 3986 lets stand in a host and port. */
const HOST =
  /^(?:[A-Za-z0-9\-._~!$&'()*+,;=%]+|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?$/;

// deno-lint-ignore no-control-regex -- these are what it looks for
const BAD_PATH = /[#\x00-\x20\x7f\\]/;

/** The host that was found right last. */
const known = { host: "" };

/**
 * Cuts an address.
 *
 * @param url What the host calls the address of the request.
 * @param header Reads the Host header.
 * @returns The parts; `undefined` if they cannot be trusted.
 */
export function targetOf(
  url: string,
  header: () => string | null,
): Target | undefined {
  const start = url.indexOf("://") + 3;
  const slash = url.indexOf("/", start);
  if (start < 3 || slash < 0) return undefined;
  const host = url.slice(start, slash), uri = url.slice(slash);
  // Nearly all requests name the host that the one before named.
  if (host !== known.host) {
    if (!HOST.test(host)) return undefined;
    known.host = host;
  }
  if (uri.indexOf("/", 1) >= 0) {
    const given = header();
    // An address in the request line beats the header, which must be one still.
    if (given !== null && given !== host && !HOST.test(given)) return undefined;
  }
  return BAD_PATH.test(uri) ? undefined : { host, uri };
}
