import type { Transport } from "./iostream_transport.ts";

/** Where one end of a connection is. */
export interface TCPAddress {
  /** An address or a name. */
  hostname: string;
  /** The port. */
  port: number;
}

/** How a client secures a connection; the host checks the certificate. */
export interface ClientTLS {
  /** More certificates to trust, in PEM. */
  caCerts?: string[];
  /** Protocols to offer. */
  alpnProtocols?: string[];
}

/** How a server secures connections. */
export interface ServerTLS {
  /** The certificate, in PEM. */
  cert: string;
  /** Its key, in PEM. */
  key: string;
  /** Protocols to accept. */
  alpnProtocols?: string[];
}

/** What a connection is made of. */
export interface HostConnect extends TCPAddress {
  /** Whether it is secured, and how. */
  tls?: boolean | ClientTLS;
  /** Aborts when nobody waits for it any more. */
  signal: AbortSignal;
}

/** What a listener is made of. */
export interface HostListen extends TCPAddress {
  /** Whether connections are secured, and how. */
  tls?: ServerTLS;
  /** Whether several processes may share the port, where the host can. */
  reusePort?: boolean;
  /** How many connections may wait to be accepted, where the host can. */
  backlog?: number;
}

/** A connection that came, with the address of who made it. */
export interface Accepted {
  /** The connection. */
  readonly transport: Transport;
  /** The other end. */
  readonly address: TCPAddress;
}

/** A port that is listened on. */
export interface HostListener {
  /** Where. */
  readonly address: TCPAddress;
  /** Waits for a connection; rejects when the listener was closed. */
  accept(): PromiseLike<Accepted>;
  /** Listens no more. */
  close(): void;
}

/**
 * What TCP needs of a host. Deno has its own; a test, or a program
 * for another host, brings one.
 */
export interface TCPHost {
  /** Makes a connection. */
  connect(options: HostConnect): PromiseLike<Transport>;
  /** Listens on a port, at once. */
  listen(options: HostListen): HostListener;
}
