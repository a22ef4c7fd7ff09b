/**
 * Values that a client keeps and cannot change.
 *
 * The format is Tornado's second: version, key version, time, name, value and an
 * HMAC-SHA-256 over all of it, each with its length before it, so that no part
 * can be taken for another.
 */

import { describe } from "../errors/describe.ts";

/** The secrets, by key version, and who of them signs. */
export interface SigningKeys {
  /** The version that signs. */
  readonly version: number;
  /** All secrets that verify; several may have one version. */
  readonly secrets: readonly (readonly [version: number, secret: string])[];
}

const encoder = new TextEncoder();

/**
 * The keys of the settings.
 *
 * @param secret One, a list whose first signs, or a record by version.
 * @param version Who signs, where it is a record.
 * @returns The keys.
 * @throws {TypeError} If there is none, or one is empty.
 */
export function signingKeys(
  secret:
    | string
    | readonly string[]
    | Readonly<Record<number, string>>
    | undefined,
  version?: number,
): SigningKeys {
  const secrets: (readonly [number, string])[] = typeof secret === "string"
    ? [[0, secret]]
    : Array.isArray(secret)
    ? secret.map((each: string) => [0, each] as const)
    : Object.entries(secret ?? {}).map(([key, each]) =>
      [Number(key), each] as const
    );
  const signs = version ?? secrets[0]?.[0];
  const sound = secrets.length > 0 &&
    secrets.every(([, each]) => typeof each === "string" && each !== "") &&
    secrets.some(([key]) => key === signs);
  if (!sound) {
    throw new TypeError(
      `Cannot sign: the setting cookieSecret is ${
        secret === undefined ? "missing" : "unfit"
      }, keyVersion is ${
        describe(version)
      }. Set cookieSecret to a long random ` +
        "text, a list of them, or a record by key version",
    );
  }
  return { version: signs!, secrets };
}

/**
 * Signs a value under a name.
 *
 * @param keys The keys.
 * @param name What it is for: a value of one name does not pass for another's.
 * @param value The value.
 * @param now Milliseconds since 1970.
 * @returns The signed text, fit for a cookie.
 */
export async function signValue(
  keys: SigningKeys,
  name: string,
  value: string,
  now: number,
): Promise<string> {
  const secret = keys.secrets.find(([version]) => version === keys.version)!;
  const signed = `2|${field(String(keys.version))}${
    field(String(Math.floor(now / 1000)))
  }${field(name)}${field(toBase64(encoder.encode(value)))}`;
  const key = await hmacKey(secret[1]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(signed));
  return signed + toHex(new Uint8Array(mac));
}

/** What is asked of a signed value beside its signature. */
export interface ReadOptions {
  /** Days after which it is refused; 31 by default. */
  maxAgeDays?: number;
}

/**
 * Reads a signed value. The signatures are compared in constant time.
 *
 * @param keys The keys.
 * @param name What it should be for.
 * @param text The signed text.
 * @param now Milliseconds since 1970.
 * @param options How old it may be.
 * @returns The value; `undefined` if anything about it is wrong.
 */
export async function readSigned(
  keys: SigningKeys,
  name: string,
  text: string,
  now: number,
  options: ReadOptions = {},
): Promise<string | undefined> {
  const parts = partsOf(text);
  if (parts === undefined || parts.name !== name) return undefined;
  if (!await isGenuine(keys, parts)) return undefined;
  const age = now / 1000 - parts.time;
  // A day of grace into the future: clocks of several servers differ.
  const longest = (options.maxAgeDays ?? 31) * 86400;
  if (!(age <= longest && age >= -86400)) return undefined;
  const bytes = fromBase64(parts.value);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A signed text, taken apart. */
interface Parts {
  readonly version: number;
  readonly time: number;
  readonly name: string;
  readonly value: string;
  readonly signed: string;
  readonly mac: Uint8Array<ArrayBuffer>;
}

function partsOf(text: string): Parts | undefined {
  if (!text.startsWith("2|")) return undefined;
  const fields: string[] = [];
  let at = 2;
  for (let i = 0; i < 4; i++) {
    const colon = text.indexOf(":", at);
    const length = text.slice(at, colon);
    if (colon < 0 || !/^\d{1,6}$/.test(length)) return undefined;
    const end = colon + 1 + Number(length);
    if (text[end] !== "|") return undefined;
    fields.push(text.slice(colon + 1, end));
    at = end + 1;
  }
  const mac = fromHex(text.slice(at));
  const [version, time, name, value] = fields as [
    string,
    string,
    string,
    string,
  ];
  if (mac === undefined || !/^\d{1,9}$/.test(version)) return undefined;
  if (!/^\d{1,15}$/.test(time)) return undefined;
  return {
    version: Number(version),
    time: Number(time),
    name,
    value,
    signed: text.slice(0, at),
    mac,
  };
}

async function isGenuine(keys: SigningKeys, parts: Parts): Promise<boolean> {
  const bytes = encoder.encode(parts.signed);
  for (const [version, secret] of keys.secrets) {
    if (version !== parts.version) continue;
    const key = await hmacKey(secret);
    if (await crypto.subtle.verify("HMAC", key, parts.mac, bytes)) return true;
  }
  return false;
}

/** Made once a secret: they are few, and live as long as the settings. */
const imported: Map<string, Promise<CryptoKey>> = new Map();

function hmacKey(secret: string): Promise<CryptoKey> {
  let key = imported.get(secret);
  if (key === undefined) {
    key = crypto.subtle.importKey(
      "raw",
      encoder.encode(secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign", "verify"],
    );
    imported.set(secret, key);
  }
  return key;
}

function field(text: string): string {
  return `${text.length}:${text}|`;
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of hexadecimal digits; `undefined` if they are none. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}
