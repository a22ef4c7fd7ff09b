/**
 * A source file as a page: what its comments say, what it imports, its text.
 */
import { anchor, escape, list } from "./html_page.ts";
import { markdown } from "./markdown.ts";

const COMMENT = /^[ \t]*\/\*\*((?:[^*]|\*(?!\/))*)\*\/\n(.*)/gm;
const EXPORT =
  /^export (?:default |async |abstract )*(?:function\*?|class|const|interface|type) (\w+)/;
const IMPORT = /^(?:import|export) [^"';]*from "(\.[^"]+)"/gm;
const LINK = /\{@link(?:code)? (\w+)\}/g;

/** A documentation comment. */
interface Comment {
  readonly text: string;
  /** What it documents; nothing if it is the file's own. */
  readonly name: string | undefined;
}

/** The inner HTML of the page. */
export function sourcePage(source: string): string {
  const comments = commentsOf(source);
  const names = comments.map(({ name }) => name);
  const sections = comments.map(({ text, name }) => {
    const linked = text.replaceAll(
      LINK,
      (_, to) => names.includes(to) ? `[\`${to}\`](#${to})` : `\`${to}\``,
    );
    const heading = name === undefined ? "" : `<h2 id="${name}">${name}</h2>`;
    return heading + markdown(linked);
  });
  const imports = [...source.matchAll(IMPORT)].map(([, path]) => path!);
  const links = [...new Set(imports)].map((path) => anchor(path, path));
  return [
    ...sections,
    links.length > 0 ? `<h2>Imports</h2>${list(links)}` : "",
    `<h2>Source</h2><pre>${escape(source)}</pre>`,
  ].join("\n");
}

/** The file's own comment, and those of what it exports. */
function commentsOf(source: string): Comment[] {
  const all = [...source.matchAll(COMMENT)].map((
    { index, 1: text = "", 2: next = "" },
  ) => ({
    text: text.replace(/^[ \t]*\* ?/gm, "").replace(/^@(\w+)/gm, "\n*$1*"),
    name: EXPORT.exec(next)?.[1],
    index,
  }));
  return all.filter(({ name, index }) => name !== undefined || index === 0);
}
