/**
 * Where the link checker writes.
 */

/** Lines that stay, and one that is overwritten. */
export interface Output {
  /** Whether `status` is shown in place, and so may change often. */
  readonly live: boolean;
  /** Writes a line. */
  line(text?: string): void;
  /** Shows how far the work is; an empty text takes the line away. */
  status(text: string): void;
}

/** The terminal, or the file or pipe in its place. */
export function terminal(): Output {
  const live = Deno.stderr.isTerminal();
  const encoder = new TextEncoder();
  return {
    live,
    line: (text = "") => console.log(text),
    status: (text) => {
      if (live) Deno.stderr.writeSync(encoder.encode(`\r\x1b[2K${text}`));
      else if (text !== "") console.error(text);
    },
  };
}
