/**
 * Type-checks small programs that use the built package, as users' compilers do.
 *
 * @module
 */
import { join } from "node:path";
import { entryPoints } from "../_tree.ts";
import { ROOT } from "../deno.ts";
import { pack } from "./build.ts";

/** How the compiler may look for modules, with the target that goes with it. */
export const RESOLUTIONS: readonly (readonly [string, string])[] = [
  ["nodenext", "nodenext"],
  ["bundler", "esnext"],
];

/** Uses the types where they are inferred, so that a lost one is an error. */
const USE = `
import { coroutine, Future, gather, sleep, spawn, withTimeout } from "@twister/async";
const double = coroutine(function* (n: number) {
  yield* sleep(1);
  return n * 2;
});
const task = spawn(function* () {
  const [one, two] = yield* gather([double(1), Future.resolve("two")]);
  const exact: [number, string] = [one, two];
  // @ts-expect-error The member's type is known.
  const wrong: boolean = one;
  return [exact, wrong, yield* withTimeout(5, double(2))] as const;
});
export const sum: Promise<number> = task.promise().then(([, , n]) => n);
`;

const LIBS = ["ES2022", "ESNext.Disposable", "DOM"];

async function consumer(to: string, names: readonly string[]): Promise<void> {
  const imports = names.map((name, i) =>
    `import * as entry${i} from "@twister/async${name.slice(1)}";\n` +
    `export { entry${i} };\n`
  );
  await Deno.writeTextFile(join(to, "entries.ts"), imports.join(""));
  await Deno.writeTextFile(join(to, "use.ts"), USE);
  await Deno.writeTextFile(
    join(to, "package.json"),
    '{ "type": "module", "private": true }\n',
  );
  for (const [resolution, module] of RESOLUTIONS) {
    const config = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        module,
        moduleResolution: resolution,
        target: "ES2022",
        lib: LIBS,
        types: [],
      },
      files: ["entries.ts", "use.ts"],
    };
    await Deno.writeTextFile(
      join(to, `tsconfig.${resolution}.json`),
      JSON.stringify(config),
    );
  }
}

/** What the compiler says, by resolution; nothing where all is well. */
export async function checkConsumers(): Promise<Map<string, string>> {
  const to = await Deno.makeTempDir({ prefix: "twister-consumer-" });
  try {
    const at = join(to, "node_modules/@twister/async");
    await Deno.mkdir(at, { recursive: true });
    await pack(at);
    await consumer(to, Object.keys(entryPoints(ROOT)));
    const said = new Map<string, string>();
    for (const [resolution] of RESOLUTIONS) {
      const { stdout, stderr, success } = await new Deno.Command(
        Deno.execPath(),
        {
          args: [
            "run",
            "-A",
            "--no-config",
            "npm:typescript@5.9.3/tsc",
            "-p",
            `tsconfig.${resolution}.json`,
          ],
          cwd: to,
          stdin: "null",
          env: { NO_COLOR: "1" },
        },
      ).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      said.set(resolution, success ? "" : text(stdout) + text(stderr));
    }
    return said;
  } finally {
    await Deno.remove(to, { recursive: true });
  }
}
