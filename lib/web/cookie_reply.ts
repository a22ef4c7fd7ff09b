import { HTTPError } from "../errors/http_error.ts";
import { Future } from "../future/future.ts";
import { wallTime } from "./_host.ts";
import { type CookieOptions, cookieText } from "./cookie_text.ts";
import { Reply } from "./reply.ts";
import {
  type ReadOptions,
  readSigned,
  type SigningKeys,
  signingKeys,
  signValue,
} from "./signed_value.ts";
import { maskToken, newToken, sameToken, unmaskToken } from "./xsrf_token.ts";

const XSRF = "_xsrf";

/** Options of a signed cookie. */
export interface SignedCookieOptions extends CookieOptions {
  /** Days it is kept by the browser; 30 by default. */
  expiresDays?: number;
}

/**
 * The cookies of a handler: those that came, those that go out, signed ones, and
 * the token that guards forms.
 */
export abstract class CookieReply extends Reply {
  #cookies: Map<string, string> | undefined;
  #token: Uint8Array | undefined;
  #masked: string | undefined;

  /** Begins anew; cookies that were set are forgotten too. */
  override clear(): void {
    this.#cookies = this.#masked = undefined;
    super.clear();
  }

  /**
   * A cookie of the request.
   *
   * @param name The name.
   * @returns Its value; `undefined` if there is none.
   */
  getCookie(name: string): string | undefined {
    return this.request.cookies.get(name);
  }

  /**
   * Sets a cookie; of several with one name the last counts.
   *
   * @param name The name.
   * @param value The value.
   * @param options Where and how long it holds.
   * @throws {TypeError} If a part of it could end itself and begin another.
   * @throws {InvalidStateError} If the headers are out.
   */
  setCookie(name: string, value: string, options: CookieOptions = {}): void {
    const text = cookieText(name, value, options);
    const cookies = this.#cookies ??= new Map();
    cookies.delete(name);
    cookies.set(name, text);
    this.clearHeader("Set-Cookie");
    for (const each of cookies.values()) this.addHeader("Set-Cookie", each);
  }

  /**
   * Has the browser forget a cookie.
   *
   * @param name The name.
   * @param options The path and domain that it was set with.
   */
  clearCookie(name: string, options: CookieOptions = {}): void {
    this.setCookie(name, "", { ...options, maxAge: 0, expires: new Date(0) });
  }

  /** Has the browser forget all cookies of the request. */
  clearAllCookies(options: CookieOptions = {}): void {
    for (const name of this.request.cookies.keys()) {
      if (/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(name)) {
        this.clearCookie(name, options);
      }
    }
  }

  /**
   * Sets a cookie that the client can read and not change. From Tornado.
   *
   * @param name The name.
   * @param value The value; any text.
   * @param options As for `setCookie`, and `expiresDays`. It is not shown to
   * scripts and not sent along from other sites unless these say so.
   * @returns A Future of its being set. `finish()` waits for it.
   * @throws {TypeError} If the setting `cookieSecret` is missing; by the Future,
   * if a part of the cookie is refused.
   */
  setSignedCookie(
    name: string,
    value: string,
    options: SignedCookieOptions = {},
  ): Future<void> {
    const { expiresDays = 30, ...rest } = options, keys = this.#keys();
    const signed = signValue(keys, name, value, wallTime());
    const set = Future.from(signed.then((text) =>
      this.setCookie(name, text, {
        maxAge: expiresDays * 86400,
        httpOnly: true,
        sameSite: "Lax",
        ...rest,
      })
    ));
    this._hold(set);
    return set;
  }

  /**
   * The value of a signed cookie.
   *
   * @param name The name.
   * @param options `maxAgeDays`: 31 by default.
   * @returns A Future of the value; of `undefined` if there is none, or it was
   * changed, is of another name, too old, or signed with a key that is gone.
   * @throws {TypeError} If the setting `cookieSecret` is missing.
   */
  getSignedCookie(
    name: string,
    options: ReadOptions = {},
  ): Future<string | undefined> {
    const keys = this.#keys(), text = this.getCookie(name);
    if (text === undefined) return Future.resolve(undefined);
    return Future.from(readSigned(keys, name, text, wallTime(), options));
  }

  /**
   * The token for forms of this user: put it into a hidden field `_xsrf`, or the
   * header `X-XSRFToken`. It looks different in each reply, and setting it sets
   * its cookie.
   */
  get xsrfToken(): string {
    if (this.#masked === undefined) {
      const now = wallTime(), known = this.#xsrfCookie();
      this.#token = known ?? newToken();
      this.#masked = maskToken(this.#token, now);
      if (known === undefined) {
        this.setCookie(XSRF, maskToken(this.#token, now), {
          maxAge: 30 * 86400,
          sameSite: "Lax",
          secure: this.request.protocol === "https",
        });
      }
    }
    return this.#masked;
  }

  /** The hidden field with the token, for a form. */
  xsrfFormHtml(): string {
    return `<input type="hidden" name="${XSRF}" value="${this.xsrfToken}"/>`;
  }

  /**
   * Insists on a request that comes from a page of this site. Called before
   * `prepare` where the setting `xsrfCookies` is on; to be overridden for what
   * has no pages.
   *
   * @throws {HTTPError} A 403.
   */
  checkXsrfCookie(): void {
    // Browsers say where a request comes from, and pages cannot change it.
    if (this.request._header("sec-fetch-site") === "cross-site") {
      throw new HTTPError(403, "the request comes from another site");
    }
    const given = this.request._header("x-xsrftoken") ??
      this.request._header("x-csrftoken") ??
      this.request.bodyArguments.get(XSRF)?.at(-1) ??
      this.request.queryArguments.get(XSRF)?.at(-1);
    if (given === undefined) throw new HTTPError(403, "_xsrf is missing");
    const token = unmaskToken(given), known = this.#xsrfCookie();
    if (
      token === undefined || known === undefined || !sameToken(token, known)
    ) {
      throw new HTTPError(403, "_xsrf does not match its cookie");
    }
  }

  #xsrfCookie(): Uint8Array | undefined {
    const cookie = this.getCookie(XSRF);
    return cookie === undefined ? undefined : unmaskToken(cookie);
  }

  #keys(): SigningKeys {
    const { cookieSecret, keyVersion } = this.application.settings;
    return signingKeys(cookieSecret, keyVersion);
  }
}
