/**
 * The frame around every page of the repository's own site.
 */

/** Makes text safe to stand in HTML. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A link. */
export function anchor(href: string, text: string): string {
  return `<a href="${escape(href)}">${escape(text)}</a>`;
}

/** A list of links. */
export function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join("\n")}</ul>`;
}

/** A whole page. Its first line leads up the folders. */
export function htmlPage(path: string, body: string): string {
  const folders = path.split("/").slice(1, -1);
  const up = folders.map((name, i) =>
    anchor(`/${folders.slice(0, i + 1).join("/")}/`, name)
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escape(path)}</title>
<nav>${[anchor("/", "twister"), ...up].join(" / ")}</nav>
${body}
</html>`;
}
