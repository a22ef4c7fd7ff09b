/**
 * A second copy of the package in the same program, as two dependencies may
 * bring it.
 *
 * A build for another runtime puts a file in place of this one that loads a
 * second copy of the built package.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { files } from "../../tools/_tree.ts";
import { ROOT } from "../../tools/deno.ts";

/** The whole root entry point, loaded from a copy of the sources. */
export async function otherCopy(): Promise<typeof import("../../mod.ts")> {
  const to = await Deno.makeTempDir();
  try {
    for (const path of ["mod.ts", ...files(ROOT, "lib")]) {
      await Deno.mkdir(dirname(join(to, path)), { recursive: true });
      await Deno.copyFile(join(ROOT, path), join(to, path));
    }
    return await import(`file://${to}/mod.ts`);
  } finally {
    await Deno.remove(to, { recursive: true });
  }
}
