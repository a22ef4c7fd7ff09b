/**
 * The host's files, for reading. Node's interface, which Deno has too.
 */

/** What is known of a file before it is read. */
export interface FileInfo {
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** An open file. */
export interface OpenFile {
  stat(): Promise<FileInfo>;
  read(
    into: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

interface Files {
  realpath(path: string): Promise<string>;
  stat(path: string): Promise<FileInfo>;
  open(path: string, mode: "r"): Promise<OpenFile>;
}

interface Paths {
  readonly sep: string;
  join(...parts: string[]): string;
}

/** The host's files and paths; an import would keep browsers out. */
export function hostFiles(): { files: Files; paths: Paths } {
  const { process } = globalThis as unknown as {
    process?: { getBuiltinModule?(name: string): unknown };
  };
  const builtin = process?.getBuiltinModule?.bind(process);
  const files = builtin?.("node:fs/promises") as Files | undefined;
  const paths = builtin?.("node:path") as Paths | undefined;
  if (files !== undefined && paths !== undefined) return { files, paths };
  throw new TypeError("Cannot serve files: this host has no file system");
}

/** Bytes of one read. */
const CHUNK = 2 ** 16;

/**
 * A part of an open file as a stream, which closes the file when it ends, fails
 * or is cancelled.
 */
export function streamOf(
  file: OpenFile,
  start: number,
  length: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = length, at = start;
  return new ReadableStream({
    async pull(controller) {
      try {
        const bytes = new Uint8Array(Math.min(CHUNK, left));
        const { bytesRead } = left === 0
          ? { bytesRead: 0 }
          : await file.read(bytes, 0, bytes.length, at);
        left -= bytesRead;
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(bytes.subarray(0, bytesRead));
        else if (left > 0) {
          // Its length was promised: whoever reads must see it cut short.
          throw new Error("A file became shorter while it was sent");
        }
        if (left > 0) return;
      } catch (error) {
        await file.close();
        throw error;
      }
      await file.close();
      controller.close();
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}
