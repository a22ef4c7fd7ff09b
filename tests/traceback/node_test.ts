/**
 * The golden texts under Node, whose engine is older: the same lines in the
 * same order.
 */
import { assertEquals } from "@std/assert";
import ts from "../../tools/_typescript.ts";
import { quoteFrames } from "./_golden.ts";

/** Those whose text does not hang on the host. */
const PROGRAMS = [
  "yieldStar",
  "yieldStarOfGenerators",
  "yieldStarEightLevels",
  "waitEightLevels",
  "plainYield",
  "awaitNested",
  "awaitTask",
  "promiseAll",
  "methods",
  "loopRun",
  "doneCallback",
  "timer",
  "unobserved",
  "beforeFirstYield",
  "fiveHops",
  "rethrown",
  "fiveTasks",
  "cause",
  "thousandLevels",
  "multiLine",
  "badYield",
  "cancelledByYieldStar",
  "nativeAsync",
];

const LAYERS = [
  "errors",
  "traceback",
  "context",
  "loop",
  "future",
  "coroutine",
];

const ROOT = new URL("../../", import.meta.url);

const RUNNER = `
import * as programs from "./tests/traceback/_programs.js";
const texts = {};
for (const name of process.argv.slice(2)) {
  const values = await programs[name]();
  texts[name] = values.map((one) => typeof one === "string" ? one : one.stack);
}
console.log(JSON.stringify(texts));
`;

function hasNode(): boolean {
  try {
    const { stdout } = new Deno.Command("node", { args: ["--version"] })
      .outputSync();
    return Number(/^v(\d+)/.exec(new TextDecoder().decode(stdout))?.[1]) >= 20;
  } catch {
    return false;
  }
}

/** Writes a source as JavaScript, its lines where they were. */
async function transpile(path: string, to: string): Promise<void> {
  const { outputText } = ts.transpileModule(
    await Deno.readTextFile(new URL(path, ROOT)),
    {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ES2022,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    },
  );
  await Deno.writeTextFile(`${to}/${path.replace(/\.ts$/, ".js")}`, outputText);
}

Deno.test({
  name: "under Node the texts are the same",
  ignore: !hasNode(),
  async fn() {
    const to = await Deno.realPath(await Deno.makeTempDir());
    try {
      await Deno.mkdir(`${to}/tests/traceback`, { recursive: true });
      await Deno.writeTextFile(`${to}/package.json`, '{ "type": "module" }');
      await Deno.writeTextFile(`${to}/run.js`, RUNNER);
      for (const layer of LAYERS) {
        await Deno.mkdir(`${to}/lib/${layer}`, { recursive: true });
        for await (
          const { name } of Deno.readDir(new URL(`lib/${layer}/`, ROOT))
        ) {
          await transpile(`lib/${layer}/${name}`, to);
        }
      }
      await transpile("tests/traceback/_programs.ts", to);
      const { stdout, stderr } = await new Deno.Command("node", {
        args: ["run.js", ...PROGRAMS],
        cwd: to,
      }).output();
      assertEquals(new TextDecoder().decode(stderr), "");
      const texts = JSON.parse(new TextDecoder().decode(stdout));
      const source =
        (await Deno.readTextFile(`${to}/tests/traceback/_programs.js`)).split(
          "\n",
        );
      for (const name of PROGRAMS) {
        const file = `golden/${
          name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
        }.txt`;
        const golden = await Deno.readTextFile(new URL(file, import.meta.url));
        assertEquals(
          quoteFrames(texts[name].join("\n---\n"), source) + "\n",
          golden,
          name,
        );
      }
    } finally {
      await Deno.remove(to, { recursive: true });
    }
  },
});
