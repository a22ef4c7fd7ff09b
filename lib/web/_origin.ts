/**
 * Where requests come from: the limits that hold there, and who is being served.
 */

import { checkTime } from "../errors/check.ts";
import { HTTPError } from "../errors/http_error.ts";
import type { Handle } from "../loop/handle.ts";
import { IOLoop } from "../loop/io_loop.ts";
import type { Limits } from "./_lifecycle.ts";
import type { RequestHandler } from "./request_handler.ts";
import type { Settings } from "./_settings.ts";

/** What a server may say in place of the settings. */
export interface OriginOptions {
  bodyTimeout?: number;
  handlerTimeout?: number;
  trustedDownstream?: readonly string[];
}

/**
 * Milliseconds a handler may run before its client is watched. Listening for a
 * hang-up costs more than most handlers do, and those are done by then.
 */
const UNWATCHED = 10;

/** One server, or the application's own `fetch`. */
export class Origin implements Limits {
  readonly maxBodySize: number;
  readonly bodyTimeout: number;
  readonly handlerTimeout: number;
  /** The proxies whose word counts. */
  readonly trusted: readonly string[] | undefined;
  /** The handlers that run, with how to let go of what was begun for them. */
  readonly live: Map<RequestHandler, Watch | undefined> = new Map();
  #timer: Handle | undefined;
  /**
   * Whether somebody will close it, as a server does. Then one timer serves all
   * requests of its time; to set and clear one for each costs as much as they do.
   */
  readonly #stands: boolean;

  constructor(
    settings: Readonly<Settings>,
    options: OriginOptions = {},
    stands = false,
  ) {
    this.#stands = stands;
    const { maxBodySize = 10 * 1024 * 1024 } = settings;
    const { bodyTimeout = settings.bodyTimeout ?? 60_000 } = options;
    const { handlerTimeout = settings.handlerTimeout ?? Infinity } = options;
    this.maxBodySize = maxBodySize;
    this.bodyTimeout = checkTime(bodyTimeout, "serve with a bodyTimeout");
    this.handlerTimeout = checkTime(
      handlerTimeout,
      "serve with a handlerTimeout",
    );
    this.trusted = options.trustedDownstream;
  }

  /** Looks after a handler that waits, until it is released. */
  hold(handler: RequestHandler): void {
    handler._origin = this;
    const timed = this.handlerTimeout < Infinity;
    this.live.set(handler, timed ? new Watch(handler, this) : undefined);
    this.#timer ??= IOLoop.current().callLater(UNWATCHED, () => this.#watch());
  }

  /** A handler is done. */
  release(handler: RequestHandler): void {
    this.live.get(handler)?.end();
    this.live.delete(handler);
    if (this.live.size === 0 && !this.#stands) this.close();
  }

  /** Stops looking. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Watches the clients of those who run for longer. */
  #watch(): void {
    this.#timer = undefined;
    for (const [handler, watch] of this.live) {
      if (watch?.watches) continue;
      const begun = watch ?? new Watch(handler, this);
      this.live.set(handler, begun);
      begun.begin();
    }
  }
}

/** What was begun for one handler. */
class Watch {
  watches = false;
  readonly #handler: RequestHandler;
  readonly #timer: Handle | undefined;
  readonly #hear = () =>
    this.#handler._hangUp(this.#handler.request.native.signal.reason);

  constructor(handler: RequestHandler, { handlerTimeout }: Origin) {
    this.#handler = handler;
    if (handlerTimeout === Infinity) return;
    this.#timer = IOLoop.current().callLater(handlerTimeout, () => {
      const text = `${handler.constructor.name} took more than ` +
        `${handlerTimeout} ms`;
      handler._abort(new HTTPError(503, text));
    });
  }

  begin(): void {
    this.watches = true;
    const { signal } = this.#handler.request.native;
    if (signal.aborted) this.#hear();
    else signal.addEventListener("abort", this.#hear);
  }

  end(): void {
    this.#timer?.cancel();
    if (!this.watches) return;
    const { signal } = this.#handler.request.native;
    signal.removeEventListener("abort", this.#hear);
  }
}
