/**
 * Finds words in the project that only make sense on somebody's machine.
 *
 * The host of a package registry is a setting of the tool that asks it, and a
 * path from the file system's root names a place that a reader does not have.
 *
 * @module
 */
import { join } from "node:path";
import { conclude, type Findings } from "./_check.ts";
import { files } from "./_tree.ts";
import { ROOT } from "./deno.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly what: string;
  readonly instead: string;
}

/** Put together from parts, as this file is looked at too. */
const REGISTRIES = [
  ["jsr", "io"],
  ["npmjs", "(?:org|com)"],
  ["npm", "jsr", "io"],
  ["deno", "land"],
  ["esm", "sh"],
  ["unpkg", "com"],
].map((parts) => parts.join("\\."));

const RULES: readonly Rule[] = [
  {
    pattern: new RegExp(`\\b(?:${REGISTRIES.join("|")})\\b`),
    what: "the host name of a package registry",
    instead: "Name the package (jsr:…, npm:…) and leave the host to the tool.",
  },
  {
    pattern: /(?<![\w.)\]}$*-])\/(?:work|tmp|root|home)\/[\w.]/,
    what: "a path on somebody's machine",
    instead: "Use a path relative to the project, or Deno.makeTempDir().",
  },
];

/** Extensions that hold text; the rest is not read. */
const TEXT = /\.(?:ts|js|mjs|json|md|out|svg|txt|yml|sh)$|(?:^|\/)[^.]+$|run$/;

function look(path: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) =>
    RULES.flatMap(({ pattern, what, instead }) => {
      const found = pattern.exec(line);
      if (found === null) return [];
      return [`${path}:${index + 1} has ${what}: ${found[0]}\n  ${instead}`];
    })
  );
}

/** Looks at every text file under `root`. */
export function checkSpeech(root: string): Findings {
  const texts = files(root).filter((path) => TEXT.test(path));
  return {
    problems: texts.flatMap((path) =>
      look(path, Deno.readTextFileSync(join(root, path)))
    ),
    summary: `speech: ${texts.length} files read`,
  };
}

if (import.meta.main) conclude(checkSpeech(ROOT));
