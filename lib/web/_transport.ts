/**
 * What a server asks of the host that listens for it.
 */

import type { Target } from "./_target.ts";
import type { Peer } from "./http_server_request.ts";

/** Where and how to listen. */
export interface TransportOptions {
  /** The port; 0 for any. */
  readonly port: number;
  /** The name or address. */
  readonly hostname: string;
  /** The certificate, in PEM. */
  readonly cert: string | undefined;
  /** Its key, in PEM. */
  readonly key: string | undefined;
  /** Whether other processes may listen there too. */
  readonly reusePort: boolean;
  /** Connections that wait to be accepted. */
  readonly backlog: number;
  /** Milliseconds for the headers; `undefined` for the host's own. */
  readonly headersTimeout: number | undefined;
  /** Milliseconds between requests; `undefined` for the host's own. */
  readonly idleTimeout: number | undefined;
  /** Milliseconds for a body. */
  readonly bodyTimeout: number;
}

/** Answers a request. */
export type Answer = (
  request: Request,
  peer: Peer,
  target?: Target,
) => Response | Promise<Response>;

/** A host that listens. */
export interface Listener {
  /** Where; `undefined` until that is known. */
  readonly address: { hostname: string; port: number } | undefined;
  /** Resolves when it listens. */
  readonly ready: Promise<unknown>;
  /** Accepts nothing more, and resolves when what is under way is done. */
  stop(): Promise<unknown>;
  /** Ends all connections now. */
  close(): void;
  /** Lets the process end though it listens. */
  unref(): void;
}
