import { currentTask } from "../coroutine/current_task.ts";
import type { Task } from "../coroutine/task.ts";
import { CancelledError } from "../errors/cancelled_error.ts";
import { ClosedError } from "../errors/closed_error.ts";
import { describe } from "../errors/describe.ts";
import { HTTPError } from "../errors/http_error.ts";
import { Future } from "../future/future.ts";
import { newAbortController } from "../loop/abort.ts";
import { IOLoop } from "../loop/io_loop.ts";
import { methodsOf, PageModules } from "./_page_modules.ts";
import { templatesOf } from "./_templates_of.ts";
import { allowedVerbs } from "./_verbs.ts";
import type { AccessRecord } from "./access_log.ts";
import { ArgumentReply } from "./argument_reply.ts";
import { errorPage, logLine } from "./_error_page.ts";
import { checkRedirect } from "./redirect_target.ts";
import type { Settings } from "./_settings.ts";
import { Finish } from "./web_errors.ts";

/** How a redirect is meant. */
export interface RedirectOptions {
  /** For good: 301 instead of 302. */
  permanent?: boolean;
  /** The status, if neither of these. */
  status?: number;
  /** Whether it may lead to another site. */
  external?: boolean;
}

/**
 * Handles one request. Extend it, and override the methods that are allowed:
 * `get`, `post` and so on. Each may be a plain method, a generator method, one
 * with `@coroutine`, an `async` method, or one with `@asynchronous`, which is
 * finished by hand. From Tornado.
 *
 * In order: `initialize`, the body is read, `checkXsrfCookie`, `prepare`, the
 * method, `finish`, `onFinish`. What throws on the way answers with an error
 * page. The handler runs in a task of its own: a client that hangs up cancels
 * it, so that its `finally` blocks run.
 *
 * @example
 * ```ts
 * import { Application, coroutine, RequestHandler } from "@twister/async/web";
 * import { sleep } from "@twister/async/coroutine";
 * import { assertEquals } from "@std/assert";
 *
 * class Greet extends RequestHandler {
 *   @coroutine
 *   override *get(name: string): Generator {
 *     yield sleep(1);
 *     this.write({ hello: name });
 *   }
 * }
 * const app = new Application([["/greet/:name", Greet]]);
 * const reply = await app.request("/greet/ada");
 * assertEquals(await reply.json(), { hello: "ada" });
 * ```
 */
export class RequestHandler extends ArgumentReply {
  /** What the groups of the route's pattern caught, by name. */
  pathNamed: Readonly<Record<string, string | undefined>> = NONE;
  /** Whether it is finished by hand. @internal */
  _byHand = false;
  /** Who looks after it while it waits. @internal */
  _origin: { release(handler: RequestHandler): void } | undefined;
  /** The page on its way, whose end the handler waits for. @internal */
  _rendering: Future<void> | undefined;
  /** How the prototype tells a handler. @internal */
  declare readonly _serves: true;
  /** Whether `dataReceived` gets the body. @internal */
  declare readonly _streamsBody: boolean;
  /** What `requestId` gives. @internal */
  _requestId = "";
  /** When it began; read only where it is told. */
  readonly #began: number = this.settings.accessLog === undefined
    ? 0
    : IOLoop.current().time();
  #task: Task<unknown> | undefined;
  #controller: AbortController | undefined;
  #gaveUp: CancelledError | undefined;
  #failure: { error: unknown } | undefined;
  #user: { is: unknown } | undefined;
  #modules: PageModules | undefined;

  /**
   * Takes what the route says; to be overridden. Fields of the class are set by
   * then.
   *
   * @param _args The route's `args`.
   */
  initialize(_args: Record<string, unknown>): void {}

  /** Runs before each method; one that finishes the reply ends it there. */
  prepare(): unknown {
    return undefined;
  }

  /** Answers GET. Its arguments are what the groups of the pattern caught. */
  get(..._args: string[]): unknown {
    throw notAllowed();
  }

  /** Answers HEAD: as GET, without the body. */
  head(...args: string[]): unknown {
    return this.get(...args);
  }

  /** Answers POST. */
  post(..._args: string[]): unknown {
    throw notAllowed();
  }

  /** Answers PUT. */
  put(..._args: string[]): unknown {
    throw notAllowed();
  }

  /** Answers PATCH. */
  patch(..._args: string[]): unknown {
    throw notAllowed();
  }

