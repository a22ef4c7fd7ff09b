/**
 * Markdown as HTML, with a place to jump to at every heading.
 */
// deno-lint-ignore no-import-prefix
import { Marked } from "npm:marked@18.2.0";

/** Turns Markdown into HTML. */
export function markdown(text: string): string {
  const taken = new Map<string, number>();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const id = unique(slug(text), taken);
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${id}">${inner}</h${depth}>\n`;
      },
    },
  });
  return marked.parse(text, { async: false });
}

/** The fragment of a heading, as code hosts make it. */
function slug(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** The second heading of a text is numbered 1. */
function unique(id: string, taken: Map<string, number>): string {
  const count = taken.get(id) ?? 0;
  taken.set(id, count + 1);
  return count === 0 ? id : `${id}-${count}`;
}
