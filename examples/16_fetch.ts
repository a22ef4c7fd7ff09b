/**
 * Fetches pages by Future and by callback, as on the talk's slides.
 */
import { multi, sleep, spawn } from "@twister/async";
import {
  AsyncHTTPClient,
  type HTTPError,
  type HTTPResponse,
  isPublicHost,
} from "@twister/async/http";

let inside = 0, most = 0;
const server = Deno.serve({ port: 0, onListen() {} }, async ({ url }) => {
  const { pathname } = new URL(url);
  if (pathname === "/old") return Response.redirect(new URL("/new", url));
  if (pathname === "/gone") return new Response("no more", { status: 410 });
  most = Math.max(most, ++inside);
  await sleep(pathname === "/slow" ? 200 : 5);
  inside--;
  return new Response(`this is ${pathname}`);
});
const site = `http://localhost:${server.addr.port}`;

// The callback style: the response comes in any case.
await new Promise<void>((done) => {
  const onFetch = (response: HTTPResponse) => {
    console.log(response.code, response.text());
    done();
  };
  new AsyncHTTPClient().fetch(`${site}/callback`, { callback: onFetch });
});

// The coroutine style: the same, read from top to bottom.
await spawn(function* () {
  const client = new AsyncHTTPClient({ maxClients: 2, requestTimeout: 100 });
  const { effectiveUrl, timeInfo } = yield* client.fetch(`${site}/old`);
  console.log("came to", new URL(effectiveUrl).pathname, timeInfo.queue >= 0);

  const pages = ["/a", "/b", "/c", "/d"].map((path) =>
    client.fetch(site + path)
  );
  for (const page of yield* multi(pages)) console.log(page.text());
  console.log("at a time:", most);

  for (const path of ["/gone", "/slow"]) {
    try {
      yield* client.fetch(site + path);
    } catch (error) {
      const { name, message } = error as HTTPError;
      console.log(name, message.replace(site, ""));
    }
  }
  const allowUrl = (url: URL) => isPublicHost(url.hostname);
  const refused = client.fetch(`${site}/new`, { allowUrl });
  console.log(yield* refused.catch((error) => error.name));
});
await server.shutdown();
