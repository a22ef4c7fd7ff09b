/**
 * Checks the links of a web site.
 *
 * With `--url` it crawls that site; without, it serves this repository's own
 * pages on a free port and crawls those, over real sockets. One link there is
 * broken on purpose, to show what an error looks like that has passed through
 * four coroutines. Ctrl-C cancels the scope of the crawl: requests are aborted,
 * the server is closed, and the table tells what was done so far.
 */
import {
  CancelScope,
  coroutine,
  formatTraceback,
  IOLoop,
  type Task,
} from "@twister/async";
import { BrokenLinkError } from "./link_checker/broken_link.ts";
import { crawl } from "./link_checker/crawl.ts";
import { serveDocs } from "./link_checker/docs_site.ts";
import { cancelOnInterrupt, INTERRUPTED } from "./link_checker/interrupt.ts";
import {
  type Options,
  parseOptions,
  USAGE,
  UsageError,
} from "./link_checker/options.ts";
import { showProgress } from "./link_checker/progress.ts";
import { Report } from "./link_checker/report.ts";
import { brokenLinks, figures } from "./link_checker/table.ts";
import { type Output, terminal } from "./link_checker/terminal.ts";

/** Checks one site; gives the exit code. */
export const main: (options: Options, output: Output) => Task<number> =
  coroutine(function* main(options: Options, output: Output) {
    const scope = new CancelScope({ name: "the crawl" });
    using _ctrlC = cancelOnInterrupt(scope);
    const site = options.url === undefined ? serveDocs() : undefined;
    const start = site?.url ?? options.url!;
    const report = new Report(start, site?.planted);
    const began = IOLoop.current().time();
    output.line(
      `Checking ${start}, up to ${options.limit} requests at a time.`,
    );
    try {
      using _progress = showProgress(report, output);
      yield* scope.run(() => crawl(report, options));
    } catch (error) {
      if (!(error instanceof BrokenLinkError)) throw error;
      explain(error, report, output);
    } finally {
      yield site?.close();
      if (scope.cancelled) output.line("\nStopped by Ctrl-C. So far:");
      output.line();
      figures(report, IOLoop.current().time() - began).forEach(output.line);
    }
    if (scope.cancelled) return INTERRUPTED;
    return report.unexpected.length > 0 ? 1 : 0;
  });

/** Shows what is broken, and the way of the first error. */
function explain(error: Error, report: Report, output: Output): void {
  output.line("\nBroken:");
  brokenLinks(report).forEach(output.line);
  output.line("\nThe first one's error, through all that waited for it:\n");
  output.line(error.stack);
  const { cause } = error;
  if (cause) output.line(`Caused by: ${formatTraceback(cause)}`);
}

/** The whole program; gives its exit code. */
export async function run(args: string[], output: Output): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === undefined) {
      output.line(USAGE);
      return 0;
    }
    return await IOLoop.current().run<number>(() => main(options, output));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.line(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

if (import.meta.main) Deno.exitCode = await run(Deno.args, terminal());
