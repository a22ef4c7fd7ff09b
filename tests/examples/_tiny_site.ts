/**
 * A web site for tests, on a free port of the loopback interface.
 */

/** What answers at a path: HTML, or a function for whatever else. */
export type Answer =
  | string
  | ((request: Request) => Response | Promise<Response>);

/** The site, and what was asked of it. */
export interface TinySite extends AsyncDisposable {
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly asked: string[];
  /** How many requests were open at once, at most. */
  readonly mostOpen: () => number;
}

/** Serves pages; what is not among them is a 404. */
export function tinySite(pages: Record<string, Answer>): TinySite {
  const asked: string[] = [];
  let open = 0, most = 0;
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    most = Math.max(most, ++open);
    try {
      const page = pages[pathname];
      if (page === undefined) return new Response(null, { status: 404 });
      return typeof page === "string" ? html(page) : await page(request);
    } finally {
      open--;
    }
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    answer,
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    asked,
    mostOpen: () => most,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A page. */
export function html(body: string | ReadableStream<Uint8Array>): Response {
  return new Response(body, { headers: { "content-type": "text/html" } });
}

/** The HTML of links to some places. */
export function links(...hrefs: string[]): string {
  return hrefs.map((href) => `<a href="${href}">x</a>`).join("\n");
}

/** A page whose body begins and never ends, until who reads it hangs up. */
export function endless(part: string, wait: number): {
  answer: () => Response;
  /** Settles when somebody begins to read. */
  reached: Promise<void>;
  /** Settles when who read it is gone. */
  left: Promise<void>;
} {
  const reached = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const bytes = new TextEncoder().encode(part);
  let timer: ReturnType<typeof setTimeout>;
  const answer = () =>
    html(
      new ReadableStream({
        pull(controller) {
          reached.resolve();
          return new Promise((done) => {
            timer = setTimeout(() => done(controller.enqueue(bytes)), wait);
          });
        },
        cancel() {
          clearTimeout(timer);
          left.resolve();
        },
      }),
    );
  return { answer, reached: reached.promise, left: left.promise };
}
