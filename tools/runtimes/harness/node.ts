/**
 * Runs one test file in Node or Bun: `node node.js <file> <where to report>`.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import process from "node:process";
import { runFile } from "./deno.ts";

const [file = "", report = ""] = process.argv.slice(2);
const outcomes = await runFile(pathToFileURL(file).href).catch((error) => [
  { name: "*", error: String(error?.stack ?? error) },
]);
writeFileSync(report, JSON.stringify(outcomes));
// A test may leave a timer behind; Deno's own run looks for those.
process.exit(0);