  /** Answers DELETE. */
  delete(..._args: string[]): unknown {
    throw notAllowed();
  }

  /** Answers OPTIONS. */
  options(..._args: string[]): unknown {
    throw notAllowed();
  }

  /**
   * Gets a streamed body piece by piece, with `@streamRequestBody`. The next
   * piece is read when what it gives is done.
   *
   * @param _piece Some bytes.
   */
  dataReceived(_piece: Uint8Array): unknown {
    return undefined;
  }

  /** Told once the reply is finished; not when the client hung up. */
  onFinish(): void {}

  /** Told once if the client hangs up before the end. */
  onConnectionClose(): void {}

  /**
   * Writes the page for an error; to be overridden. It may wait.
   *
   * @param status The status.
   * @param error What was thrown; a visitor is shown nothing of it, but with
   * the setting `debug`.
   */
  writeError(status: number, error: unknown): unknown {
    const { type, text } = errorPage(status, this.reason, error, this.settings);
    this.setHeader("Content-Type", type);
    this.setHeader("X-Content-Type-Options", "nosniff");
    return void this.finish(text);
  }

  /**
   * Tells the log of what was thrown; to be overridden.
   *
   * @param error What was thrown.
   */
  logException(error: unknown): void {
    logLine(this.settings, this.request, error);
  }

  /** The application's settings. */
  get settings(): Readonly<Settings> {
    return this.application.settings;
  }

