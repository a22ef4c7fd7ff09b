/** The jobs of the bench. */
import { checkCancelled } from "../../lib/executor/check_cancelled.ts";

export function square(n: number): number {
  return n * n;
}

/** A computation of some tens of milliseconds. */
export function primes(below: number): number {
  let count = 0;
  for (let n = 2; n < below; n++) {
    let prime = true;
    for (let i = 2; i * i <= n && prime; i++) prime = n % i !== 0;
    if (prime) count++;
  }
  return count;
}

/** Never looks up, until the bench has measured that. */
export function spins(cell: Int32Array): void {
  while (Atomics.load(cell, 0) === 0) { /* for ever */ }
}

export function asks(times: number): number {
  for (let i = 0; i < times; i++) checkCancelled();
  return times;
}
