/**
 * Proves that the offline config is `deno.json` plus links to stand-ins.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { conclude, type Findings } from "./_check.ts";
import { OFFLINE, ONLINE } from "./_config.ts";
import { ROOT } from "./deno.ts";

type Config = Record<string, unknown>;

function read(root: string, path: string): Config {
  return JSON.parse(Deno.readTextFileSync(join(root, path)));
}

/** Keys whose values differ between the two. */
function differences(online: Config, offline: Config): string[] {
  const keys = new Set([...Object.keys(online), ...Object.keys(offline)]);
  keys.delete("links");
  return [...keys].filter((key) =>
    !isDeepStrictEqual(online[key], offline[key])
  )
    .map((key) =>
      `${OFFLINE} differs from ${ONLINE} at "${key}"\n` +
      `  Copy the value from ${ONLINE}: the two may differ in "links" only.`
    );
}

/** What is wrong with one stand-in, seen from the imports it replaces. */
function linkProblems(root: string, link: string, imports: string[]) {
  const { name, version } = read(root, join(link, ONLINE));
  const range = imports.find((to) => to.startsWith(`jsr:${name}@`));
  if (range === undefined) {
    return [
      `${OFFLINE} links ${link} (${name}), which ${ONLINE} does not import\n` +
      "  Delete the link and the stand-in.",
    ];
  }
  const major = /@\^(\d+)/.exec(range)?.[1];
  if (major === String(version).split(".")[0]) return [];
  return [
    `${link} has version ${version}, which is not in the range of ${range}\n` +
    "  Set a version in the range, or deno would pass over the stand-in.",
  ];
}

/** Looks at the configs of the project under `root`. */
export function checkConfigs(root: string): Findings {
  const online = read(root, ONLINE);
  const offline = read(root, OFFLINE);
  const imports = Object.values(online["imports"] ?? {})
    .filter((to) => to.startsWith("jsr:"));
  const links = (offline["links"] ?? []) as string[];
  const names = links.map((link) => read(root, join(link, ONLINE))["name"]);
  const unlinked = imports
    .filter((to) => !names.some((name) => to.startsWith(`jsr:${name}@`)))
    .map((to) =>
      `${ONLINE} imports ${to}, for which ${OFFLINE} links no stand-in\n` +
      "  Add a folder with the names in use under tools/standins/."
    );
  const linked = "links" in online
    ? [
      `${ONLINE} has "links": the real packages would never be used\n` +
      `  Move them to ${OFFLINE}.`,
    ]
    : [];
  return {
    problems: [
      ...differences(online, offline),
      ...linked,
      ...unlinked,
      ...links.flatMap((link) => linkProblems(root, link, imports)),
    ],
    summary: `configs: ${Object.keys(online).length} keys compared, ` +
      `${links.length} stand-ins`,
  };
}

if (import.meta.main) conclude(checkConfigs(ROOT));
