/**
 * All borders, in the order of the page.
 *
 * @module
 */
import { type Border, SINGLE } from "./_border.ts";
import { STREAMS } from "./_border_streams.ts";

export const BORDERS: readonly Border[] = [...SINGLE, ...STREAMS];
