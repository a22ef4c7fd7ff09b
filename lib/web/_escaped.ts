/**
 * Texts made safe for another language: regular expressions, HTML, one line.
 */

/** Text as a regular expression that matches it. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML that shows it, also within an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}

/** Text without line breaks or control characters, for one line of a log. */
export function oneLine(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- these are what it looks for
    /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g,
    (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
