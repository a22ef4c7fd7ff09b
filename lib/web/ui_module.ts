/** What a module sees of the handler that it is rendered for. */
export interface ModuleHost {
  /**
   * Renders a template.
   *
   * @param name Its name.
   * @param data What it sees.
   */
  renderString(name: string, data?: Record<string, unknown>): string;
  /** Who is logged in, if somebody is. */
  readonly currentUser: unknown;
}

/**
 * A piece of a page with its own style and script, which templates use as
 * `<%~ it.modules.Name(…) %>`. Its files and styles stand in the page once,
 * however often it is used. After Tornado's `UIModule`.
 *
 * @example
 * ```ts
 * import { Application, RequestHandler, UIModule } from "@twister/async/web";
 * import { assertStringIncludes } from "@std/assert";
 *
 * class Badge extends UIModule {
 *   override render(text: string): string {
 *     return `<b class="badge">${text}</b>`;
 *   }
 *   override embeddedCss(): string {
 *     return ".badge { color: red }";
 *   }
 * }
 * class Page extends RequestHandler {
 *   override get(): void {
 *     this.renderText("<head></head><%~ it.modules.Badge('new') %>");
 *   }
 * }
 * const app = new Application([["/", Page]], { uiModules: { Badge } });
 * const page = await (await app.request("/")).text();
 * assertStringIncludes(page, '<b class="badge">new</b>');
 * assertStringIncludes(page, ".badge { color: red }");
 * ```
 */
export abstract class UIModule {
  /** The handler of the page. */
  readonly handler: ModuleHost;

  /** Made by the page, once for each of its classes. */
  constructor(handler: ModuleHost) {
    this.handler = handler;
  }

  /**
   * The HTML of one use. It goes into the page as it is.
   *
   * @param args What the template passed.
   */
  abstract render(...args: never[]): string;

  /** Style for the page's head. */
  embeddedCss(): string | undefined {
    return undefined;
  }

  /** A script for the end of the page's body. */
  embeddedJavascript(): string | undefined {
    return undefined;
  }

  /** Paths of style sheets for the page's head. */
  cssFiles(): readonly string[] {
    return [];
  }

  /** Paths of scripts for the end of the page's body. */
  javascriptFiles(): readonly string[] {
    return [];
  }
}

/** Modules by the name that templates use. */
export type UIModules = Readonly<
  Record<string, new (handler: ModuleHost) => UIModule>
>;
