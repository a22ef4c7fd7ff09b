/**
 * A folder of files that is taken away again.
 */

/** Makes files below a new folder; gives it to a function. */
export async function withFiles(
  files: Record<string, string>,
  fn: (root: string, outside: string) => Promise<void>,
): Promise<void> {
  const outside = await Deno.makeTempDir(), root = `${outside}/root`;
  await Deno.mkdir(root);
  try {
    for (const [path, text] of Object.entries(files)) {
      const folder = path.split("/").slice(0, -1).join("/");
      await Deno.mkdir(`${root}/${folder}`, { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    await fn(root, outside);
  } finally {
    await Deno.remove(outside, { recursive: true });
  }
}
