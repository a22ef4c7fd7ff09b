/**
 * Draws a DOT text with Graphviz, which comes from npm as WebAssembly.
 */

/** Loads the library when it is first wanted: nobody else pays for it. */
export async function svgOf(dot: string): Promise<string> {
  const { instance } = await import("npm:@viz-js/viz@3.31.0");
  const svg = (await instance()).renderString(dot, { format: "svg" });
  // What stands before it is for a file of its own, and names the version.
  return `${svg.slice(svg.indexOf("<svg"))}`;
}
