/**
 * Stack contexts that write down when they are entered and left.
 *
 * @module
 */
import { StackContext } from "../../lib/context/mod.ts";

/** A stack context that logs `+name` and `-name`. */
export function logging(name: string, log: unknown[]): StackContext {
  return new StackContext(() => {
    log.push(`+${name}`);
    return { [Symbol.dispose]: () => void log.push(`-${name}`) };
  });
}
