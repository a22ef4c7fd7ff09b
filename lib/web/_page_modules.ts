/**
 * The modules of one page, and what they add to its head and end.
 */

import { escapeHtml } from "./_escaped.ts";
import type { Settings } from "./_settings.ts";
import type { ModuleHost, UIModule, UIModules } from "./ui_module.ts";

/** How a template calls a module. */
type Call = (...args: unknown[]) => string;

/** The functions of the settings, as a page's template calls them. */
export function methodsOf(
  methods: Settings["uiMethods"],
  host: ModuleHost,
): Record<string, unknown> {
  const calls: Record<string, unknown> = {};
  for (const [name, fn] of Object.entries(methods ?? {})) {
    calls[name] = (...args: never[]) => fn(host as never, ...args);
  }
  return calls;
}

/** Modules in use. */
export class PageModules {
  /** The functions for the template. */
  readonly calls: Readonly<Record<string, Call>>;
  readonly #used: Map<string, UIModule> = new Map();

  constructor(modules: UIModules, host: ModuleHost) {
    const calls: Record<string, Call> = Object.create(null);
    for (const [name, Module] of Object.entries(modules)) {
      calls[name] = (...args) => {
        let module = this.#used.get(name);
        if (module === undefined) {
          this.#used.set(name, module = new Module(host));
        }
        return module.render(...args as never[]);
      };
    }
    this.calls = calls;
  }

  /** The page with the modules' styles in its head and scripts at its end. */
  dress(page: string): string {
    if (this.#used.size === 0) return page;
    const used = [...this.#used.values()];
    const sheets = unique(used.flatMap((each) => [...each.cssFiles()]))
      .map((path) =>
        `<link href="${escapeHtml(path)}" type="text/css" rel="stylesheet"/>`
      );
    const style = texts(used.map((each) => each.embeddedCss()));
    if (style !== "") sheets.push(`<style>\n${style}\n</style>`);
    const scripts = unique(used.flatMap((each) => [...each.javascriptFiles()]))
      .map((path) => `<script src="${escapeHtml(path)}"></script>`);
    const script = texts(used.map((each) => each.embeddedJavascript()));
    if (script !== "") scripts.push(`<script>\n${script}\n</script>`);
    return before(before(page, "</head>", sheets), "</body>", scripts);
  }
}

function before(page: string, tag: string, parts: readonly string[]): string {
  if (parts.length === 0) return page;
  const at = page.indexOf(tag), text = parts.join("\n");
  if (at < 0) return tag === "</head>" ? text + page : page + text;
  return `${page.slice(0, at)}${text}\n${page.slice(at)}`;
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}

function texts(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join("\n");
}
