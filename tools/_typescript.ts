/**
 * The TypeScript compiler, for the checks that read sources.
 *
 * It is not in the import map, as deno fetches what stands there before any
 * task: who came for the demo would wait for a compiler. 5.9 is the last line
 * with a programming interface of its own.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix
export { default } from "npm:typescript@5.9.3";
