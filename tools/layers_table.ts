/**
 * What each layer may import: the only place where an arrow is permitted.
 *
 * Every row is written out in full. A row that said "as the one above" would
 * change when the one above does, and nobody would see it in the diff.
 *
 * @module
 */

/** One row of the table. */
export interface Layer {
  /** Layers that its files may import. */
  readonly needs: readonly string[];
  /** Specifiers from outside `lib/`; `node:` only in files named `_node.ts`. */
  readonly outside?: readonly string[];
  /** Sits on top: may use anything below, and is used by nothing. */
  readonly top?: true;
  /** May touch the host, as its purpose is to. */
  readonly host?: true;
}

/** All rows, keyed by the layer's folder under `lib/`. */
export type Layers = Readonly<Record<string, Layer>>;

/** The layers, bottom first. */
export const LAYERS: Layers = {
  errors: { needs: [] },
  traceback: { needs: ["errors"] },
  context: { needs: ["errors"] },
  loop: { needs: ["errors", "traceback", "context"] },
  future: { needs: ["errors", "traceback", "context", "loop"] },
  coroutine: { needs: ["errors", "traceback", "context", "loop", "future"] },
  scopes: {
    needs: ["errors", "traceback", "context", "loop", "future", "coroutine"],
  },
  combinators: {
    needs: [
      "errors",
      "traceback",
      "loop",
      "future",
      "coroutine",
      "scopes",
    ],
  },
  sync: {
    needs: [
      "errors",
      "traceback",
      "context",
      "loop",
      "future",
      "coroutine",
    ],
  },
  deferred: { needs: ["errors", "traceback", "context", "loop"] },
  lazy: {
    needs: [
      "errors",
      "loop",
      "future",
      "coroutine",
      "scopes",
      "combinators",
      "traceback",
    ],
  },
  interop: {
    needs: [
      "errors",
      "traceback",
      "context",
      "loop",
      "future",
      "coroutine",
      "scopes",
      "deferred",
    ],
  },
  executor: {
    needs: [
      "errors",
      "traceback",
      "context",
      "loop",
      "future",
      "coroutine",
      "scopes",
      "interop",
    ],
    outside: ["node:"],
    host: true,
  },
  http: {
    needs: [
      "errors",
      "traceback",
      "loop",
      "future",
      "coroutine",
      "scopes",
      "sync",
      "interop",
    ],
    host: true,
  },
  web: {
    needs: [
      "errors",
      "traceback",
      "context",
      "loop",
      "future",
      "coroutine",
      "scopes",
      "interop",
      "http",
    ],
    outside: ["node:", "npm:eta", "npm:@remix-run/multipart-parser"],
    host: true,
  },
  testing: { needs: [], top: true },
  trace: { needs: [], top: true, outside: ["npm:@viz-js/viz"] },
};

/** What the root entry re-exports: the core, never `http`. */
export const ROOT_NEEDS: readonly string[] = [
  "errors",
  "traceback",
  "context",
  "loop",
  "future",
  "coroutine",
  "scopes",
  "combinators",
  "sync",
  "deferred",
  "interop",
];
