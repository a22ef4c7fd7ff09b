/**
 * Finds what in a value cannot be copied to another thread.
 *
 * The host only says that something cannot. Here a value is taken apart until
 * what cannot be cloned by itself is found, and its path told.
 */

import { describe } from "../errors/describe.ts";

/** What cannot be cloned, and where it stands. */
export interface Unclonable {
  readonly path: string;
  readonly value: unknown;
}

/** Members looked at, before the search is given up. */
const MOST = 100_000;

/** A TypeError that names the offending field. */
export function unclonableError(
  doing: string,
  root: string,
  value: unknown,
  cause: unknown,
): TypeError {
  const found = search(value, root);
  const what = found === undefined
    ? `${root} cannot be cloned`
    : `${found.path} is ${describe(found.value)}, which cannot be cloned`;
  return new TypeError(
    `${doing}: ${what}. Pass plain data: what structuredClone takes`,
    { cause },
  );
}

function search(value: unknown, root: string): Unclonable | undefined {
  const seen = new Set<unknown>();
  const waiting: Unclonable[] = [{ path: root, value }];
  for (let i = 0; i < waiting.length && i < MOST; i++) {
    const one = waiting[i]!;
    if (seen.has(one.value)) continue;
    seen.add(one.value);
    try {
      const members = membersOf(one);
      if (members !== undefined) waiting.push(...members);
      else structuredClone(one.value);
    } catch {
      return one;
    }
  }
  return undefined;
}

/** What a container holds; nothing for what is cloned as a whole. */
function membersOf({ path, value }: Unclonable): Unclonable[] | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (value instanceof Map) {
    return [...value].flatMap(([key, item], i) => [
      { path: `${path}.keys()[${i}]`, value: key },
      { path: `${path}.get(${describe(key)})`, value: item },
    ]);
  }
  if (value instanceof Set) {
    return [...value].map((item, i) => ({
      path: `${path}.values()[${i}]`,
      value: item,
    }));
  }
  const isList = Array.isArray(value);
  if (!isList && toString.call(value) !== "[object Object]") return undefined;
  return Object.keys(value).map((key) => ({
    path: isList
      ? `${path}[${key}]`
      : /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
      ? `${path && `${path}.`}${key}`
      : `${path}[${JSON.stringify(key)}]`,
    value: (value as Record<string, unknown>)[key],
  }));
}

const { toString } = Object.prototype;
