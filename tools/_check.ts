/**
 * The shape that all checks share.
 *
 * @module
 */

/** What a check found. */
export interface Findings {
  /** One text a problem: what was found, and what to do. */
  readonly problems: readonly string[];
  /** One line about what was looked at, printed also when all is well. */
  readonly summary: string;
}

/** Prints findings as the program's own result; ends with 1 on problems. */
export function conclude({ problems, summary }: Findings): never {
  for (const problem of problems) console.error(`${problem}\n`);
  console.log(summary);
  if (problems.length > 0) {
    console.error(`${problems.length} found, see above`);
    Deno.exit(1);
  }
  Deno.exit(0);
}
