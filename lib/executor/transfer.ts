import { describe } from "../errors/describe.ts";

/** What is handed over with a value, kept beside it. */
const lists: WeakMap<object, readonly Transferable[]> = new WeakMap();

/**
 * Marks a value so that parts of it are handed over to the other thread, not
 * copied: this side can use them no longer. For an argument of a job as well as
 * for its result.
 *
 * @typeParam T The value.
 * @param value A buffer, a typed array, or an object that holds some.
 * @param list What is handed over; by default the value itself, the buffer of
 * a typed array, or the members of an array.
 * @returns The value.
 * @throws {TypeError} If it is no object, or what is to be handed over cannot.
 *
 * @example
 * ```ts
 * import { InlineExecutor, transfer } from "@twister/async/executor";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new InlineExecutor();
 * const pixels = new Uint8Array([1, 2, 3]);
 * const sum = await executor.submit(
 *   (bytes: Uint8Array) => bytes.reduce((a, b) => a + b),
 *   transfer(pixels),
 * );
 * assertEquals(sum, 6);
 * assertEquals(pixels.length, 0); // handed over
 * ```
 */
export function transfer<T extends object>(
  value: T,
  list?: readonly Transferable[],
): T {
  if (value === null || typeof value !== "object") {
    throw new TypeError(
      `Cannot transfer ${describe(value)}: expected an object`,
    );
  }
  lists.set(value, list ?? transferables(value));
  return value;
}

/** What is to be handed over with these values. */
export function transferOf(values: readonly unknown[]): Transferable[] {
  return [
    ...new Set(values.flatMap((value) => lists.get(value as object) ?? [])),
  ];
}

function transferables(value: unknown): Transferable[] {
  if (Array.isArray(value)) return value.flatMap(transferables);
  if (ArrayBuffer.isView(value)) return transferables(value.buffer);
  // Memory that is shared is shared anyway.
  if (value instanceof SharedArrayBuffer) return [];
  return [value as Transferable];
}
