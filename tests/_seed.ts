/**
 * Fixes the seed of the property tests, so that every run is the same.
 *
 * `TWISTER_SEED=7` looks elsewhere, `TWISTER_SEED=random` somewhere new each
 * time; the `soak` task does so. A failure prints the seed that repeats it.
 */

import fc from "fast-check";

const given = Deno.env.get("TWISTER_SEED") ?? "2013";
if (given !== "random") fc.configureGlobal({ seed: Number(given) });
