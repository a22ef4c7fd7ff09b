import type { AccessRecord } from "./access_log.ts";
import type { UIModules } from "./ui_module.ts";

/** A function that a template may call; its handler comes first. */
export type UIMethod = (handler: never, ...args: never[]) => unknown;

/** How loud a line of the log is. */
export type LogLevel = "info" | "warning" | "error";

/** Settings of an `Application`. All sizes are bytes, all times milliseconds. */
export interface Settings {
  /** Shows tracebacks in error pages and reads templates anew each time. */
  debug?: boolean;
  /**
   * Signs cookies: one secret; a list, of which the first signs and all
   * verify; or a record by key version, with `keyVersion` naming who signs.
   */
  cookieSecret?: string | readonly string[] | Readonly<Record<number, string>>;
  /** The key version that signs, where `cookieSecret` is a record. */
  keyVersion?: number;
  /** Refuses POST, PUT, PATCH and DELETE without the token of the page. */
  xsrfCookies?: boolean;
  /** The largest request body; 10 MiB by default, larger ones are a 413. */
  maxBodySize?: number;
  /** The most arguments of one query or form; 1,000 by default. */
  maxFields?: number;
  /** The most parts of one multipart form; 100 by default. */
  maxParts?: number;
  /** The most cookies of one request that are looked at; 100 by default. */
  maxCookies?: number;
  /** How deep arrays and records of a JSON body may nest; 100 by default. */
  maxJsonDepth?: number;
  /** The time for a body to arrive; 60,000 by default, then it is a 408. */
  bodyTimeout?: number;
  /** The time for a handler; none by default, then it is a 503. */
  handlerTimeout?: number;
  /** Leaves handlers running whose client hung up. */
  keepOnClose?: boolean;
  /**
   * How long a page must be to get an `ETag`; 256 by default. For a shorter one
   * a 304 would be no shorter. `Infinity` for none.
   */
  etagFrom?: number;
  /** Does not carry the host's `AsyncLocalStorage` through waits. */
  noAsyncLocals?: boolean;
  /** The folder of the templates. */
  templatePath?: string;
  /** Modules that templates call as `it.modules.Name(…)`. */
  uiModules?: UIModules;
  /** Functions that templates call as `it.name(…)`. */
  uiMethods?: Readonly<Record<string, UIMethod>>;
  /** Where `@authenticated` sends who is not logged in. */
  loginUrl?: string;
  /** What `staticUrl(path)` begins with; `/static/` by default. */
  staticUrlPrefix?: string;
  /** The RequestHandler for what no route matches; a 404 page by default. */
  defaultHandler?: new (...args: never[]) => object;
  /** What its `initialize` gets. */
  defaultHandlerArgs?: Record<string, unknown>;
  /** Told of each finished request. */
  accessLog?: (record: AccessRecord) => void;
  /** Told of what went wrong; the host's console by default. */
  log?: (level: LogLevel, message: string, error?: unknown) => void;
}

/** The application as its handlers see it. */
export interface Site {
  /** The settings. */
  readonly settings: Readonly<Settings>;
  /**
   * The path of a named route.
   *
   * @param name The name.
   * @param args One for each group of its pattern.
   */
  reverseUrl(name: string, ...args: readonly unknown[]): string;
}
