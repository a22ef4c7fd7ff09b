import { Eta } from "npm:eta@4.6.0/core";
import { describe } from "../errors/describe.ts";
import { fileSystem } from "./_host.ts";

/** Options of {@linkcode Templates}. */
export interface TemplatesOptions {
  /** Reads the files anew each time. */
  reload?: boolean;
}

/**
 * The templates of a folder, in the language of Eta: `<%= it.name %>` escapes,
 * `<%~ it.html %>` does not, `<% layout("./base") %>` and `<%~ include("./part")
 * %>` join files.
 *
 * A template is code: its text comes from the folder only, never from a user, and
 * no name leads out of the folder, be it by `..`, from the root, or by a link.
 *
 * @example
 * ```ts
 * import { Templates } from "@twister/async/web";
 * import { assertEquals } from "@std/assert";
 *
 * const templates = new Templates();
 * const page = templates.renderText("Hello <%= it.name %>", { name: "<b>" });
 * assertEquals(page, "Hello &lt;b&gt;");
 * ```
 */
export class Templates {
  readonly #eta: Eta;

  /**
   * Makes an engine.
   *
   * @param folder The folder; without it there are texts only.
   * @param options Whether files are read anew.
   */
  constructor(folder?: string, options: TemplatesOptions = {}) {
    const reload = options.reload === true;
    this.#eta = new Eta({ cache: !reload, cacheFilepaths: false });
    this.#eta.resolvePath = (name, how) =>
      resolve(folder, name, how?.filepath as string | undefined);
    this.#eta.readFile = (path) => read(path);
  }

  /**
   * Renders a template.
   *
   * @param name Its path in the folder; `.eta` may be left out.
   * @param data What it sees as `it`.
   * @returns The page.
   * @throws {TypeError} If the name leads out of the folder.
   * @throws The error of the file system, of the template's text, or of its run.
   */
  render(name: string, data: object): string {
    return this.#eta.render(checkName(name), data);
  }

  /**
   * The same, of a template that uses `await`.
   *
   * @param name Its path in the folder.
   * @param data What it sees as `it`.
   * @returns A promise of the page.
   */
  async renderAsync(name: string, data: object): Promise<string> {
    return await this.#eta.renderAsync(checkName(name), data);
  }

  /**
   * Renders a text of the program's own. One that came from a user would be
   * run as a program.
   *
   * @param text The template.
   * @param data What it sees as `it`.
   * @returns The page.
   */
  renderText(text: string, data: object): string {
    return this.#eta.renderString(text, data);
  }
}

/** Eta takes names with `@` for templates that were put into it by hand. */
function checkName(name: unknown): string {
  if (typeof name === "string" && !name.startsWith("@")) return name;
  throw new TypeError(
    `Cannot render ${describe(name)}: expected a path in the folder of the ` +
      "templates",
  );
}

function resolve(
  folder: string | undefined,
  name: string,
  from: string | undefined,
): string {
  const system = fileSystem();
  if (folder === undefined || system === undefined) {
    throw new TypeError(
      `Cannot render ${describe(name)}: ` +
        (folder === undefined
          ? "there is no folder. Set templatePath to it"
          : "this host has no files"),
    );
  }
  const { files, paths } = system;
  const root = files.realpathSync(folder);
  const file = paths.extname(name) === "" ? `${name}.eta` : name;
  // A name in a template begins where the template is, as `include("./part")`.
  const base = from !== undefined && file.startsWith(".")
    ? paths.dirname(from)
    : root;
  // deno-lint-ignore no-control-regex -- it would end the path early
  const path = /\x00/.test(file) ? undefined : paths.join(base, file);
  // Twice: a path outside is refused unseen, and a link is followed first.
  const real = path !== undefined && isWithin(root, path, paths)
    ? files.realpathSync(path)
    : undefined;
  if (real === undefined || !isWithin(root, real, paths)) {
    throw new TypeError(
      `Cannot render ${describe(name)}: it leads out of the folder of the ` +
        "templates",
    );
  }
  return real;
}

function isWithin(
  root: string,
  path: string,
  paths: { sep: string },
): boolean {
  return path.startsWith(root.endsWith(paths.sep) ? root : root + paths.sep);
}

function read(path: string): string {
  return fileSystem()!.files.readFileSync(path, "utf8");
}
