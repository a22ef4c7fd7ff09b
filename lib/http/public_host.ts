/**
 * Tells addresses of the public internet from those of one's own network.
 */

/** Blocks that are not public, as address and length. */
const PRIVATE_V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
].map((block) => {
  const [address, length] = block.split("/") as [string, string];
  return { address: numberOf(address)!, shift: 32 - Number(length) };
});

/** Names that mean the machine itself, or its network. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)$/;

/**
 * Whether a host may be one of the public internet: for `allowUrl`, where the
 * address comes from a stranger. Loopback, private, link-local and other
 * special addresses are not, in whatever spelling, nor are names without a dot
 * and those such as `localhost`.
 *
 * A name is not resolved here. One that the stranger owns can point to an
 * address of yours: resolve it, and ask for each address; and since it may
 * point elsewhere a moment later, close the inner network off as well, with
 * `--deny-net` or a proxy.
 *
 * @param host The `hostname` of a URL, or an address.
 * @returns `false` for what is certainly not public.
 *
 * @example
 * ```ts
 * import { isPublicHost } from "@twister/async/http";
 * import { assertEquals } from "@std/assert";
 *
 * const allowUrl = (url: URL) => isPublicHost(url.hostname);
 * assertEquals(allowUrl(new URL("https://example.com/")), true);
 * assertEquals(allowUrl(new URL("http://169.254.169.254/")), false);
 * assertEquals(allowUrl(new URL("http://0x7f.1/")), false);
 * assertEquals(allowUrl(new URL("http://[::ffff:10.0.0.1]/")), false);
 * ```
 */
export function isPublicHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const v4 = numberOf(name);
  if (v4 !== undefined) return isPublicV4(v4);
  if (name.includes(":")) return isPublicV6(name);
  return name.includes(".") && !LOCAL_NAME.test(name) && !/\.\d+$/.test(name);
}

function isPublicV4(address: number): boolean {
  return !PRIVATE_V4.some((block) =>
    address >>> block.shift === block.address >>> block.shift
  );
}

function isPublicV6(text: string): boolean {
  const groups = groupsOf(text);
  if (groups === undefined) return false;
  const [first, second, third, , , sixth] = groups as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const embedded = (high: number, low: number) =>
    isPublicV4(((groups[high]! << 16) | groups[low]!) >>> 0);
  const zeros = (count: number) => groups.slice(0, count).every((g) => g === 0);
  // An address of IPv4 in the clothes of IPv6: mapped, translated, 6to4.
  if (zeros(5) && sixth === 0xffff) return embedded(6, 7);
  if (first === 0x64 && second === 0xff9b && third === 0) return embedded(6, 7);
  if (first === 0x2002) return embedded(1, 2);
  // Of the rest, 2000::/3 without Teredo, the examples of books and the like.
  if (first >>> 13 !== 1) return false;
  return !(first === 0x2001 && (second < 0x200 || second === 0xdb8)) &&
    first !== 0x3fff;
}

/** The eight groups of an address; `undefined` if it is none. */
function groupsOf(text: string): number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const v4 = numberOf(dotted[2]!);
    if (v4 === undefined) return undefined;
    const halves = [v4 >>> 16, v4 & 0xffff].map((half) => half.toString(16));
    text = dotted[1] + halves.join(":");
  }
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) =>
    half === "" ? [] : half.split(":")
  );
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array(missing).fill("0"), ...tail];
  if (!all.every((group) => /^[\da-f]{1,4}$/.test(group))) return undefined;
  return all.map((group) => parseInt(group, 16));
}

/** The number of a dotted address; `undefined` if it is none. */
function numberOf(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (parts === null) return undefined;
  const bytes = parts.slice(1).map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
