/**
 * What a host is told of a test, whichever host it is.
 */

/** What a test runner is told of one test. */
export interface HostTest {
  /** Its name. */
  readonly name: string;
  /** Runs it; the promise rejects if it fails. */
  readonly fn: () => Promise<void>;
  /** Whether other tests of the file are left out. */
  readonly only?: boolean;
  /** Whether this one is. */
  readonly ignore?: boolean;
  /** As `Deno.test` takes it. */
  readonly sanitizeOps?: boolean;
  /** As `Deno.test` takes it. */
  readonly sanitizeResources?: boolean;
  /** As `Deno.test` takes it. */
  readonly sanitizeExit?: boolean;
}

/** Where tests are registered. */
export type Register = (test: HostTest) => void;
