/**
 * Numbers that look like chance and follow from a seed.
 */

/** Mixes two whole numbers to one of 32 bits, in which both count. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A source of numbers from 0 to 1, the same ones for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0, count = 0;
  return () => {
    state = mix(state, ++count);
    return state / 2 ** 32;
  };
}
