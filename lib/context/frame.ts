/**
 * What is entered around a piece of work.
 */

/** What leaves an entered frame. */
export type Exit = () => void;

/**
 * One run of a stack context.
 *
 * @internal
 */
export interface Frame {
  /** The next one outward. */
  readonly up: Frame | undefined;
  /** Whether it was not taken out of use. */
  readonly active: boolean;
  /** Enters it. */
  enter?(): Exit | undefined;
  /** Whether the error ends here. What it throws takes the error's place. */
  handle?(error: unknown): boolean;
}
