/**
 * Runs test files in headless Chromium: one small page, a frame for each file.
 *
 * @module
 */
import { join, normalize } from "node:path";
import type { Outcome } from "./harness/deno.ts";

/** No end after this is a page that hangs. */
const LIMIT = 300_000;

const HARNESS = "/tools/runtimes/harness";

/** Where a page finds what Node finds by itself. */
async function importMap(build: string): Promise<string> {
  const { name, exports } = JSON.parse(
    await Deno.readTextFile(join(build, "package.json")),
  );
  const own = Object.entries<{ import: string }>(exports).map((
    [key, to],
  ) => [name + key.slice(1), to.import.slice(1)]);
  const modules = ["@std/assert", "fast-check"].map((
    module,
  ) => [module, `/node_modules/${module}/index.js`]);
  return JSON.stringify({
    imports: {
      ...Object.fromEntries([...own, ...modules]),
      "npm:dequal@2.0.3": "/node_modules/dequal/index.js",
      "node:util": `${HARNESS}/node_util.js`,
      "node:assert/strict": `${HARNESS}/node_util.js`,
    },
  });
}

/** The page around: runs a file after the other, and tells at the end. */
function mainPage(tests: readonly string[]): string {
  return `<!doctype html><title>tests</title><script type="module">
const limit = 60_000, all = {};
const run = (file) => new Promise((done) => {
  const frame = document.createElement("iframe");
  const end = (outcomes) => {
    clearTimeout(timer);
    removeEventListener("message", heard);
    frame.remove();
    done(outcomes);
  };
  const heard = ({ data }) => data.file === file && end(data.outcomes);
  const timer = setTimeout(
    () => end([{ name: "*", error: "no end within " + limit + " ms" }]),
    limit,
  );
  addEventListener("message", heard);
  frame.src = "/frame?file=" + file;
  document.body.append(frame);
});
for (const file of ${JSON.stringify(tests)}) {
  all[file] = await run(file.replace(/\\.ts$/, ".js"));
}
await fetch("/report", { method: "POST", body: JSON.stringify(all) });
</script><body>`;
}

function html(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/html" } });
}

/** A file of the build, or that there is none. */
async function file(build: string, path: string): Promise<Response> {
  try {
    const body = await Deno.readFile(join(build, normalize(path)));
    return new Response(body, {
      headers: { "content-type": "text/javascript" },
    });
  } catch {
    return new Response("", { status: 404 });
  }
}

/** Without these the browser asks for hosts of its makers. */
const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs the files of a build; fails where the page does not tell in time. */
export async function runInChromium(
  build: string,
  tests: readonly string[],
): Promise<Map<string, readonly Outcome[]>> {
  const told = Promise.withResolvers<Record<string, Outcome[]>>();
  const map = await importMap(build);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/") return html(mainPage(tests));
      if (pathname === "/frame") {
        return html(
          `<!doctype html><script type="importmap">${map}</script>` +
            `<script type="module" src="${HARNESS}/page.js"></script>`,
        );
      }
      if (pathname !== "/report") return await file(build, pathname);
      told.resolve(await request.json());
      return new Response();
    },
  );
  const profile = await Deno.makeTempDir({ prefix: "chromium-" });
  const browser = new Deno.Command("chromium", {
    args: [
      ...QUIET,
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${server.addr.port}/`,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(
    () => told.reject(new Error("Chromium told nothing in time")),
    LIMIT,
  );
  try {
    return new Map(Object.entries(await told.promise));
  } finally {
    clearTimeout(timer);
    browser.kill();
    await browser.status;
    await Deno.remove(profile, { recursive: true }).catch(() => {});
  }
}
