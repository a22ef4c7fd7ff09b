/** What of a request asks for a web socket. */
export interface UpgradeRequest {
  /** The Host header, checked to be one. */
  readonly host: string;
  /** The headers. */
  readonly headers: { get(name: string): string | null | undefined };
}

/**
 * Looks whether a request asks for a web socket as RFC 6455 wants it.
 *
 * @param request The request.
 * @returns `undefined` if it does, else the status that says what is wrong: 400,
 * or 426 for another version than 13.
 *
 * @example
 * ```ts
 * import { refusedUpgrade } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const headers = new Headers();
 * assertEquals(refusedUpgrade({ host: "example.com", headers }), 400);
 * ```
 */
export function refusedUpgrade(
  { headers }: UpgradeRequest,
): 400 | 426 | undefined {
  const get = (name: string) => headers.get(name) ?? "";
  const asks = get("upgrade").toLowerCase() === "websocket" &&
    /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(get("connection"));
  if (!asks) return 400;
  if (get("sec-websocket-version").trim() !== "13") return 426;
  const key = /^[A-Za-z0-9+/]{22}==$/.test(get("sec-websocket-key").trim());
  return key ? undefined : 400;
}

/**
 * Whether an `Origin` is the host that the request was sent to. A browser sends
 * its cookies with a web socket to any site, and no preflight: so a page of
 * another site could act as its visitor.
 *
 * @param origin The `Origin` header.
 * @param host The `Host` header.
 * @returns Whether host and port are the same.
 *
 * @example
 * ```ts
 * import { isSameOrigin } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isSameOrigin("https://example.com", "example.com"), true);
 * assertEquals(isSameOrigin("https://a.example.com", "example.com"), false);
 * ```
 */
export function isSameOrigin(origin: string, host: string): boolean {
  // Not by `URL`: it would leave a port out that the host may still name.
  const match = /^(https?):\/\/([^/?#@\\\s]+)$/i.exec(origin.trim());
  if (match === null) return false;
  const usual = match[1]!.toLowerCase() === "https" ? ":443" : ":80";
  const bare = (text: string) => {
    const lower = text.toLowerCase();
    return lower.endsWith(usual) ? lower.slice(0, -usual.length) : lower;
  };
  return bare(match[2]!) === bare(host);
}

/** The subprotocols that a client offers, in its order. */
export function offeredSubprotocols(header: string | undefined): string[] {
  return (header ?? "").split(",").map((name) => name.trim())
    .filter((name) => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name));
}
