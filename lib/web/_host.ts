/**
 * What the web layer asks of its host by itself.
 */

/** Milliseconds since 1970, for what outlives the process. */
export function wallTime(): number {
  return Date.now();
}

/** Writes a line of the log. */
export function print(level: "info" | "warning" | "error", text: string): void {
  if (level === "error") console.error(text);
  else if (level === "warning") console.warn(text);
  else console.info(text);
}

/** The file system, where the host has one. */
interface Files {
  readFileSync(path: string, encoding: "utf8"): string;
  realpathSync(path: string): string;
}

interface Paths {
  join(...parts: string[]): string;
  sep: string;
  dirname(path: string): string;
  extname(path: string): string;
  relative(from: string, to: string): string;
  isAbsolute(path: string): boolean;
}

/**
 * A module of Node's, which Deno has too. Asked for at run time: an import would
 * keep the layer from loading where there is none.
 */
function builtin<M>(name: string): M | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: string): unknown };
  };
  return process?.getBuiltinModule?.(name) as M | undefined;
}

/** The host's files and paths; `undefined` where it has none. */
export function fileSystem(): { files: Files; paths: Paths } | undefined {
  const files = builtin<Files>("node:fs"), paths = builtin<Paths>("node:path");
  return files === undefined || paths === undefined
    ? undefined
    : { files, paths };
}