  /** Aborts when the client hangs up or the handler is cancelled otherwise. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = newAbortController();
      if (this.#gaveUp !== undefined) this.#controller.abort(this.#gaveUp);
    }
    return this.#controller.signal;
  }

  /** Who is logged in: what `getCurrentUser` gave, or what was set here. */
  get currentUser(): unknown {
    return (this.#user ??= { is: this.getCurrentUser() }).is;
  }

  set currentUser(user: unknown) {
    this.#user = { is: user };
  }

  /** Who is logged in; to be overridden. To wait for it, use `prepare`. */
  getCurrentUser(): unknown {
    return undefined;
  }

  /**
   * Sends the browser elsewhere and finishes.
   *
   * @param target A path or address of this site.
   * @param options `permanent`, another `status`, or `external`.
   * @throws {TypeError} If it leads to another site and `external` is not set.
   * @throws {InvalidStateError} If the headers are out.
   */
  redirect(target: string, options: RedirectOptions = {}): void {
    const { permanent = false, external = false } = options;
    const status = options.status ?? (permanent ? 301 : 302);
    if (!(status >= 300 && status <= 399)) {
      throw new RangeError(
        `Cannot redirect with status ${describe(status)}: expected 300 to 399`,
      );
    }
    const checked = checkRedirect(target, this.request.fullUrl, external);
    this.setStatus(status);
    this.setHeader("Location", checked);
    this.finish();
  }

  /**
   * Answers with the page of a status, in place of what was written.
   *
   * @param status The status.
   * @param error What led to it.
   * @returns What `writeError` gave, to be waited for.
   */
  sendError(status: number, error?: unknown): unknown {
    this.clear();
    this.setStatus(status);
    if (status === 405) {
      this.setHeader("Allow", allowedVerbs(this, RequestHandler.prototype));
    }
    return this.writeError(status, error);
  }

  /**
   * Renders a template and finishes with it.
   *
   * @param name Its path in `templatePath`.
   * @param data What it sees as `it`, beside `getTemplateNamespace()`.
   */
  render(name: string, data: Record<string, unknown> = {}): void {
    this.#finishPage(this.renderString(name, data));
  }

  /**
   * The same, of a template that uses `await`.
   *
   * @param name Its path in `templatePath`.
   * @param data What it sees as `it`.
   * @returns A Future of its being finished.
   */
  renderAsync(name: string, data: Record<string, unknown> = {}): Future<void> {
    const page = templatesOf(this.settings)
      .renderAsync(name, this.#namespace(data));
    const done = Future.from(page.then((text) => this.#finishPage(text)));
    if (!this._byHand) return this._rendering = done;
    done.addDoneCallback((settled) => {
      if (settled.state === "rejected") this._abort(settled.error());
    });
    return done;
  }

  /**
   * Renders a template's text, which is part of the program, and finishes.
   *
   * @param text The template.
   * @param data What it sees as `it`.
   */
  renderText(text: string, data: Record<string, unknown> = {}): void {
    const templates = templatesOf(this.settings);
    this.#finishPage(templates.renderText(text, this.#namespace(data)));
  }

  /**
   * Renders a template.
   *
   * @param name Its path in `templatePath`.
   * @param data What it sees as `it`.
   * @returns The page.
   */
  renderString(name: string, data: Record<string, unknown> = {}): string {
    return templatesOf(this.settings).render(name, this.#namespace(data));
  }

  /** What every template of this handler sees; to be overridden. */
  getTemplateNamespace(): Record<string, unknown> {
    return {};
  }

  /**
   * The path of a named route.
   *
   * @param name The name.
   * @param args One for each group of its pattern.
   */
  reverseUrl(name: string, ...args: readonly unknown[]): string {
    return this.application.reverseUrl(name, ...args);
  }

  /**
   * The path of a static file.
   *
   * @param path Its path in the folder.
   */
  staticUrl(path: string): string {
    const prefix = this.settings.staticUrlPrefix ?? "/static/";
    return prefix + path.split("/").map(encodeURIComponent).join("/");
  }

  #namespace(data: Record<string, unknown>): Record<string, unknown> {
    this.#modules ??= new PageModules(this.settings.uiModules ?? {}, this);
    return {
      handler: this,
      request: this.request,
      reverseUrl: this.reverseUrl.bind(this),
      staticUrl: this.staticUrl.bind(this),
      xsrfFormHtml: this.xsrfFormHtml.bind(this),
      modules: this.#modules.calls,
      ...methodsOf(this.settings.uiMethods, this),
      ...this.getTemplateNamespace(),
      ...data,
    };
  }

  #finishPage(page: string): void {
    this.finish(this.#modules?.dress(page) ?? page);
  }

  /**
   * Takes up its task.
   *
   * @internal
   */
  _begin(): void {
    this.#task = currentTask();
    // It may have failed in its first step, which no task took.
    if (this.#failure !== undefined) this.#task?.cancel(this.#failure.error);
  }

  /**
   * Gives up what runs, for an error that nothing in it threw.
   *
   * @internal
   */
  _abort(error: unknown): void {
    if (this.#failure !== undefined || this.finished || this.closed) {
      return this._log(error);
    }
    this.#failure = { error };
    this.#giveUp(error);
  }

  /** What a thrown error stands for. @internal */
  _causeOf(thrown: unknown): unknown {
    const failure = this.#failure;
    return thrown instanceof CancelledError && failure !== undefined
      ? failure.error
      : thrown;
  }

  /** Logs, whatever the user's code does. @internal */
  _log(error: unknown): void {
    if (error instanceof Finish) return;
    this.#safely(() => this.logException(error));
  }

  /** @internal */
  override _hangUp(reason: unknown): void {
    if (this.closed || this.finished) return;
    this._close();
    this.#safely(() => this.onConnectionClose());
    this.#tellAccess(499);
    if (this.settings.keepOnClose === true) return;
    const cause = reason instanceof Error ? { cause: reason } : undefined;
    this.#giveUp(new ClosedError("The client hung up", cause));
  }

  #giveUp(reason: unknown): void {
    this.#task?.cancel(reason);
    const { name } = this.constructor, text = `${name} was cancelled`;
    this.#gaveUp = new CancelledError(text, { reason });
    this.#controller?.abort(this.#gaveUp);
  }

  /** @internal */
  override _finished(): void {
    this.#safely(() => this.onFinish());
    this.#tellAccess(this.getStatus());
  }

  #tellAccess(status: number): void {
    const { accessLog } = this.settings;
    if (accessLog === undefined) return;
    const { method, uri, remoteAddress } = this.request;
    const record: AccessRecord = {
      requestId: this._requestId,
      handler: this.constructor.name,
      method,
      uri,
      status,
      duration: IOLoop.current().time() - this.#began,
      remoteAddress,
    };
    this.#safely(() => accessLog(record));
  }

  #safely(fn: () => void): void {
    try {
      fn();
    } catch (error) {
      logLine({ debug: true, ...this.settings }, this.request, error);
    }
  }
}

const NONE: Readonly<Record<string, undefined>> = Object.freeze(
  Object.create(null),
);

Object.defineProperties(RequestHandler.prototype, {
  _serves: { value: true },
  _streamsBody: { value: false, writable: true },
});

function notAllowed(): HTTPError {
  return new HTTPError(405);
}
