import { describe } from "../errors/describe.ts";

// deno-lint-ignore no-control-regex -- these are what it looks for
const UNSAFE = /[\x00-\x20\x7f\\]|[^\x00-\xff]/;

/**
 * Insists on a target of a redirect that stays on this site.
 *
 * A target that a user chose (`?next=…`) may look like a path and lead away:
 * `//evil.example`, `/\evil.example`, `https:evil.example`. So it is read the
 * way a browser reads it, and its origin compared.
 *
 * @param target Where to go.
 * @param base The address of the request.
 * @param external Whether another site is meant.
 * @returns The same target.
 * @throws {TypeError} If it leads away, or cannot stand in a header.
 *
 * @example
 * ```ts
 * import { checkRedirect } from "@twister/async/web";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const base = "http://localhost/page";
 * assertEquals(checkRedirect("/next?a=1", base), "/next?a=1");
 * assertThrows(() => checkRedirect("//evil.example/", base), TypeError);
 * ```
 */
export function checkRedirect(
  target: string,
  base: string,
  external: boolean = false,
): string {
  const refuse = (why: string) =>
    new TypeError(`Cannot redirect to ${describe(target)}: ${why}`);
  if (typeof target !== "string" || target === "") {
    throw refuse("expected a path such as /login");
  }
  if (UNSAFE.test(target)) {
    throw refuse(
      "it has a blank, a backslash, a control character or one beyond " +
        "U+00FF. Encode it with encodeURI(target)",
    );
  }
  // `http:evil.example` is a path to one who came by http, and a host to others:
  // behind a proxy the two ends do not agree on that.
  if (/^[a-z][a-z0-9+.-]*:(?!\/\/[^/])/i.test(target)) {
    throw refuse("expected a path, or an address with http:// or https://");
  }
  const here = new URL(base), there = urlOf(target, here);
  if (there === undefined) throw refuse("it is no address");
  if (!/^https?:$/.test(there.protocol)) {
    throw refuse("expected http or https");
  }
  if (!external && (there.origin !== here.origin || target.startsWith("//"))) {
    throw refuse(
      "it leads to another site. If that is meant, pass { external: true }",
    );
  }
  return target;
}

function urlOf(target: string, base: URL): URL | undefined {
  try {
    return new URL(target, base);
  } catch {
    return undefined;
  }
}
